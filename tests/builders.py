"""Things of the domain with sensible defaults, for tests that care about one detail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain import tickets
from bot.domain.messages import Kind, Media, Message, Point
from bot.domain.parcels import Addressee, Parcel
from bot.domain.replies import Reply
from bot.domain.tickets import Appeal, Event, Step, Ticket, Type
from bot.services.ports.inbox import Note

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def an_appeal(**changes: Any) -> Appeal:
    values: dict[str, Any] = {
        "type": Type.COMPLAINT,
        "title": "路灯坏了",
        "content": "人民路23号门口路灯坏了三天没人修",
        "place": "人民路23号门口",
    }
    return Appeal(**{**values, **changes})


def a_ticket(
    *steps: Step, number: str = "20261123-4821-07", citizen: str = "c1", **appeal: Any
) -> Ticket:
    """A ticket of unit construction after these steps; dispatched when none is given."""
    ticket = tickets.opened(number, citizen, an_appeal(**appeal), NOW, NOW + timedelta(days=13))
    for position, step in enumerate(steps or (Step.DISPATCHED,), 1):
        data = {"department": "construction"} if step is Step.DISPATCHED else {}
        ticket = ticket.after(Event(step, NOW + timedelta(minutes=position), "construction", data))
    return ticket


def a_message(
    text: str = "你好",
    *,
    key: str = "m1",
    citizen: str = "c1",
    kind: Kind = Kind.TEXT,
    at: datetime = NOW,
    media: Media | None = None,
    point: Point | None = None,
    details: Mapping[str, str] | None = None,
) -> Message:
    return Message(key, citizen, kind, at, text, media, point, details or {})


@dataclass(frozen=True)
class FakeCall:
    """Keeps the port `Call`: says its words aloud."""

    message: Message
    note: Note | None = None

    @property
    def raw(self) -> bytes:
        return json.dumps(self.message.as_record()).encode()

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        return "text/plain", words.encode()


def a_call(text: str = "你好", *, note: Note | None = None, **message: Any) -> FakeCall:
    """A call that brings such a message."""
    return FakeCall(a_message(text, **message), note)


def a_citizens_parcel(
    text: str = "答复", *, id: str = "p1", citizen: str = "c1", purpose: str = "answer", **more: Any
) -> Parcel:
    body = {"reply": Reply(text).as_record(), "purpose": purpose, "step": None}
    values = {"created_at": NOW, "due_at": NOW, "number": None} | more
    return Parcel(id, Addressee.CITIZEN, citizen, citizen, body, **values)


def a_departments_parcel(
    *,
    id: str = "d1",
    department: str = "construction",
    number: str = "20261123-4821-07",
    **more: Any,
) -> Parcel:
    body = {
        "type": "ticket.dispatched",
        "sequence": 1,
        "ticket": {"number": number},
        "change": None,
    }
    values = {"created_at": NOW, "due_at": NOW, "number": number} | more
    return Parcel(id, Addressee.DEPARTMENT, department, number or id, body, **values)
