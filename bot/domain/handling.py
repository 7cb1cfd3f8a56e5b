"""Who speaks inside a case: a person who has taken it, or the bot."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.pausing import open_question
from bot.domain.tickets import WITH_UNIT, Event, Step, Ticket

ENDED = "经办人已办完这一步，机器人恢复应答。"
WENT_QUIET = "经办人已有一段时间没有新的动作，机器人恢复应答。"
TAKEN_BACK = "市民撤回，机器人恢复应答。"


def named_in(event: Event) -> str | None:
    """Who did it, if the log knows: for the console alone."""
    by = event.data.get("by")
    return str(by["name"]) if isinstance(by, Mapping) else by


def is_taken(ticket: Ticket) -> bool:
    """Whether the last word of the log is that a person speaks here."""
    switches = (e.step for e in reversed(ticket.log) if e.step in (Step.TAKEN, Step.RELEASED))
    return next(switches, None) is Step.TAKEN


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
