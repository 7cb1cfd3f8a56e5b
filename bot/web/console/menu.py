"""The account's menu: edited as a form, compared, shown to WeChat, and taken back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.menu import MOST, MOST_BELOW, Button, Does, Menu
from bot.domain.people import Right
from bot.services.menus import Menus, Version
from bot.web.console.counted import is_number, number_of
from bot.web.console.visit import Form, Visit

MENUS = web.AppKey("MENUS", Menus)
PAGE = "/console/menu"
DOES = {Does.SAYS: "发一句话", Does.OPENS: "打开网页"}
EMPTY = Button("")


@dataclass(frozen=True)
class Row:
    """One button in the form; `at` are its places, as in the names of its fields."""

    at: str
    name: str
    does: str
    value: str


@dataclass(frozen=True)
class Column:
    """One of the three, with room for what stands below it."""

    top: Row
    below: Sequence[Row]


async def menu(visit: Visit) -> web.StreamResponse:
    """GET /console/menu: what is live, or, to be looked at again, an earlier one."""
    menus = visit.request.app[MENUS]
    now = await _now(menus)
    asked = visit.request.query.get("from", "")
    if not is_number(asked):
        return await _page(visit, now, _columns(now.menu if now else None))
    earlier = (await menus.at(int(asked))).menu
    if earlier is None or now is None:
        raise NotFound("that release had no menu")
    return await _page(visit, now, _columns(earlier), changed=earlier)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/menu: compared first, pushed when it comes back."""
    menus, form = visit.request.app[MENUS], await visit.form()
    now, typed = await _now(menus), _typed(form)
    try:
        made = Menu.of(_told(typed))
    except FieldRejected as wrong:
        return await _page(visit, now, typed, problem=wrong.problem, wrong=wrong.field)
    # what was typed after the comparison has not been looked at by anybody
    if form["step"] != "push" or form["compared"] != _stamp(made):
        return await _page(visit, now, typed, changed=made)
    try:
        await menus.publish(visit.person, made, _number(form["release"]))
    except (StepNotAllowed, NotFound) as wrong:
        return await _page(visit, now, typed, problem=str(wrong))
    return visit.go(PAGE, "已发布，几秒钟内推送到公众号。市民的微信可能要过几分钟才换成新菜单。")


async def _now(menus: Menus) -> Version | None:
    try:
        return await menus.now()
    except NotFound:
        return None


async def _page(
    visit: Visit,
    now: Version | None,
    columns: Sequence[Column],
    changed: Menu | None = None,
    problem: str = "",
    wrong: str = "",
) -> web.Response:
    menus = visit.request.app[MENUS]
    difference = menus.difference(now.menu if now else None, changed) if changed else []
    return visit.render(
        "menu.html",
        status=422 if wrong else 409 if problem else 200,
        now=now,
        columns=columns,
        does=DOES,
        changed=changed,
        compared=_stamp(changed) if changed else "",
        lines=[line for one in difference for line in one.lines()],
        problem=problem,
        wrong=wrong,
        push=await menus.pushes.last(),
        history=await menus.history() if now else [],
        may=visit.person.may(Right.PUBLISH_KNOWLEDGE),
    )


def _stamp(menu: Menu) -> str:
    """The same for the same menu alone."""
    told = json.dumps(menu.as_json(), ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _columns(menu: Menu | None) -> list[Column]:
    tops = list(menu.buttons) if menu else []
    return [_column(str(place), one) for place, one in enumerate(_filled(tops, MOST))]


def _column(at: str, one: Button) -> Column:
    below = enumerate(_filled(list(one.below), MOST_BELOW))
    return Column(_row(at, one), [_row(f"{at}-{place}", other) for place, other in below])


def _row(at: str, one: Button) -> Row:
    return Row(at, one.name, one.does.value, one.value)


def _filled(buttons: list[Button], most: int) -> list[Button]:
    return [*buttons, *[EMPTY] * (most - len(buttons))]


def _typed(form: Form) -> list[Column]:
    def row(at: str) -> Row:
        return Row(at, form[f"name-{at}"], form[f"does-{at}"], form[f"value-{at}"])

    return [
        Column(row(str(top)), [row(f"{top}-{below}") for below in range(MOST_BELOW)])
        for top in range(MOST)
    ]


def _told(columns: Sequence[Column]) -> Mapping[str, Any]:
    """As WeChat takes it. Where nothing stands there is no button."""
    return {"button": [_button(one) for one in columns if _stands(one)]}


def _stands(one: Column) -> bool:
    return any(row.name or row.value for row in (one.top, *one.below))


def _button(one: Column) -> Mapping[str, Any]:
    below = [_leaf(row) for row in one.below if row.name or row.value]
    return {"name": one.top.name, "sub_button": below} if below else _leaf(one.top)


def _leaf(row: Row) -> Mapping[str, Any]:
    named = "url" if row.does == Does.OPENS else "key"
    return {"type": row.does, "name": row.name, named: row.value}


def _number(words: str) -> int:
    return number_of(words, -1)
