"""What a department is told, as a parcel."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.parcels import Addressee, Alarm, Parcel, same_id
from bot.domain.pausing import paused_days
from bot.domain.tickets import STATE_NAMES, TYPE_NAMES, Event, Step, Ticket
from bot.domain.together import lead_of, people_of
from bot.services.copies import WAY
from bot.services.ports.changes import Changes

MOVES = frozenset({Step.DISPATCHED, Step.TRANSFERRED})
"""Steps that bring a ticket to a unit."""
PING = "ping"
"""The type of a test event."""
PING_ID = "ping_"
"""What the id of such a parcel begins with."""
CAUGHT_UP = timedelta(seconds=2)
"""By then every process sends by what was set just before the test."""
CHANGE = ("text", "corrected", "question")
"""Of what is written down of a citizen's step, what its unit is told."""
REDIRECTED = "ticket.redirected"
EVENTS: Mapping[str, str] = {
    "ticket.dispatched": "a ticket came to the unit",
    "ticket.transferred": "another unit passed it on, or the citizen put right where it belongs",
    REDIRECTED: "the citizen put right where it belongs: it is another unit's now",
    "ticket.supplemented": "the citizen added or corrected something, or answered your question",
    "ticket.urged": "the citizen asks to hurry",
    "ticket.reopened": "the answer did not solve it",
    "ticket.closed": "the citizen says it is solved",
    "ticket.withdrawn": "the citizen took it back",
    "ticket.joined": "one more citizen put the same matter forward and joined this ticket",
    "ticket.due_soon": "its deadline is the end of the next working day, or sooner",
    "ticket.overdue": "its deadline has passed",
}
"""What a unit is told of, and when."""
ALARM = "alarm.raised"
URGENT = "urgent"
"""The mark, in a parcel's body, that somebody is in danger."""
WEEKLY = "knowledge.weekly"
"""The type of what a unit is told on a Monday about its answers."""
MENTIONED = "ticket.mentioned"
"""The type of what one colleague is told who was called upon in a note: no unit's own system is."""
CALLED = "called"
"""The mark, in such a parcel's body, of who is called: a person's id."""
UNLESS_JOINED = "unless_joined"
"""The mark, in a parcel's body, of what need not be told of a ticket that joined another one."""


def told_of(step: Event) -> dict[str, Any]:
    """The `change` of such a step's event."""
    return {name: step.data[name] for name in CHANGE if name in step.data}


def ticket_event(
    kind: str, ticket: Ticket, now: datetime, change: Mapping[str, Any] | None = None
) -> Parcel:
    """A parcel for the unit that holds `ticket`; its place in the ticket's log is its sequence.

    `kind` is one of EVENTS, or MENTIONED; `change` says what is new: {"text": …}.
    """
    body = {
        "type": kind,
        "sequence": len(ticket.log) - 1,
        "ticket": _as_record(ticket),
        "change": dict(change) if change else None,
        **({URGENT: True} if ticket.is_urgent else {}),
    }
    return Parcel(
        id=_new_id(),
        addressee=Addressee.DEPARTMENT,
        target=_holder(ticket),
        lane=ticket.number,
        body=body,
        created_at=now,
        due_at=now,
        number=ticket.number,
    )


def mention_event(ticket: Ticket, person: str, now: datetime) -> Parcel:
    """A parcel that calls one colleague to `ticket`, without a word of the note.

    It waits behind nothing and nothing waits behind it.
    """
    told = ticket_event(MENTIONED, ticket, now)
    return replace(told, lane=told.id, body={**told.body, CALLED: person})


def ring(alarm: Alarm, centre: str, changes: Changes) -> None:
    """Add an alarm to `changes`: it is written down, and the coordinating centre is told."""
    changes.alarms.append(alarm)
    changes.parcels.append(alarm_event(alarm, centre))


def alarm_event(alarm: Alarm, department: str) -> Parcel:
    """A parcel that tells a unit of an alarm. It waits behind nothing and nothing waits behind it.

    The same kind and subject give the same parcel within one hour: an alarm that rings all the time
    is not heard. The alarm's subject stays at home: it may be a citizen's name in our books.
    """
    said = {"kind": alarm.kind, "text": alarm.text, "at": alarm.at.isoformat()}
    hour = f"{alarm.at.astimezone(UTC):%Y%m%d%H}"
    parcel_id = f"evt_{same_id(alarm.kind, alarm.subject, hour)}"
    return Parcel(
        id=parcel_id,
        addressee=Addressee.DEPARTMENT,
        target=department,
        lane=parcel_id,
        body={"type": ALARM, "alarm": said},
        created_at=alarm.at,
        due_at=alarm.at,
    )


def ping_event(department: str, call_id: str, now: datetime, group: str = "") -> Parcel:
    """A parcel with nothing in it, to see whether it arrives; one for each call. It goes by the
    unit's own way, or by that of one more `group`."""
    ping = _ping(Addressee.DEPARTMENT, department, call_id, now)
    return replace(ping, body={**ping.body, WAY: group}) if group else ping


def ping_to(person: str, call_id: str, now: datetime) -> Parcel:
    """The same for a person, by a robot of their own."""
    return _ping(Addressee.PERSON, person, call_id, now)


def _ping(addressee: Addressee, target: str, call_id: str, now: datetime) -> Parcel:
    parcel_id = f"{PING_ID}{same_id(target, call_id)}"
    return Parcel(
        id=parcel_id,
        addressee=addressee,
        target=target,
        lane=parcel_id,
        body={"type": PING},
        created_at=now,
        due_at=now + CAUGHT_UP,
    )


def _new_id() -> str:
    # Standard Webhooks sign "id.timestamp.body": an id holds no full stop.
    return f"evt_{uuid.uuid4().hex}"


def _holder(ticket: Ticket) -> str:
    if ticket.department is None:
        raise ValueError(f"ticket {ticket.number} is with no unit yet")
    return ticket.department


def _as_record(ticket: Ticket) -> dict[str, Any]:
    appeal = ticket.appeal
    return {
        "number": ticket.number,
        "type": appeal.type.value,
        "type_name": TYPE_NAMES[appeal.type],
        "state": ticket.state.value,
        "state_name": STATE_NAMES[ticket.state],
        "title": appeal.title,
        "content": appeal.content,
        "place": appeal.place,
        "when": appeal.when,
        "contact": appeal.contact,
        "missing": list(appeal.missing),
        "reason": _why_it_is_there(ticket),
        "opened_at": ticket.opened_at.isoformat(),
        "due_at": ticket.due_at.isoformat(),
        "paused_days": paused_days(ticket),
        "faq": dict(appeal.faq) if appeal.faq else None,
        "suggestions": _suggestions(ticket),
        "facts": list(ticket.understanding.get("facts", ())),
        "people": people_of(ticket),
        "joined_to": lead_of(ticket),
    }


def _suggestions(ticket: Ticket) -> list[dict[str, Any]]:
    """The units that were suggested, each with its score and what decided."""
    found = ticket.understanding.get("departments", ())
    told = ("code", "score", "clause", "title", "words", "version")
    return [{name: one.get(name) for name in told} for one in found]


def _why_it_is_there(ticket: Ticket) -> str:
    """The reason of the step that brought the ticket to its holder."""
    moves = (event.data for event in reversed(ticket.log) if event.step in MOVES)
    return str(next(moves, {}).get("reason", ""))
