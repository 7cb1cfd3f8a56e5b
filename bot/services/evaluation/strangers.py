"""What is none of a city's business, as somebody's first message: is a ticket opened unasked?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound
from bot.domain.habits import Habits
from bot.domain.parcels import Attachment
from bot.domain.tickets import Ticket
from bot.services.desk import Desk
from bot.services.evaluation.report import Section
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.dialogue import Dialogue, Heard, Knowledge
from bot.services.shelf import Shelf

ANSWERED = "【来源】"
"""Stands in every answer of the knowledge base, and nowhere else."""
_COLUMNS = ("范围", "条数", "未问先开工单", "占比", "直接给问答", "占比 ")


@dataclass
class Memory:
    """All tickets and conversations of this process. Keeps what the desk asks of two ports."""

    tickets: dict[str, list[Ticket]] = field(default_factory=dict)
    conversations: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        return self.tickets.get(citizen, [])[-limit:]

    async def count_of_citizen(self, citizen: str) -> int:
        return len(self.tickets.get(citizen, []))

    async def find(self, number: str) -> Ticket:
        for ticket in (one for mine in self.tickets.values() for one in mine):
            if ticket.number == number:
                return ticket
        raise NotFound(number)

    async def sharing(self, department: str, signs: Sequence[str], since: datetime) -> list[Ticket]:
        return []

    async def of_numbers(self, numbers: Sequence[str]) -> list[Ticket]:
        return []

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        return []


def a_shelf(
    knowledge: Knowledge,
    catalogue: Catalogue,
    calendar: Calendar,
    habits: Habits | None,
    memory: Memory | None = None,
) -> Shelf:
    """What a desk reaches for, over nothing but memory."""
    memory = memory or Memory()
    return Shelf(
        tickets=memory,  # type: ignore[arg-type]  # nothing else of the port is asked
        attachments=memory,  # type: ignore[arg-type]
        knowledge=knowledge,
        catalogue=catalogue,
        calendar=calendar,
        habits=habits,
    )


async def first_turn(dialogue: Dialogue, shelf: Shelf, text: str, clock: Clock) -> tuple[str, bool]:
    """What somebody who never wrote before is told, and whether a ticket was opened."""
    desk = Desk("stranger", text, clock(), shelf, {})
    turned = await dialogue.respond(Heard("stranger", text), (), desk)
    return turned.reply.words, bool(desk.changes.tickets)


async def strangers(
    dialogue: Dialogue,
    shelf: Shelf,
    rows: Mapping[str, Sequence[str]],
    clock: Clock,
    tell: Callable[[], None] = lambda: None,
) -> Section:
    """How many of such messages open a ticket, or get an answer from the knowledge base."""
    counted = []
    for title, texts in rows.items():
        tickets = answers = 0
        for text in texts:
            reply, opened = await first_turn(dialogue, shelf, text, clock)
            tickets += opened
            answers += ANSWERED in reply
            tell()
        if many := len(texts):
            counted.append((title, many, tickets, tickets / many, answers, answers / many))
    absent = "" if counted else "没有闲聊样本（text、intent 两列）。"
    return Section("strangers", "与政务无关的话", _COLUMNS, counted, absent=absent)
