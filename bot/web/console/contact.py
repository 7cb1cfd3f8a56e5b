"""How somebody is reached: by a robot of their own, by name in a group, or by their deputy."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain.dispatch import ROBOTS
from bot.domain.errors import FieldRejected, StepNotAllowed
from bot.domain.people import Person
from bot.domain.telling import NEWS_NAMES, OF_ONES_OWN, Contact, Rule, when_names
from bot.services.notices import PING
from bot.services.own_contact import OwnContact
from bot.services.ports.casebook import Delivery
from bot.web.console.counted import number_of
from bot.web.console.departments import ROBOT_NAMES
from bot.web.console.forms import new_call
from bot.web.console.keys import PEOPLE
from bot.web.console.meanwhile import beside, of_contact, typed
from bot.web.console.parcels import PURPOSES, state_of
from bot.web.console.rules import rule_in
from bot.web.console.visit import OWN, Visit

OWN_CONTACT = web.AppKey("OWN_CONTACT", OwnContact)
MINE = f"{OWN}/notices"
IDS = tuple(f"id_{kind}" for kind in ROBOTS)
FIELDS = (*IDS, "deputy", "away_until", "kind", "url", "secret", "drop")
OF_ONES_CASES = {one: words for one, words in NEWS_NAMES.items() if one in OF_ONES_OWN.news}
"""What has only just come to a unit is nobody's own."""
WHAT = PURPOSES | {PING: "测试"}


@dataclass(frozen=True)
class Sent:
    """What stands in a form that came back; no `rule` where it is not asked."""

    fields: dict[str, str]
    rule: Rule | None


async def mine(visit: Visit) -> web.StreamResponse:
    """GET /console/me/notices"""
    return await _page(visit, visit.person)


async def change_mine(visit: Visit) -> web.StreamResponse:
    """POST /console/me/notices"""
    return await _change(visit, visit.person, MINE)


async def test(visit: Visit) -> web.StreamResponse:
    """POST /console/me/notices/test"""
    form = await visit.form()
    try:
        await visit.request.app[OWN_CONTACT].test(visit.person, form["call"] or new_call())
    except StepNotAllowed as wrong:
        return await _page(visit, visit.person, problem=str(wrong))
    return visit.go(MINE, "测试已发出。请看您的机器人；几秒钟后刷新本页能看到结果。")


async def theirs(visit: Visit) -> web.StreamResponse:
    """GET /console/people/{id}/contact"""
    return await _page(visit, await _person(visit))


async def change_theirs(visit: Visit) -> web.StreamResponse:
    """POST /console/people/{id}/contact"""
    person = await _person(visit)
    return await _change(visit, person, f"/console/people/{person.id}/contact")


async def _change(visit: Visit, person: Person, here: str) -> web.StreamResponse:
    form = await visit.form()
    fields = {name: form[name] for name in FIELDS}
    rule = rule_in(form, "own") if form.has("own:when") else None
    seen, sent = number_of(form["version"], -1), Sent(fields, rule)
    try:
        await visit.request.app[OWN_CONTACT].change(visit.person, person.id, fields, rule, seen)
    except FieldRejected as wrong:
        return await _page(visit, person, sent, wrong.field, wrong.problem, seen)
    except StepNotAllowed as wrong:
        return await _page(visit, person, sent, problem=str(wrong))
    return visit.go(here, "已保存。")


async def _page(
    visit: Visit,
    person: Person,
    sent: Sent | None = None,
    wrong: str = "",
    problem: str = "",
    seen: int | None = None,
) -> web.Response:
    """`seen`: the version that this page is still about; None: what stands now."""
    own = visit.request.app[OWN_CONTACT]
    contact = await own.of(visit.person, person.id)
    deputies = await own.deputies(person)
    mine = visit.request.path.startswith(MINE)
    return visit.render(
        "contact.html",
        status=422 if wrong else 409 if problem else 200,
        person=person,
        mine=mine,
        contact=contact,
        rule_of=(sent and sent.rule) or contact.rule,
        typed=sent.fields if sent else _typed(contact),
        version=contact.version if seen is None else seen,
        beside=_beside(contact, sent, deputies) if sent and not wrong else [],
        wrong=wrong,
        problem=problem,
        kinds=ROBOT_NAMES,
        deputies=deputies,
        last=[_sent(one) for one in await own.last(person)] if mine else [],
        call=new_call(),
        news_names=OF_ONES_CASES,
        when_names=when_names(own.hours),
    )


def _beside(contact: Contact, sent: Sent, deputies: Sequence[Person]) -> list[str]:
    names = {one.id: one.name for one in deputies}
    now = of_contact(contact, names, own=sent.rule is not None)
    return beside(now, typed(sent.fields, sent.rule, names))


def _sent(one: Delivery) -> tuple[str, Delivery, str, str]:
    """What it was, and what became of it in words, with the class of their badge."""
    return WHAT.get(one.purpose, "通知"), one, *state_of(one)


def _typed(contact: Contact) -> dict[str, str]:
    """What stands in the fields; the robot's address is its key and is not shown again."""
    return {
        **dict.fromkeys(FIELDS, ""),
        **{f"id_{kind}": written for kind, written in contact.ids.items()},
        "deputy": contact.deputy or "",
        "away_until": contact.away_until.isoformat() if contact.away_until else "",
        "kind": contact.robot.kind if contact.robot else "wecom",
    }


async def _person(visit: Visit) -> Person:
    """Raises NotFound."""
    return await visit.request.app[PEOPLE].find(visit.request.match_info["id"])
