"""`huiying import-letters` and `huiying similar`: an archive is kept, and searched."""

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest

from bot.adapters.store import Database, SqlLetters
from bot.domain.letters import Letter
from tests.terminal.shell import LETTER, Terminal, keep_letters


def test_a_bad_letters_file_is_named_with_its_line_and_nothing_is_kept(terminal: Terminal):
    """Not even the good letters before the bad line, nor those of the files before."""
    good, bad = terminal.folder / "good.jsonl", terminal.folder / "bad.jsonl"
    good.write_text(json.dumps(LETTER) + "\n")
    bad.write_text(json.dumps({**LETTER, "id": "2"}) + '\n{"id": "3", "content"\n')

    code, out, err = terminal.types("import-letters", str(good), str(bad))

    assert (code, out) == (2, "")
    assert f"{bad}:2: " in err
    assert "Traceback" not in err
    assert not (terminal.folder / "data" / "models").exists()
    assert _letters_kept(terminal.folder / "data") == 0


def test_similar_letters_are_told_with_their_answers(terminal: Terminal):
    """Those that were answered."""
    data = terminal.folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    letters = [Letter("1", "暖气不热", "供暖", reply="已检修"), Letter("2", "公积金怎么提取")]
    keep_letters(data, letters)

    code, out, _ = terminal.types("similar", "家里暖气不热")

    assert code == 0
    assert "答复：已检修" in out
    assert "公积金" not in out


def test_similar_letters_are_told_as_json_a_letter_a_line(terminal: Terminal):
    data = terminal.folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    letters = [Letter(f"{n}", "暖气不热", "供暖", reply="已检修") for n in range(2)]
    keep_letters(data, letters)

    _, out, _ = terminal.types("similar", "家里暖气不热", "--json")
    _, nothing, _ = terminal.types("similar", "xyz", "--json")

    found = [json.loads(line) for line in out.splitlines()]
    assert sorted(one["id"] for one in found) == ["0", "1"]
    assert found[0]["reply"] == "已检修"
    assert nothing == ""


def test_what_is_typed_in_another_encoding_is_told(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    """A pipe from an old machine."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("路灯坏了".encode("gbk"))))

    code, out, err = terminal.types("similar", "-")

    assert (code, out) == (2, "")
    assert "标准输入:1: 文字不是 UTF-8 编码" in err


def test_without_an_archive_similar_says_how_to_get_one(terminal: Terminal):
    code, _, err = terminal.types("similar", "暖气不热")

    assert code == 2
    assert "huiying import-letters" in err


def test_a_wrong_column_mapping_is_explained(terminal: Terminal):
    """With an example of how it is written."""
    good = terminal.folder / "good.jsonl"
    good.write_text(json.dumps(LETTER) + "\n")

    code, _, err = terminal.types("import-letters", str(good), "--column", "诉求内容")

    assert code == 2
    assert "诉求内容=content" in err


def _letters_kept(data: Path) -> int:
    async def count() -> int:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        kept = await SqlLetters(database).count()
        await database.close()
        return kept

    data.mkdir(parents=True, exist_ok=True)
    return asyncio.run(count())
