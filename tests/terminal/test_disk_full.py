"""A disk that takes no more: a clear sentence, and nothing half done.

The system refuses to let a file grow, as it does on a full disk.
"""

import json
import sqlite3
from pathlib import Path

from tests.full_disk import no_file_grows_beyond
from tests.terminal.shell import LETTER, Terminal, contents


def test_an_import_that_the_disk_does_not_take_keeps_nothing(terminal: Terminal):
    """All letters or none, and a sentence."""
    assert terminal.types("reconcile")[0] == 0  # the database is there
    letters = terminal.folder / "letters.jsonl"
    long = {**LETTER, "content": LETTER["content"] * 100}
    lines = (json.dumps({**long, "id": str(n)}, ensure_ascii=False) for n in range(2000))
    letters.write_text("\n".join(lines))
    database = terminal.folder / "data" / "huiying.db"
    size = database.stat().st_size

    with no_file_grows_beyond(size + 100_000):
        code, out, err = terminal.types("import-letters", str(letters))

    assert (code, out) == (2, "")
    assert "磁盘是否已满" in err
    assert "Traceback" not in err
    assert terminal.types("reconcile")[0] == 0
    assert _letters_in(database) == 0


def test_a_training_that_the_disk_does_not_take_keeps_the_model(terminal: Terminal):
    """The old one stays current, and no half of a new one lies about."""
    models = terminal.folder / "data" / "models"
    models.mkdir(parents=True)
    (models / "current").write_text("old")
    assert terminal.types("reconcile")[0] == 0
    before = contents(terminal.folder)

    with no_file_grows_beyond(500_000):
        code, out, err = terminal.types("train")

    assert (code, out) == (2, "")
    assert "磁盘" in err
    assert "原来的模型没有动" in err
    assert "Traceback" not in err
    after = {name: data for name, data in contents(terminal.folder).items() if name in before}
    assert after["data/models/current"] == b"old"
    assert [path.name for path in models.iterdir()] == ["current"]


def _letters_in(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM letters").fetchone()
    connection.close()
    return int(count)
