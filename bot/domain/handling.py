"""Who speaks inside a case: a person who has taken it, or the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import StepNotAllowed
from bot.domain.pausing import open_question
from bot.domain.tickets import WITH_UNIT, Event, Step, Ticket

ENDED = "经办人已办完这一步，机器人恢复应答。"
WENT_QUIET = "经办人已有一段时间没有新的动作，机器人恢复应答。"
TAKEN_BACK = "市民撤回，机器人恢复应答。"
_ARRIVALS = frozenset({Step.DISPATCHED, Step.TRANSFERRED})


@dataclass(frozen=True)
class By:
    """The person who acts for a unit in the console. The house knows them, nobody outside does."""

    id: str
    name: str

    @property
    def caller(self) -> str:
        """Whose calls theirs are: no unit's code looks like that."""
        return f"@{self.id}"

    def as_record(self) -> dict[str, str]:
        """As it stands in the log."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Holder:
    """Who speaks in a case: a person's id and name, and since when."""

    id: str
    name: str
    since: datetime


def named_in(event: Event) -> str | None:
    """Who did it, if the log knows: for the console alone."""
    by = event.data.get("by")
    return str(by["name"]) if isinstance(by, Mapping) else by


def is_taken(ticket: Ticket) -> bool:
    """Whether the last word of the log is that a person speaks here."""
    switches = (e.step for e in reversed(ticket.log) if e.step in (Step.TAKEN, Step.RELEASED))
    return next(switches, None) is Step.TAKEN


def holder(ticket: Ticket) -> Holder | None:
    """Who took it last, while a unit works on it and the bot is silent in it."""
    if ticket.state not in WITH_UNIT or not is_taken(ticket):
        return None
    event = next(event for event in reversed(ticket.log) if event.step is Step.TAKEN)
    return _by(event)


def held_before(ticket: Ticket) -> tuple[str, ...]:
    """The ids of those out of whose hands the present holder, or one before, has taken it."""
    held: dict[str, None] = {}
    for event in ticket.log:
        if event.step is Step.RELEASED:
            held.clear()
        elif event.step is Step.TAKEN:
            held[_by(event).id] = None
    now = holder(ticket)
    return tuple(one for one in held if now and one != now.id)


def taken(ticket: Ticket, at: datetime, actor: str, by: By) -> Ticket:
    """The ticket in this person's hands, whoever had it.

    Raises StepNotAllowed when it is theirs already, or no unit works on it.
    """
    before = holder(ticket)
    if before and before.id == by.id:
        raise StepNotAllowed("这件事已经在您手里，不用再接手。")
    was = {"was": {"id": before.id, "name": before.name}} if before else {}
    return ticket.after(Event(Step.TAKEN, at, actor, {"by": by.as_record(), **was}))


def assignee_of(ticket: Ticket) -> str | None:
    """The id of its holder, else of whoever acted last for its unit since it came there.

    None while nobody has: then it is everybody's of the unit.
    """
    if now := holder(ticket):
        return now.id
    for event in reversed(ticket.log):
        if event.step in _ARRIVALS:
            return None
        by = event.data.get("by")
        if isinstance(by, Mapping) and event.actor == ticket.department:
            return str(by["id"])
    return None


def concerns_people(ticket: Ticket) -> bool:
    """Whether a word of its citizen may be for a person: one has the case, or asked something."""
    return ticket.state in WITH_UNIT and (is_taken(ticket) or open_question(ticket) is not None)


def in_person(ticket: Ticket, now: datetime, longest: timedelta) -> bool:
    """Whether a person has the case: taken, still with the unit, and not left for too long."""
    if ticket.state not in WITH_UNIT or not is_taken(ticket):
        return False
    acted = next(e.at for e in reversed(ticket.log) if isinstance(e.data.get("by"), Mapping))
    return now - acted <= longest


def released(ticket: Ticket, at: datetime, actor: str, reason: str) -> Ticket:
    """The ticket once the bot may speak again; as it is if no person has taken it."""
    if not is_taken(ticket):
        return ticket
    return ticket.after(Event(Step.RELEASED, at, actor, {"reason": reason}))


def _by(event: Event) -> Holder:
    by = event.data["by"]
    return Holder(str(by["id"]), str(by["name"]), event.at)
