"""What the pages of the official account open on: each part is compared first, and made live when
it comes back unchanged."""

import hashlib
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.keywords import Keywords
from bot.domain.menu import Menu
from bot.domain.people import Right
from bot.services.knowledge.at_once import AtOnce, Version
from bot.services.ports.menus import Pushes
from bot.web.console.counted import is_number, number_of
from bot.web.console.studio import names_of
from bot.web.console.visit import Form, Visit

T = TypeVar("T")
MENU = "/console/menu"
WELCOME, KEYWORDS = f"{MENU}/welcome", f"{MENU}/keywords"
CHANGES = {
    MENU: Right.PUBLISH_KNOWLEDGE,
    WELCOME: Right.EDIT_WORDS,
    KEYWORDS: Right.EDIT_WORDS,
}
"""What changing each of them asks for."""
TABS = {MENU: "菜单", WELCOME: "欢迎语", KEYWORDS: "关键词"}


@dataclass(frozen=True)
class AccountDesk:
    """The menu, the words for new followers, the keywords; and what WeChat took of the menu."""

    menu: AtOnce[Menu]
    welcome: AtOnce[str]
    keywords: AtOnce[Keywords]
    pushes: Pushes


ACCOUNT = web.AppKey("ACCOUNT", AccountDesk)


async def now_of(part: AtOnce[T]) -> Version[T] | None:
    """What is live; None before the first release."""
    try:
        return await part.now()
    except NotFound:
        return None


async def earlier(visit: Visit, part: AtOnce[T]) -> T | None:
    """What the address asks to be looked at again. Raises NotFound."""
    asked = visit.request.query.get("from", "")
    if not is_number(asked):
        return None
    value = (await part.at(int(asked))).value
    if value is None:
        raise NotFound("that release had none")
    return value


async def publish(visit: Visit, part: AtOnce[T], made: T, form: Form) -> str | None:
    """Why it could not be done; None when it is live, or when it had not been compared yet (the
    page then shows the comparison: `was_compared`)."""
    person, seen = visit.person, number_of(form["release"], -1)
    try:
        await part.publish(made, person.login, person.id, seen)
    except FieldRejected as wrong:
        return wrong.problem
    except (StepNotAllowed, NotFound) as wrong:
        return str(wrong)
    return None


def was_compared(form: Form, made: object) -> bool:
    """Whether somebody has looked at exactly this: what was typed afterwards, nobody has."""
    return form["step"] == "push" and form["compared"] == stamp_of(made)


async def shown(
    visit: Visit, part: AtOnce[T], changed: T | None = None, problem: str = "", wrong: str = ""
) -> dict[str, Any]:
    """What the three pages have in common. Raises FieldRejected for what cannot be written."""
    now = await now_of(part)
    compared = await part.difference(changed) if changed is not None and now else []
    return {
        "now": now,
        "changed": changed,
        "compared": "" if changed is None else stamp_of(changed),
        "lines": [line for one in compared for line in one.lines()],
        "problem": problem,
        "wrong": wrong,
        "history": await part.history() if now else [],
        "names": await names_of(visit),
        "may": visit.person.may(CHANGES[visit.request.path]),
        "two_persons": part.two_persons,
        "tabs": TABS,
        "here": visit.request.path,
        "status": 422 if wrong else 409 if problem else 200,
    }


def stamp_of(value: object) -> str:
    """The same for the same value alone."""
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()
