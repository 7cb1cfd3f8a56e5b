"""What citizens say was taken for the wrong type: looked at, and learned with one press."""

from aiohttp import web

from bot.domain.corrections import Verdict
from bot.domain.people import Right
from bot.domain.tickets import TYPE_NAMES
from bot.services.corrections import last_word
from bot.web.console.faq_desk import desk_of
from bot.web.console.faq_form import numbers_of
from bot.web.console.keys import AUDIT
from bot.web.console.unanswered import BOX
from bot.web.console.visit import Visit

CORRECTIONS = f"{BOX}/corrections"
MOST = 100
TOLD = {
    Verdict.ACCEPTED: "已采纳，下次训练时机器人会学。",
    Verdict.REJECTED: "没有采纳。",
    Verdict.WAITING: "放回待看。",
}


async def waiting(visit: Visit) -> web.StreamResponse:
    """GET /console/unanswered/corrections: those that nobody has looked at, the newest first."""
    found = last_word(await desk_of(visit).corrections.of(Verdict.WAITING))
    return visit.render(
        "corrections.html",
        found=found[::-1][:MOST],
        many=len(found),
        here=CORRECTIONS,
        box=BOX,
        types=TYPE_NAMES,
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
    )


async def decide(visit: Visit) -> web.StreamResponse:
    """POST …/{verdict}: an example for the next training, or not."""
    form, verdict = await visit.form(), Verdict(visit.request.match_info["verdict"])
    decided = await desk_of(visit).corrections.decide(numbers_of(form["id"]), verdict)
    for number in decided:
        audit, now = visit.request.app[AUDIT], desk_of(visit).clock()
        await audit.write(visit.person.id, f"correction_{verdict}", f"{number}", {}, now)
    return visit.go(CORRECTIONS, TOLD[verdict] if decided else "已经有人看过这一条了。")
