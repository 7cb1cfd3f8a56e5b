"""One ticket: everything that is known of it, and what one may do about it."""

from contextlib import suppress

from aiohttp import web

from bot.domain.confidential import is_confidential
from bot.domain.errors import NotYours, StoreAway
from bot.domain.tickets import OUTCOME_NAMES, TYPE_NAMES, Ticket
from bot.web.console.case import Case
from bot.web.console.cases import CASES
from bot.web.console.confidential import may_lift, veil_over
from bot.web.console.counted import number_of
from bot.web.console.forms import Draft
from bot.web.console.gathering import gather
from bot.web.console.keys import AUDIT
from bot.web.console.timeline import happenings
from bot.web.console.visit import Visit

REASONS = ("联系市民核实", "到现场办理", "核对身份")
"""Why somebody has to see personal data."""


async def ticket(visit: Visit) -> web.StreamResponse:
    """GET /console/tickets/{number}"""
    return await show(visit, await gather(visit, visit.number))


async def show(
    visit: Visit, case: Case, draft: Draft | None = None, status: int = 200
) -> web.StreamResponse:
    """The page of this case; with `draft`, what somebody wrote and did not get through."""
    number, reader = case.ticket.number, visit.person.id
    if not case.veil.lifted:  # that was noted, with its reason
        await _note_reading(visit, case.ticket)
    with suppress(StoreAway):  # a page that can be read is shown, even if nothing can be written
        await visit.request.app[CASES].casebook.mark_read(visit.sight, reader, number, case.steps)
    return visit.render(
        "one.html" if visit.one else "ticket.html",
        status=status,
        case=case,
        here=visit.ticket_page,
        draft=draft or Draft(),
        outcomes=OUTCOME_NAMES,
        types=TYPE_NAMES,
        reasons=REASONS,
    )


async def reveal(visit: Visit) -> web.StreamResponse:
    """POST …/reveal: the page once more, with what was hidden. Who asked, and why, is noted."""
    number = visit.number
    reason = (await visit.form())["reason"]
    cases = visit.request.app[CASES]
    kind = (await cases.casebook.find(visit.sight, number)).appeal.type
    if not may_lift(visit.person, kind):
        raise NotYours("这件工单的市民信息需要保密，您的账号不能查看。")
    details = {"reason": reason if reason in REASONS else "—"}
    await visit.request.app[AUDIT].write(
        visit.person.id, "revealed", number, details, cases.clock()
    )
    return await show(visit, await gather(visit, number, lifted=True))


async def news(visit: Visit) -> web.StreamResponse:
    """GET …/news?seen=…: what happened since a page was drawn, as a part for it."""
    number = visit.number
    cases = visit.request.app[CASES]
    found = await cases.casebook.find(visit.sight, number)
    seen = visit.request.query.get("seen", "")
    first = number_of(seen)
    veil = veil_over(found.appeal.type)
    if first < len(found.log):
        await _note_reading(visit, found)
    with suppress(StoreAway):
        await cases.casebook.mark_read(visit.sight, visit.person.id, number, len(found.log))
    return visit.render(
        "ticket_news.html",
        happened=happenings(found.log, veil, visit.house.unit, first),
        steps=len(found.log),
    )


async def _note_reading(visit: Visit, ticket: Ticket) -> None:
    """Whoever reads of a confidential case, by whichever page, stands in the book."""
    if is_confidential(ticket.appeal.type):
        audit, now = visit.request.app[AUDIT], visit.request.app[CASES].clock()
        await audit.write(visit.person.id, "case_read", ticket.number, {}, now)
