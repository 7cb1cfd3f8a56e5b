"""Every page × everybody who might call: expected from its policy, made of the table of pages.

A new page is tested as soon as it stands in `ROUTES`; one with a new kind of part in its address
needs a line in SAMPLES.
"""

import re
from collections.abc import Mapping

import pytest

from bot.domain.people import Person, Right, Role
from bot.services.codes import hashed
from bot.services.ports.links import Link
from bot.services.ports.people import Known
from bot.services.ticket_links import LASTS
from bot.web.console import cookies
from bot.web.console.page import BY_LINK, Page, Policy
from bot.web.console.routes import ROUTES
from tests.builders import NOW, a_ticket
from tests.web.console.house import TOKEN, Client, ConsoleHouse, a_person, signed_in

SAMPLES: Mapping[str, str] = {
    "id": "p-target",
    "token": TOKEN,
    "number": "20261123-4821-07",
    "verb": "note",
    "code": "construction",
    "group": "duty",
    "key": "lamp_broken",
    "kind": "csv",
    "verdict": "accepted",
    "topic": "smalltalk",
    "path": "stories/smalltalk.yml",
    "trial": "1",
    "release": "1",
    "word": "word-of-a-link-that-was-opened",
}
"""What stands in an address that names something: it exists, and whoever has the right sees it."""
TARGET = a_person(Role.STAFF, login="target")

CLERK = a_person(Role.STAFF, login="clerk")
IN_THE_BROWSER = "word-of-the-browser-that-opened-it"

ANONYMOUS, HALF, DISABLED = "anonymous", "half signed in", "disabled"
HOLDER = "who opened the link to one ticket"
PEOPLE: Mapping[str, Person] = {
    DISABLED: a_person(Role.ADMIN, login="disabled", disabled=True),
    "without a role": a_person(login="none"),
    **{role.value: a_person(role) for role in Role},
}
STRANGERS = (ANONYMOUS, DISABLED)
LED_AWAY, REFUSED, LET_IN = "led to sign in", "refused", "let in"
CALLERS = (ANONYMOUS, HALF, HOLDER, *PEOPLE)
TO_SIGN_IN = re.compile(r"/console/(sign-in|second-factor)\?next=")


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    await console.studios.install()
    await console.studios.trials.propose("zhao")
    console.people.known = [Known(TARGET, NOW, True), Known(CLERK, NOW, True)]
    word, ticket = SAMPLES["word"], console.office.put(a_ticket(number="20261123-0000-01"))
    link = Link(hashed(word), CLERK.id, ticket.number, NOW + LASTS, hashed(IN_THE_BROWSER))
    await console.kept.keep(link, NOW)
    console.accounts.invited[TOKEN] = TARGET
    return console


@pytest.mark.parametrize("page", ROUTES, ids=lambda page: f"{page.method} {page.path}")
async def test_who_gets_where(browser: Client, console: ConsoleHouse, page: Page):
    """Led to sign in, refused, or let in to hear what the page itself has to say."""
    found = {caller: await knock(browser, console, page, caller) for caller in CALLERS}

    assert found == {caller: expected(page, caller) for caller in CALLERS}


async def knock(browser: Client, console: ConsoleHouse, page: Page, caller: str) -> str:
    """What becomes of a call: its own page is answered in many ways, but never so."""
    headers = comes_as(browser, console, caller)
    response = await browser.request(
        page.method, address_of(page), headers=headers, allow_redirects=False
    )
    response.close()
    if TO_SIGN_IN.match(response.headers.get("Location", "")):
        return LED_AWAY
    return {403: REFUSED}.get(response.status, LET_IN if response.status < 500 else "broken")


def comes_as(browser: Client, console: ConsoleHouse, caller: str) -> Mapping[str, str]:
    """This browser is that caller's now; the headers that their changes need."""
    browser.session.cookie_jar.clear()
    if caller is ANONYMOUS:
        return {}
    if caller is HOLDER:
        mine = {cookies.of_link(SAMPLES["word"]): IN_THE_BROWSER, cookies.FORM: "token"}
        browser.session.cookie_jar.update_cookies(mine, browser.make_url("/"))
        return {"X-CSRF-Token": "token"}
    person = PEOPLE.get(caller, PEOPLE[Role.ADMIN])
    return signed_in(browser, console.signing_in.seat(person, whole=caller is not HALF))


@pytest.mark.parametrize("page", [one for one in ROUTES if one.changes], ids=lambda one: one.path)
async def test_no_change_is_made_without_its_token(
    browser: Client, console: ConsoleHouse, page: Page
):
    """By whoever might make it."""
    allowed = next(one for one in (*PEOPLE, HOLDER) if expected(page, one) == LET_IN)
    comes_as(browser, console, allowed)

    response = await browser.post(address_of(page), allow_redirects=False)

    assert response.status == 403
    assert "没有提交" in await response.text()
    assert console.accounts.asked == []


def expected(page: Page, caller: str) -> str:
    """What the page's policy promises. A change without a token is refused to anybody."""
    if page.policy in BY_LINK:  # a session opens nothing here, whosever it is
        return LET_IN if caller is HOLDER else REFUSED
    if page.policy is Policy.ANYBODY:
        return REFUSED if page.changes and caller in STRANGERS else LET_IN
    if caller in (*STRANGERS, HOLDER):
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
