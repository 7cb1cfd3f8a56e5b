"""`huiying` in this process, as somebody types it in an empty folder."""

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.adapters.similar import build
from bot.adapters.store import Database, SqlLetters
from bot.domain.letters import Letter
from bot.services.archive import words_of

ROOT = Path(__file__).resolve().parents[2]
LETTER = {"id": "1", "title": "路灯", "content": "人民路路灯坏了三天没人修", "type": "complaint"}


class Terminal:
    """Runs the command in this process, as somebody in an empty folder would."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        for name in [name for name in os.environ if name.startswith("HUIYING_")]:
            monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        self.set(DATA_DIR=folder / "data", DEPARTMENTS_FILE=ROOT / "departments.yml")

    def set(self, **settings: object) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(f"HUIYING_{name}", str(value))

    def types(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error without the breaks of narrow lines."""
        self._monkeypatch.setattr(sys, "argv", ["huiying", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err.replace("\n", "")

    def has_a_model(self, model: Path) -> None:
        models = self.folder / "data" / "models"
        models.mkdir(parents=True)
        shutil.copy(model, models)
        (models / "current").write_text(model.name.removesuffix(".tar.gz"))


def contents(folder: Path) -> Mapping[str, bytes]:
    """Every file, without the database: opening it is no change."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("huiying.db")
    }


def told(terminal: Terminal, *words: str) -> str:
    """What a command says that must refuse; it said nothing else and changed nothing."""
    before = contents(terminal.folder)

    code, out, err = terminal.types(*words)

    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert contents(terminal.folder) == before
    return err


def keep_letters(data: Path, letters: list[Letter]) -> None:
    async def keep() -> None:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        await SqlLetters(database).add_all(letters, "test")
        await database.close()

    asyncio.run(keep())
    build(data / "letters.index", [(letter.id, words_of(letter)) for letter in letters])
