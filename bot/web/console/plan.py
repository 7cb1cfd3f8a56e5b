"""Who hears which news of a unit's tickets, and when."""

from dataclasses import replace

from aiohttp import web

from bot.domain.dispatch import Department
from bot.domain.errors import FieldRejected, StepNotAllowed
from bot.domain.people import Right
from bot.domain.telling import EVERYTHING, NEWS_NAMES, OF_UNITS, Plan, Rule, when_names
from bot.services.planning import Planning, Shown
from bot.web.console.counted import number_of
from bot.web.console.departments import LIST, REACHING, ROBOT_NAMES
from bot.web.console.forms import new_call
from bot.web.console.meanwhile import beside, of_plan
from bot.web.console.rules import rule_in
from bot.web.console.visit import Form, Visit

PLANNING = web.AppKey("PLANNING", Planning)
ADDED = ("kind", "name", "url", "secret")


async def page(visit: Visit) -> web.StreamResponse:
    """GET /console/departments/{code}/notices"""
    shown = await _shown(visit)
    return _page(visit, shown, shown.plan)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/notices"""
    unit, shown, form = _unit(visit), await _shown(visit), await visit.form()
    plan = _typed(form, shown)
    added = {name: form[name] for name in ADDED}
    version = number_of(form["version"], -1)
    try:
        await visit.request.app[PLANNING].change(visit.person, unit.code, plan, added, version)
    except FieldRejected as wrong:
        shown = replace(shown, version=version)  # it is still about what was seen
        return _page(visit, shown, plan, added, wrong.field, wrong.problem)
    except StepNotAllowed as wrong:
        return _page(visit, shown, plan, added, problem=str(wrong))
    return visit.go(f"{LIST}/{unit.code}/notices", "已保存。几秒钟内就按新的设置通知。")


async def test(visit: Visit) -> web.StreamResponse:
    """POST /console/departments/{code}/notices/{group}/test"""
    unit, shown, form = _unit(visit), await _shown(visit), await visit.form()
    group, call = visit.request.match_info["group"], form["call"] or new_call()
    try:
        sent = await visit.request.app[PLANNING].test(visit.person, unit.code, group, call)
    except StepNotAllowed as wrong:
        return _page(visit, shown, shown.plan, problem=str(wrong))
    return visit.go(f"{LIST}/{unit.code}", f"测试已发到群“{sent.name}”，结果几秒钟内显示在下面。")


def _typed(form: Form, shown: Shown) -> Plan:
    """The plan as it was sent, over the one that was shown."""
    groups = tuple(
        replace(group, rule=_rule(form, f"g:{group.id}", group.rule))
        for group in shown.plan.groups
        if not form[f"g:{group.id}:drop"]
    )
    people: dict[str, Rule] = {
        person: _rule(form, f"p:{person}", rule)
        for person, rule in shown.plan.people.items()
        if not form[f"p:{person}:drop"]
    }
    if (person := form["person"]) and shown.candidate(person):
        people.setdefault(person, EVERYTHING)
    own = shown.plan.own if shown.hears_all else rule_in(form, "own")
    return Plan(own, groups, people)


def _rule(form: Form, name: str, now: Rule) -> Rule:
    """What was sent; what somebody else has added meanwhile stood in no form."""
    return rule_in(form, name) if form.has(f"{name}:when") else now


def _page(
    visit: Visit,
    shown: Shown,
    plan: Plan,
    added: dict[str, str] | None = None,
    wrong: str = "",
    problem: str = "",
) -> web.Response:
    names = {one.person.id: one.person.name for one in shown.candidates}
    return visit.render(
        "department_plan.html",
        status=422 if wrong else 409 if problem else 200,
        unit=_unit(visit),
        shown=shown,
        plan=plan,
        added=added or dict.fromkeys(ADDED, ""),
        wrong=wrong,
        problem=problem,
        beside=beside(of_plan(shown.plan, names), of_plan(plan, names)),
        kinds=ROBOT_NAMES,
        keeps=visit.person.may(Right.MANAGE_DEPARTMENTS),
        checks=visit.person.may(Right.CHECK_DEPARTMENTS),
        call=new_call(),
        news_names={one: words for one, words in NEWS_NAMES.items() if one in OF_UNITS},
        when_names=when_names(visit.request.app[PLANNING].hours),
    )


def _unit(visit: Visit) -> Department:
    """Raises NotFound."""
    return visit.request.app[REACHING].unit(visit.person, visit.request.match_info["code"])


async def _shown(visit: Visit) -> Shown:
    """Raises NotFound."""
    return await visit.request.app[PLANNING].shown(visit.person, _unit(visit).code)
