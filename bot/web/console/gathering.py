"""Reads together what a page shows of one ticket."""

from datetime import datetime

from bot.domain.dispatch import Department
from bot.domain.knowledge import Entry
from bot.domain.people import Person, Right
from bot.domain.tickets import WITH_UNIT, Ticket
from bot.web.console.case import Case
from bot.web.console.cases import CASES
from bot.web.console.confidential import may_lift, veil_over
from bot.web.console.deadline import deadline
from bot.web.console.files import enclosed
from bot.web.console.parcels import ways
from bot.web.console.timeline import happenings
from bot.web.console.visit import Visit

FITTING = 0.1
"""A known question the model is less sure of is nothing to offer."""
MOST_FITTING = 3


async def gather(visit: Visit, number: str, *, lifted: bool = False) -> Case:
    """The ticket of this number for this visitor. Raises NotFound when it is out of sight."""
    cases, sight = visit.request.app[CASES], visit.sight
    now = cases.clock()
    ticket = await cases.casebook.find(sight, number)
    kind, person = ticket.appeal.type, visit.person
    veil = veil_over(kind, lifted)
    return Case(
        ticket=ticket,
        now=now,
        veil=veil,
        left=deadline(ticket.due_at, ticket.state, now),
        history=happenings(ticket.log, veil, visit.house.unit),
        talk=await cases.casebook.talk_before(sight, number),
        files=enclosed(await cases.casebook.attachments(sight, number)),
        ways=ways(await cases.casebook.deliveries(sight, number), visit.house.unit),
        similar=await cases.casebook.similar(sight, number),
        fitting=_fitting(visit, ticket, now),
        templates=await cases.templates.of(person),
        units=_units(visit, ticket),
        colleagues=await _colleagues(visit, ticket),
        reader=person.id,
        others=await cases.presence.look_in(number, person.id, person.name),
        may_handle=person.may(Right.HANDLE_TICKETS),
        may_lift=may_lift(person, kind),
    )


def _fitting(visit: Visit, ticket: Ticket, now: datetime) -> list[Entry]:
    """Known questions that this may be about, and whose answer still holds."""
    knowledge = visit.request.app[CASES].knowledge
    near = [key for key, score in ticket.understanding.get("faq", ()) if score >= FITTING]
    found = [knowledge.entry(key) for key in near[:MOST_FITTING]]
    return [entry for entry in found if entry and entry.valid(now.date())]


async def _colleagues(visit: Visit, ticket: Ticket) -> list[Person]:
    """Who may be called upon in a note, if this visitor can write one."""
    if not visit.person.may(Right.HANDLE_TICKETS) or ticket.state not in WITH_UNIT:
        return []
    mentioning = visit.request.app[CASES].casework.mentioning
    return await mentioning.colleagues(ticket.department, visit.person)


def _units(visit: Visit, ticket: Ticket) -> list[Department]:
    """Where it may go: first the units that were suggested, then all others."""
    catalogue = visit.house.catalogue()
    suggested = [one.get("code") for one in ticket.understanding.get("departments", ())]
    others = [one for one in catalogue.departments if one.code != ticket.department]
    return sorted(others, key=lambda one: one.code not in suggested)
