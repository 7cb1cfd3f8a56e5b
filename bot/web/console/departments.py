"""Units: how each is told, whether it arrives, and what waits for it."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.domain.dispatch import ROBOTS, WEBHOOK, Department
from bot.domain.errors import FieldRejected, StepNotAllowed
from bot.domain.people import Right, figures_of, units_of
from bot.services.ports.tally import Waiting
from bot.services.reaching import KINDS, Reaching
from bot.web.console.cases import CASES
from bot.web.console.counted import number_of
from bot.web.console.dispatched import Log
from bot.web.console.filters import OPEN_TAB, Filter
from bot.web.console.forms import new_call
from bot.web.console.keys import PEOPLE
from bot.web.console.units import lines_of
from bot.web.console.upkeep import overdue_answers, overdue_list
from bot.web.console.visit import Form, Visit

REACHING = web.AppKey("REACHING", Reaching)
LIST = "/console/departments"
KIND_NAMES: Mapping[str, str] = {
    WEBHOOK: "系统对接（webhook）",
    "wecom": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
}
assert set(KIND_NAMES) == set(KINDS)
ROBOT_NAMES = {kind: KIND_NAMES[kind] for kind in ROBOTS}


@dataclass(frozen=True)
class Typed:
    """What stands in the form of how a unit is told; `wrong` names the field `problem` is about."""

    kind: str = ""
    url: str = ""
    problem: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Lists:
    """Where a unit's tickets are listed, and its answers that are overdue; "" for who may not read
    them."""

    may: bool
    visit: Visit

    def open(self, code: str) -> str:
        return Filter(tab=OPEN_TAB, unit=code).address() if self.may else ""

    def overdue(self, code: str) -> str:
        return Filter(tab=OPEN_TAB, unit=code, overdue=True).address() if self.may else ""

    def answers(self, code: str) -> str:
        return overdue_list(self.visit, code)


async def everything(visit: Visit) -> web.StreamResponse:
    """GET /console/departments"""
    reaching = visit.request.app[REACHING]
    units = reaching.units(visit.person)
    codes = [unit.code for unit in units]
    sight = units_of(visit.person, visit.house.catalogue())
    lines = lines_of(
        units,
        await reaching.reached(visit.person, codes),
        await _waiting(visit),
        await reaching.dispatches.undelivered(sight),
        await reaching.dispatches.last(sight, codes),
        await overdue_answers(visit),
    )
    return visit.render(
        "departments.html",
        lines=lines,
        kinds=KIND_NAMES,
        listed=_listed(visit),
        sees_catalogue=visit.person.may(Right.SEE_KNOWLEDGE),
    )


async def one(visit: Visit) -> web.StreamResponse:
    """GET /console/departments/{code}"""
    return await _page(visit, _unit(visit))


async def log(visit: Visit) -> web.StreamResponse:
    """GET /console/departments/{code}/log: the part of the page that changes by itself."""
    unit = _unit(visit)
    return visit.render("department_log.html", unit=unit, **await _log(visit, unit))


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/way"""
    unit, form = _unit(visit), await visit.form()
    typed = {name: form[name] for name in ("kind", "url", "secret")}
    reaching = visit.request.app[REACHING]
    try:
        made = await reaching.change(visit.person, unit.code, typed, _version(form))
    except FieldRejected as wrong:
        shown = Typed(typed["kind"], typed["url"], wrong.problem, wrong.field)
        return await _page(visit, unit, shown)
    except StepNotAllowed as wrong:
        return await _page(visit, unit, Typed(problem=str(wrong)))
    if made is None:
        return visit.go(_address(unit), "已保存。几秒钟内就会按新的方式通知。建议发一条测试。")
    return _secret(visit, unit, made, "")


async def rotate(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/secret"""
    unit, form = _unit(visit), await visit.form()
    reaching = visit.request.app[REACHING]
    try:
        made = await reaching.rotate(visit.person, unit.code, _version(form))
    except StepNotAllowed as wrong:
        return await _page(visit, unit, Typed(problem=str(wrong)))
    return _secret(visit, unit, made, "旧密钥还能用 7 天；对方换好以后，可以在单位页面提前停用。")


async def end_old(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/secret/end"""
    unit, form = _unit(visit), await visit.form()
    ended = visit.request.app[REACHING].end_old(visit.person, unit.code, _version(form))
    return await _done(visit, unit, ended, "旧密钥已经停用。")


async def drop(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/way/drop"""
    unit, form = _unit(visit), await visit.form()
    dropped = visit.request.app[REACHING].drop(visit.person, unit.code, _version(form))
    return await _done(visit, unit, dropped, "已撤销，按安装时文件里写的通知。")


async def test(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/test"""
    unit, form = _unit(visit), await visit.form()
    sent = visit.request.app[REACHING].test(visit.person, unit.code, form["call"] or new_call())
    return await _done(visit, unit, sent, "测试已发出，结果几秒钟内显示在下面。")


async def again(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/again"""
    unit, form = _unit(visit), await visit.form()
    sent = visit.request.app[REACHING].send_again(visit.person, unit.code, form["parcel"])
    return await _done(visit, unit, sent, "正在再发一次。")


def _unit(visit: Visit) -> Department:
    """Raises NotFound."""
    return visit.request.app[REACHING].unit(visit.person, visit.request.match_info["code"])


async def _done(
    visit: Visit, unit: Department, step: Awaitable[None], words: str
) -> web.StreamResponse:
    try:
        await step
    except StepNotAllowed as wrong:
        return await _page(visit, unit, Typed(problem=str(wrong)))
    return visit.go(_address(unit), words)


async def _page(visit: Visit, unit: Department, typed: Typed | None = None) -> web.Response:
    reaching = visit.request.app[REACHING]
    reached = (await reaching.reached(visit.person, [unit.code]))[unit.code]
    known = await visit.request.app[PEOPLE].all()
    shown = typed or Typed()
    if not shown.wrong:
        shown = replace(shown, kind=reached.kind or WEBHOOK, url=reached.address)
    return visit.render(
        "department.html",
        status=422 if shown.wrong else 409 if shown.problem else 200,
        unit=unit,
        reached=reached,
        typed=shown,
        kinds=KIND_NAMES,
        names={one.person.id: one.person.name for one in known},
        waiting=(await _waiting(visit)).get(unit.code),
        answers=(await overdue_answers(visit)).get(unit.code, 0),
        listed=_listed(visit),
        keeps=visit.person.may(Right.MANAGE_DEPARTMENTS),
        call=new_call(),
        **await _log(visit, unit),
    )


async def _log(visit: Visit, unit: Department) -> dict[str, Any]:
    found = await visit.request.app[REACHING].log(visit.person, unit.code)
    return {
        "log": Log.of(found),
        "checks": visit.person.may(Right.CHECK_DEPARTMENTS),
        "sees_tickets": visit.person.may(Right.SEE_TICKETS),
    }


async def _waiting(visit: Visit) -> Mapping[str | None, Waiting]:
    """What waits for each unit, as far as this person may know."""
    sight = figures_of(visit.person, visit.house.catalogue())
    if sight is None:
        return {}
    cases = visit.request.app[CASES]
    tally = await cases.casebook.tally(sight, cases.clock())
    return {one.department: one for one in tally.waiting}


def _listed(visit: Visit) -> Lists:
    return Lists(visit.person.may(Right.SEE_TICKETS), visit)


def _secret(visit: Visit, unit: Department, made: str, more: str) -> web.Response:
    """The only time that a secret is shown."""
    return visit.render("department_secret.html", unit=unit, secret=made, more=more)


def _version(form: Form) -> int:
    words = form["version"]
    return number_of(words, -1)


def _address(unit: Department) -> str:
    return f"{LIST}/{unit.code}"
