"""The second factor: asked for a code, and set up the first time."""

import pytest

from bot.domain.people import Role
from bot.web.console.cookies import SESSION
from tests.web.console.house import CODE, RECOVERY, Client, ConsoleHouse, a_person, signed_in

ADMIN = a_person(Role.ADMIN, login="li")
WHERE = "/console/second-factor"


@pytest.fixture
def console() -> ConsoleHouse:
    console = ConsoleHouse()
    console.signing_in.knows(ADMIN)
    return console


async def test_the_right_code_leads_on(browser: Client, console: ConsoleHouse):
    """With a new cookie: the old one opened less."""
    half = enrolled(console)
    headers = signed_in(browser, half)

    response = await browser.post(
        WHERE,
        data={"code": CODE, "next": "/console/people"},
        headers=headers,
        allow_redirects=False,
    )

    assert response.headers["Location"] == "/console/people"
    assert response.cookies[SESSION].value != half.id
    assert (await browser.get("/console/people")).status == 200


async def test_a_wrong_code_says_so(browser: Client, console: ConsoleHouse):
    """And the page asks again, for the same place."""
    headers = signed_in(browser, enrolled(console))

    response = await browser.post(
        WHERE, data={"code": "000000", "next": "/console/people"}, headers=headers
    )

    text = await response.text()
    assert response.status == 422
    assert "验证码不对" in text
    assert 'value="/console/people"' in text
    assert (await browser.get("/console/people", allow_redirects=False)).status == 303


async def test_who_has_no_authenticator_sets_one_up(browser: Client, console: ConsoleHouse):
    """By the picture, or by typing its secret in groups of four."""
    signed_in(browser, console.signing_in.seat(ADMIN, whole=False))

    text = await (await browser.get(WHERE)).text()

    assert "<svg" in text
    assert "JBSW Y3DP EHPK 3PXP" in text


async def test_the_recovery_codes_are_shown_once(browser: Client, console: ConsoleHouse):
    """Nobody, not even we, could show them again."""
    headers = signed_in(browser, console.signing_in.seat(ADMIN, whole=False))

    response = await browser.post(
        WHERE, data={"code": CODE, "next": "/console/people"}, headers=headers
    )

    text = await response.text()
    assert all(code in text for code in RECOVERY)
    assert 'href="/console/people"' in text
    assert response.headers["Cache-Control"] == "no-store"
    assert (await browser.get("/console/people")).status == 200
    assert RECOVERY[0] not in await (await browser.get(WHERE)).text()


async def test_the_link_after_the_codes_stays_in_the_house(browser: Client, console: ConsoleHouse):
    """It was given by whoever made the link to sign in."""
    headers = signed_in(browser, console.signing_in.seat(ADMIN, whole=False))

    response = await browser.post(
        WHERE, data={"code": CODE, "next": "https://evil.example"}, headers=headers
    )

    assert "evil.example" not in await response.text()


async def test_who_showed_a_code_is_not_asked_again(browser: Client, console: ConsoleHouse):
    """The page leads on."""
    headers = signed_in(browser, console.signing_in.seat(ADMIN))

    asked = await browser.get(f"{WHERE}?next=/console/me", allow_redirects=False)
    sent = await browser.post(
        WHERE, data={"next": "/console/me"}, headers=headers, allow_redirects=False
    )

    assert asked.headers["Location"] == sent.headers["Location"] == "/console/me"


async def test_who_cannot_show_a_code_may_still_leave(browser: Client, console: ConsoleHouse):
    """The page has its way out."""
    signed_in(browser, enrolled(console))

    text = await (await browser.get(WHERE)).text()

    assert 'action="/console/sign-out"' in text
    assert "/console/people" not in text


def enrolled(console: ConsoleHouse):
    console.signing_in.enrolled.add(ADMIN.login)
    return console.signing_in.seat(ADMIN, whole=False)
