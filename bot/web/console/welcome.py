"""What a new follower reads: written, looked at as they will see it, live at once, taken back."""

from aiohttp import web

from bot.domain.errors import FieldRejected
from bot.domain.revisions import Difference
from bot.web.console.account_desk import (
    ACCOUNT,
    WELCOME,
    earlier,
    now_of,
    publish,
    shown,
    was_compared,
)
from bot.web.console.visit import Visit


async def welcome(visit: Visit) -> web.StreamResponse:
    """GET /console/menu/welcome: what is live, or, to be looked at again, an earlier one."""
    part = visit.request.app[ACCOUNT].welcome
    former = await earlier(visit, part)
    now = await now_of(part)
    return await _page(visit, former or (now and now.value) or "", former)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/menu/welcome: shown first, live when it comes back."""
    form = await visit.form()
    made = _tidy(form["text"])
    if not made:
        return await _page(visit, made, problem="请写上欢迎语。", wrong="text")
    if not was_compared(form, made):
        return await _page(visit, made, made)
    if problem := await publish(visit, visit.request.app[ACCOUNT].welcome, made, form):
        return await _page(visit, made, problem=problem)
    return visit.go(WELCOME, "已发布：从现在起，新关注的市民看到的就是这段话。")


async def _page(
    visit: Visit, text: str, changed: str | None = None, problem: str = "", wrong: str = ""
) -> web.Response:
    part = visit.request.app[ACCOUNT].welcome
    try:
        values = await shown(visit, part, changed, problem, wrong)
    except FieldRejected as refused:
        changed, values = None, await shown(visit, part, None, refused.problem, refused.field)
    if changed and values["now"]:
        # how the sentence stands in its file is nobody's business here
        lines = Difference(WELCOME, values["now"].value, changed).lines()
        values["lines"] = [line for line in lines if not line.startswith("@@")]
    return visit.render("welcome.html", text=text, **values)


def _tidy(text: str) -> str:
    """Lines without spaces at their ends, and no empty one: a message is split there."""
    lines = (line.rstrip() for line in text.replace("\r", "").split("\n"))
    return "\n".join(line for line in lines if line).strip()
