"""Tickets of a few units, and looks at them: what the suites of the casebook share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain import tickets
from bot.domain.people import Sight
from bot.domain.tickets import Event, State, Step, Ticket
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.lists import Query
from tests.builders import NOW, an_appeal

ALL = Sight(None)
ROADS = Sight(frozenset({"roads"}))
WATER = Sight(frozenset({"water"}))
ROADS_AND_BELOW = Sight(frozenset({"roads", "lamps"}))
ANY = frozenset[State]()
DAY = timedelta(days=1)


def of_unit(number: str, unit: str = "roads", *more: Step, **given: Any) -> Ticket:
    """A ticket that this unit holds; `age` and `due` are from and until NOW, `moved` is after."""
    age, due = given.pop("age", timedelta()), given.pop("due", 3 * DAY)
    citizen = given.pop("citizen", f"c-{number}")
    opened = tickets.opened(number, citizen, an_appeal(**given), NOW - age, NOW + due)
    ticket = opened.after(Event(Step.DISPATCHED, NOW - age, "system", {"department": unit}))
    for minutes, step in enumerate(more, 1):
        ticket = after(ticket, step, minutes=minutes)
    return ticket


def after(ticket: Ticket, step: Step, minutes: int = 60, **data: Any) -> Ticket:
    said: Mapping[str, Any] = {"text": "已修好。", "outcome": "resolved"} | data
    wordless = step not in (Step.REPLIED, Step.SUPPLEMENTED)
    return ticket.after(
        Event(step, NOW + timedelta(minutes=minutes), "roads", data if wordless else said)
    )


async def keep(store, *made: Ticket, before: Ticket | None = None, **more: Any) -> None:
    moved = {one.number: TicketChange(before, one) for one in made}
    await store.tickets.apply(Changes(tickets=moved, **more))


async def numbers(store, sight: Sight = ALL, reader: str = "p1", **query: Any) -> list[str]:
    sheet = await store.casebook.look(sight, reader, Query(**query), NOW)
    return [line.number for line in sheet.lines]


async def found(store, words: str, sight: Sight = ALL) -> set[str]:
    return set(await numbers(store, sight, words=words, states=ANY))
