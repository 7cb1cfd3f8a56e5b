"""Tickets of a city, made up: every unit has open and closed ones, about streets and what is wrong
with them. What a ticket leaves behind (events, parcels, messages) is there, too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.adapters.store import Database
from bot.adapters.store.changes import ticket_row
from bot.adapters.store.search_index import SearchIndex
from bot.adapters.store.search_tables import search_queue
from bot.adapters.store.tables import inbox, outbox, ticket_events, tickets
from bot.domain import tickets as ticket
from bot.domain.messages import Kind, Message
from bot.domain.parcels import Addressee
from bot.domain.replies import Reply
from bot.domain.tickets import Appeal, Event, Step, Ticket, Type
from bot.domain.zone import SHANGHAI

NOW = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
UNITS = 20
AT_ONCE = 1000
STREETS = [
    f"{name}{kind}" for name in "东南西北中新旧长安宁" for kind in ("风路", "门大街", "湖小区")
]
WRONG = (
    "路灯坏了三天没人修，晚上漆黑一片老人不敢出门",
    "井盖不见了，孩子上学差点掉进去",
    "下水道堵了，污水流得满街都是，夏天特别臭",
    "工地半夜还在施工，噪音太大，一家人睡不着觉",
    "暖气不热，家里只有十四度，交了钱没人管",
    "垃圾堆了一个星期没人清运，苍蝇乱飞",
    "自来水发黄，不敢喝也不敢洗菜",
    "电动车充电桩收费太贵，也没有公示价格",
)
KINDS = (Type.COMPLAINT, Type.COMPLAINT, Type.HELP, Type.INQUIRY, Type.SUGGESTION)
STEPS = ((), (Step.ACKNOWLEDGED,), (Step.ACKNOWLEDGED, Step.NOTED), (Step.REPLIED, Step.DELIVERED))
OVER = (Step.ACKNOWLEDGED, Step.REPLIED, Step.DELIVERED, Step.CLOSED)


def unit(number: int) -> str:
    """The unit that has this ticket."""
    return f"unit-{number % UNITS}"


def number_of(at: int) -> str:
    """The number of this ticket; a city has a thousand a day."""
    day = NOW - timedelta(days=at // 1000)
    return f"{day:%Y%m%d}-{at % 1000:04}-{at % 97:02}"


async def grow(database: Database, have: int, want: int) -> None:
    """Bring a city that `have` tickets to `want`, with the index that they are found by."""
    for first in range(have, want, AT_ONCE):
        await _write(database, [*_leavings(first, min(first + AT_ONCE, want))])
    index = SearchIndex(database)
    while await index.catch_up():
        pass
    async with database.transaction() as connection:
        await connection.execute(sa.text("ANALYZE"))


@dataclass(frozen=True)
class Leavings:
    """A ticket, and what else it left."""

    ticket: Ticket
    message: Message
    answered: str


def _leavings(first: int, last: int) -> Iterator[Leavings]:
    for at in range(first, last):
        made = _ticket(at)
        words = made.appeal.content
        message = Message(f"m{at}", made.citizen, Kind.TEXT, made.opened_at, words)
        yield Leavings(made, message, "您反映的问题已经受理。")


def _ticket(at: int) -> Ticket:
    place = f"{STREETS[at % len(STREETS)]}{at % 300}号"
    content = f"{place}门口{WRONG[at // 3 % len(WRONG)]}，已经第{at % 40}天了，请尽快派人来看看。"
    contact = f"王先生 138{at:08}"
    appeal = Appeal(KINDS[at % len(KINDS)], content[:24], content, place, contact=contact)
    opened_at = NOW - timedelta(minutes=at * 1.4)
    due_at = opened_at + timedelta(days=3 + at % 10)
    made = ticket.opened(number_of(at), f"c{at % 7919}", appeal, opened_at, due_at, _why(at))
    steps = STEPS[at % 4] if at % 5 == 0 else OVER
    made = made.after(Event(Step.DISPATCHED, opened_at, "system", {"department": unit(at)}))
    for hours, step in enumerate(steps, 1):
        moved = min(opened_at + timedelta(hours=hours), NOW)
        made = made.after(Event(step, moved, unit(at), _said(step, at)))
    return made


def _why(at: int) -> dict[str, Any]:
    ranking = [{"name": kind.value, "confidence": 0.2} for kind in Type]
    return {"intent": "complain", "ranking": ranking, "departments": [{"code": unit(at)}]}


def _said(step: Step, at: int) -> dict[str, str]:
    if step is not Step.REPLIED:
        return {}
    return {"text": f"经核实，已安排第{at % 30}班组维修，今天已经恢复正常。", "outcome": "resolved"}


async def _write(database: Database, left: list[Leavings]) -> None:
    events = [
        {
            "number": one.ticket.number,
            "sequence": sequence,
            "step": event.step.value,
            "at": event.at,
            "actor": event.actor,
            "data": dict(event.data),
        }
        for one in left
        for sequence, event in enumerate(one.ticket.log, 1)
    ]
    async with database.transaction() as connection:
        await connection.execute(sa.insert(ticket_events), events)
        await connection.execute(sa.insert(tickets), [ticket_row(one.ticket) for one in left])
        await connection.execute(sa.insert(inbox), [_message_row(one) for one in left])
        await connection.execute(sa.insert(outbox), [_parcel_row(one) for one in left])
        queued = [{"number": one.ticket.number} for one in left]
        await connection.execute(sa.insert(search_queue), queued)


def _message_row(one: Leavings) -> dict[str, Any]:
    return {
        "key": one.message.key,
        "citizen": one.message.citizen,
        "message": one.message.as_record(),
        "received_at": one.message.sent_at,
        "done": True,
        "reply": Reply(one.answered).as_record(),
    }


def _parcel_row(one: Leavings) -> dict[str, Any]:
    at = one.ticket.opened_at
    return {
        "id": f"p{one.message.key}",
        "addressee": Addressee.DEPARTMENT.value,
        "target": one.ticket.department,
        "lane": one.ticket.number,
        "body": {"type": "ticket.dispatched", "sequence": 2},
        "created_at": at,
        "due_at": at,
        "number": one.ticket.number,
        "state": "delivered",
        "attempts": 1,
        "delivered_at": at,
    }
