"""`huiying reconcile`: what it prints, what it mends, and how it ends."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from bot.adapters.store import Database, SqlInbox, SqlTickets
from bot.domain.tickets import Event, Step, opened
from bot.services.ports.changes import Changes, TicketChange
from bot.wiring.ground import now
from tests.builders import a_message, an_appeal
from tests.terminal.shell import Terminal

NUMBER = "20261123-4821-07"


def planted(folder: Path) -> None:
    """A ticket whose unit was never told, and a message without an outcome: an hour ago."""

    async def plant() -> None:
        database = Database(f"sqlite:///{folder}/data/huiying.db")
        await database.upgrade()
        at = now() - timedelta(hours=1)
        ticket = opened(NUMBER, "c9", an_appeal(), at, at + timedelta(days=13))
        ticket = ticket.after(Event(Step.DISPATCHED, at, "system", {"department": "construction"}))
        moved = {NUMBER: TicketChange(None, ticket)}
        await SqlTickets(database).apply(Changes(tickets=moved))
        await SqlInbox(database).receive(a_message("谢谢"), at)
        await database.close()

    asyncio.run(plant())


def test_where_nothing_is_lost_it_says_so(terminal: Terminal):
    """And ends well."""
    code, out, _ = terminal.types("reconcile")

    assert (code, out) == (0, "账目相符：没有丢失的消息、工单和回复。\n")


def test_what_is_lost_is_a_table_and_an_exit_code(terminal: Terminal):
    """Nothing is changed by looking."""
    planted(terminal.folder)

    for _ in range(2):
        code, out, _ = terminal.types("reconcile")

        assert code == 1
        for words in ("工单没有通知承办单位", NUMBER, "收下的消息一直没有处理", "未处理"):
            assert words in out


def test_it_mends_what_can_be_mended(terminal: Terminal, trained_model: Path):
    """The unit is told, the turn taken; the second look finds nothing."""
    planted(terminal.folder)
    terminal.has_a_model(trained_model)

    code, out, _ = terminal.types("reconcile", "--mend", "--json")

    assert code == 1
    found = {line["kind"]: line["mended"] for line in map(json.loads, out.splitlines())}
    assert found == {"message.open": True, "ticket.untold": True}
    assert terminal.types("reconcile")[0] == 0
