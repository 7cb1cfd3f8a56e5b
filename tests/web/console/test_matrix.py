"""Every page × everybody who might call: expected from its policy, made of the table of pages.

A new page is tested as soon as it stands in `ROUTES`; one with a new kind of part in its address
needs a line in SAMPLES.
"""

import re
from collections.abc import Mapping

import pytest

from bot.domain.people import Person, Right, Role
from bot.services.ports.people import Known
from bot.web.console.page import Page, Policy
from bot.web.console.routes import ROUTES
from tests.builders import NOW
from tests.web.console.house import TOKEN, Client, ConsoleHouse, a_person, signed_in

SAMPLES: Mapping[str, str] = {
    "id": "p-target",
    "token": TOKEN,
    "number": "20261123-4821-07",
    "verb": "note",
    "code": "construction",
    "key": "lamp_broken",
    "kind": "csv",
    "verdict": "accepted",
    "topic": "smalltalk",
    "path": "stories/smalltalk.yml",
    "trial": "1",
    "release": "1",
}
"""What stands in an address that names something: it exists, and whoever has the right sees it."""
TARGET = a_person(Role.STAFF, login="target")

ANONYMOUS, HALF, DISABLED = "anonymous", "half signed in", "disabled"
PEOPLE: Mapping[str, Person] = {
    DISABLED: a_person(Role.ADMIN, login="disabled", disabled=True),
    "without a role": a_person(login="none"),
    **{role.value: a_person(role) for role in Role},
}
STRANGERS = (ANONYMOUS, DISABLED)
LED_AWAY, REFUSED, LET_IN = "led to sign in", "refused", "let in"
CALLERS = (ANONYMOUS, HALF, *PEOPLE)
TO_SIGN_IN = re.compile(r"/console/(sign-in|second-factor)\?next=")


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    await console.studios.install()
    await console.studios.trials.propose("zhao")
    console.people.known = [Known(TARGET, NOW, True)]
    console.accounts.invited[TOKEN] = TARGET
    return console


@pytest.mark.parametrize("page", ROUTES, ids=lambda page: f"{page.method} {page.path}")
async def test_who_gets_where(browser: Client, console: ConsoleHouse, page: Page):
    """Led to sign in, refused, or let in to hear what the page itself has to say."""
    found = {caller: await knock(browser, console, page, caller) for caller in CALLERS}

    assert found == {caller: expected(page, caller) for caller in CALLERS}


async def knock(browser: Client, console: ConsoleHouse, page: Page, caller: str) -> str:
    """What becomes of a call: its own page is answered in many ways, but never so."""
    browser.session.cookie_jar.clear()
    headers: Mapping[str, str] = {}
    if caller is not ANONYMOUS:
        person = PEOPLE.get(caller, PEOPLE[Role.ADMIN])
        headers = signed_in(browser, console.signing_in.seat(person, whole=caller is not HALF))
    response = await browser.request(
        page.method, address_of(page), headers=headers, allow_redirects=False
    )
    response.close()
    if TO_SIGN_IN.match(response.headers.get("Location", "")):
        return LED_AWAY
    return {403: REFUSED}.get(response.status, LET_IN if response.status < 500 else "broken")


@pytest.mark.parametrize("page", [one for one in ROUTES if one.changes], ids=lambda one: one.path)
async def test_no_change_is_made_without_its_token(
    browser: Client, console: ConsoleHouse, page: Page
):
    """By whoever might make it."""
    allowed = next(caller for caller in PEOPLE if expected(page, caller) == LET_IN)
    signed_in(browser, console.signing_in.seat(PEOPLE[allowed]))

    response = await browser.post(address_of(page), allow_redirects=False)

    assert response.status == 403
    assert "没有提交" in await response.text()
    assert console.accounts.asked == []


def expected(page: Page, caller: str) -> str:
    """What the page's policy promises. A change without a token is refused to anybody."""
    if page.policy is Policy.ANYBODY:
        return REFUSED if page.changes and caller in STRANGERS else LET_IN
    if caller in STRANGERS:
        return LED_AWAY
    if page.policy is Policy.HALF_SIGNED_IN:
        return LET_IN
    if caller is HALF:
        return LED_AWAY
    if isinstance(page.policy, Right) and not PEOPLE[caller].may(page.policy):
        return REFUSED
    return LET_IN


def address_of(page: Page) -> str:
    """The page's address with samples in it."""
    return re.sub(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}", lambda m: SAMPLES[m[1]], page.path)
