"""What a citizen puts right may make another unit competent: the ticket goes there, or is told of.

Before the unit has taken the ticket the house moves it, as it sent it there in the first place.
Afterwards somebody works on it: the unit is told, and passes it on itself if it agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import handling
from bot.domain.dispatch import Suggestion
from bot.domain.parcels import Parcel
from bot.domain.tickets import State, Step, Ticket
from bot.domain.together import gathered_by, lead_of
from bot.services import joining, notices
from bot.services.desk import Desk

NEARLY = 0.5
"""A unit that scores so much as the likeliest one keeps its ticket."""


@dataclass(frozen=True)
class Redirection:
    """The unit that is competent now. `at_once`: nobody has taken the ticket, so it goes there."""

    to: Suggestion
    at_once: bool

    def hint(self, desk: Desk) -> str:
        """What the unit that has the ticket is told of it."""
        unit = desk.unit_name(self.to.department)
        return f"（按更正后的情况，这件事可能归【{unit}】，请核实后转办）"


def redirection(
    desk: Desk, ticket: Ticket, *, place: str | None = None, content: str | None = None
) -> Redirection | None:
    """Where the ticket belongs once its place or its matter is put right; None if where it is.

    Only what is put right counts: a ticket that somebody sent elsewhere for another reason, an
    emergency, and one that others have joined stay where they are.
    """
    appeal = ticket.appeal
    before = desk.suggest(appeal.content, appeal.place)[0].department
    told = content or appeal.content
    if place and appeal.place:
        told = told.replace(appeal.place, place)
    likely = desk.suggest(told, place or appeal.place)
    now = likely[0]
    if now.department == before or ticket.department != before or _may_stay(before, likely):
        return None
    if ticket.rule or gathered_by(ticket):
        return None
    waits = ticket.state is State.DISPATCHED and not handling.is_taken(ticket)
    return Redirection(now, waits and not _was_taken(ticket))


async def redirect(
    desk: Desk, ticket: Ticket, to: Suggestion, text: str, **facts: str | None
) -> Ticket:
    """Put these facts right and send a ticket that nobody has taken to the unit that is competent.

    What the citizen says now is for that unit; the other hears where the ticket went, and why.
    """
    known = ticket
    ticket = await desk.put_right(ticket, text, **facts)
    change = notices.told_of(ticket.last)
    if lead := lead_of(ticket):
        await joining.part(desk, ticket, lead)
        ticket = desk.happened(ticket, Step.LEFT, "citizen", to=lead)
    why = f"市民更正后改派：{to.reason}"
    ticket = desk.happened(ticket, Step.TRANSFERRED, "system", department=to.department, reason=why)
    change["text"] = f"{why}。市民说：{change['text']}"
    desk.changes.parcels += [
        notices.ticket_event("ticket.transferred", ticket, desk.now, change),
        _gone(desk, known, ticket, to),
    ]
    return ticket


def _gone(desk: Desk, known: Ticket, moved: Ticket, to: Suggestion) -> Parcel:
    """For the unit that had it: the ticket as it knows it, at its move's place in the log."""
    where = f"这件事已改派【{desk.unit_name(to.department)}】（{to.reason}），贵单位不用再办。"
    change = {"text": f"市民更正了情况，{where}"}
    told = notices.ticket_event(notices.REDIRECTED, known, desk.now, change)
    return replace(told, body={**told.body, "sequence": len(moved.log) - 1})


def _may_stay(unit: str, likely: Sequence[Suggestion]) -> bool:
    """Whether its unit is nearly as likely as the first: a street's name alone moves nothing."""
    own = next((one.score for one in likely if one.department == unit), 0.0)
    return own > 0 and own >= likely[0].score * NEARLY


def _was_taken(ticket: Ticket) -> bool:
    """Whether its unit has begun, also if it was sent back to work on it ("没解决")."""
    return any(event.step in (Step.ACKNOWLEDGED, Step.REPLIED) for event in ticket.log)
