"""`huiying corrections`: what citizens corrected is looked at, and learned at the next training."""

import asyncio
import json
from pathlib import Path

from bot import models
from bot.adapters.store import Database, SqlTickets
from bot.domain.corrections import Correction
from bot.domain.tickets import Type
from bot.services.ports.changes import Changes
from bot.settings import Settings
from tests.builders import NOW
from tests.terminal.shell import Terminal, told


def keep(data: Path, *texts: str) -> None:
    async def write() -> None:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        made = [Correction(one, Type.INQUIRY, Type.COMPLAINT, "m1", NOW) for one in texts]
        await SqlTickets(database).apply(Changes(corrections=made))
        await database.close()

    data.mkdir(parents=True, exist_ok=True)
    asyncio.run(write())


def test_what_waits_is_listed_with_both_types(terminal: Terminal):
    """In Chinese, and as JSON."""
    keep(terminal.folder / "data", "路灯坏了", "水管裂了")

    code, out, _ = terminal.types("corrections")
    _, listed, _ = terminal.types("corrections", "--json")

    assert code == 0
    assert "路灯坏了" in out
    assert "咨询" in out
    assert "待审 2 条" in out.replace("\n", "")
    assert json.loads(listed)["corrections"]["rows"][0] == [
        1,
        "2026-11-23",
        "inquiry",
        "complaint",
        "路灯坏了",
    ]


def test_a_correction_that_somebody_accepts_is_learned(terminal: Terminal):
    """And one that is rejected is not."""
    keep(terminal.folder / "data", "路灯坏了", "水管裂了", "井盖没了")

    terminal.types("corrections", "--accept", "1", "--reject", "2")

    settings = Settings(
        demo=True,
        data_dir=terminal.folder / "data",
        departments_file=models.ROOT / "departments.yml",
    )
    path = asyncio.run(models.lessons(settings))
    assert path is not None
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [
        {"text": "路灯坏了", "intent": "complaint", "reviewed": True}
    ]
    assert "已采纳 1 条" in terminal.types("corrections")[1].replace("\n", "")


def test_an_unknown_number_is_one_sentence_and_changes_nothing(terminal: Terminal):
    keep(terminal.folder / "data", "路灯坏了")

    said = told(terminal, "corrections", "--accept", "1", "--accept", "9")

    assert "没有编号为 9 的更正" in said
    assert "待审 1 条" in terminal.types("corrections")[1].replace("\n", "")


def test_a_number_that_is_accepted_and_rejected_at_once_changes_nothing(terminal: Terminal):
    """Neither is silently the last word."""
    keep(terminal.folder / "data", "路灯坏了")

    said = told(terminal, "corrections", "--accept", "1", "--reject", "1")

    assert "编号 1 既要采纳又不要采纳" in said
    assert "待审 1 条" in terminal.types("corrections")[1].replace("\n", "")


def test_nothing_to_look_at_is_said(terminal: Terminal):
    _, out, _ = terminal.types("corrections")

    assert "没有要看的" in out


def test_words_that_would_move_the_cursor_or_colour_the_table_are_shown_as_they_are(
    terminal: Terminal,
):
    """What citizens write is no command to the reviewer's terminal."""
    keep(terminal.folder / "data", "路灯[red]坏了\x1b[2J")

    _, out, _ = terminal.types("corrections")

    assert "[red]" in out
    assert "\x1b" not in out
