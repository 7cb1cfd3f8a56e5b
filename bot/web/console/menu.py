"""The account's menu: edited as a form, compared, shown to WeChat, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.errors import FieldRejected
from bot.domain.menu import DOES_NAMES, MOST, MOST_BELOW, Button, Does, Menu
from bot.web.console.account_desk import (
    ACCOUNT,
    MENU,
    earlier,
    now_of,
    publish,
    shown,
    was_compared,
)
from bot.web.console.visit import Form, Visit

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
    desk = visit.request.app[ACCOUNT]
    former = await earlier(visit, desk.menu)
    now = await now_of(desk.menu)
    return await _page(visit, _columns(former or (now.value if now else None)), former)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/menu: compared first, pushed when it comes back."""
    desk, form = visit.request.app[ACCOUNT], await visit.form()
    typed = _typed(form)
    try:
        made = Menu.of(_told(typed))
    except FieldRejected as wrong:
        return await _page(visit, typed, problem=wrong.problem, wrong=wrong.field)
    if not was_compared(form, made):
        return await _page(visit, typed, made)
    if problem := await publish(visit, desk.menu, made, form):
        return await _page(visit, typed, problem=problem)
    return visit.go(MENU, "已发布，几秒钟内推送到公众号。市民的微信可能要过几分钟才换成新菜单。")


async def _page(
    visit: Visit,
    columns: Sequence[Column],
    changed: Menu | None = None,
    problem: str = "",
    wrong: str = "",
) -> web.Response:
    desk = visit.request.app[ACCOUNT]
    values = await shown(visit, desk.menu, changed, problem, wrong)
    return visit.render(
        "menu.html", columns=columns, does=DOES_NAMES, push=await desk.pushes.last(), **values
    )


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
