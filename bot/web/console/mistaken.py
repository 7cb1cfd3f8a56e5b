"""A clerk says that the bot took the words for the wrong type: an editor looks, and it learns."""

from dataclasses import replace

from aiohttp import web

from bot.domain.errors import (
    CallIdTaken,
    FieldRejected,
    StepNotAllowed,
    StoreAway,
    TurnConflict,
)
from bot.domain.tickets import Type
from bot.web.console.cases import CASES
from bot.web.console.forms import Draft
from bot.web.console.gathering import gather
from bot.web.console.saving import BUSY
from bot.web.console.ticket import show
from bot.web.console.visit import Visit

FORM = "mistaken"
DONE = "已记下，编辑看过以后，机器人下次训练时会学。这件工单不变。"
NO_TYPE = "请选它是哪一类。"


async def mistaken(visit: Visit) -> web.StreamResponse:
    """POST …/mistaken"""
    try:
        await _note(visit)
    except FieldRejected as error:
        return await _came_back(visit, 422, error.problem, "type")
    except StepNotAllowed as error:
        return await _came_back(visit, 409, str(error))
    except CallIdTaken:  # the page was sent before, about another type: what is said last counts
        return await _came_back(visit, 409, "这一页刚才提交过一次，要改请再选一次。")
    except (TurnConflict, StoreAway):
        return await _came_back(visit, 503, BUSY)
    return visit.go(visit.ticket_page, told=DONE)


async def _note(visit: Visit) -> None:
    form = await visit.form()
    if form["type"] not in set(Type):
        raise FieldRejected("type", NO_TYPE)
    casework, kind = visit.request.app[CASES].casework, Type(form["type"])
    await casework.mistaken(visit.person, visit.number, kind, call_id=form["call"][:64])


async def _came_back(visit: Visit, status: int, error: str, wrong: str = "") -> web.StreamResponse:
    draft = Draft.of(FORM, await visit.form(), error=error, wrong=wrong)
    if status == 409:
        draft = replace(draft, call="")
    return await show(visit, await gather(visit, visit.number), draft, status)
