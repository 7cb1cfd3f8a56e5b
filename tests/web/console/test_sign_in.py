"""Signing in and out."""

import re

import pytest
from aiohttp import ClientResponse

from bot.domain.people import Role
from bot.web.console.cookies import FORM, SESSION, of_device
from tests.web.console.house import PASSWORD, Client, ConsoleHouse, a_person, signed_in

WANG = a_person(Role.STAFF, login="wang")


@pytest.fixture
def console() -> ConsoleHouse:
    console = ConsoleHouse()
    console.signing_in.knows(WANG)
    return console


async def test_who_signs_in_arrives_where_they_wanted_to_go(browser: Client):
    """The page they asked for, not the front door."""
    asked = await browser.get("/console/me?a=1", allow_redirects=False)
    assert asked.status == 303

    response = await sign_in(browser, asked.headers["Location"])

    assert response.status == 303
    assert response.headers["Location"] == "/console/me?a=1"
    page = await (await browser.get("/console/me")).text()
    assert "王wang" in page
    assert "城乡建设局" in page


async def test_the_session_is_kept_in_a_cookie_that_no_script_and_no_other_site_gets(
    browser: Client,
):
    """As the prefix `__Host-` asks for, too."""
    response = await sign_in(browser)

    cookie = response.cookies[SESSION]
    assert SESSION.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    # it ends with the browser: these are shared machines
    assert not cookie["max-age"]
    assert not cookie["expires"]


async def test_a_wrong_password_says_so_and_keeps_the_login(browser: Client):
    """The password is never sent back."""
    response = await sign_in(browser, password="不是这个<b>")

    text = await response.text()
    assert response.status == 422
    assert "登录名或密码不对" in text
    assert 'value="wang"' in text
    assert "不是这个" not in text
    assert SESSION not in response.cookies


async def test_who_is_locked_out_reads_how_long(browser: Client, console: ConsoleHouse):
    """In the words of who counts the tries."""
    console.signing_in.locked_s = 30

    response = await sign_in(browser)

    assert "30 秒后再试" in await response.text()
    assert response.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/console",
        "//evil.example/console",
        "/\\evil.example",
        "/console/../../evil",
        "/console/..\\..\\evil",
        "\t//evil.example",
        "/console\n//evil",
        "javascript:alert(1)",
        "/elsewhere",
        "/consolex",
        "http://[",
        "",
    ],
)
async def test_nobody_is_led_away_from_here(browser: Client, elsewhere: str):
    """A link to the sign-in page may come from anybody."""
    response = await sign_in(browser, next=elsewhere)

    assert response.status == 303
    assert response.headers["Location"] == "/console"


async def test_the_form_without_its_cookie_is_refused(browser: Client, console: ConsoleHouse):
    """Nobody is signed in to somebody else's account by another site."""
    await browser.get("/console/sign-in")
    browser.session.cookie_jar.clear()

    response = await browser.post(
        "/console/sign-in", data={"login": "wang", "password": PASSWORD, "csrf": "x"}
    )

    assert response.status == 403
    assert console.signing_in.heard == []


async def test_who_is_signed_in_need_not_again(browser: Client, console: ConsoleHouse):
    """The page leads on."""
    signed_in(browser, console.signing_in.seat(WANG))

    response = await browser.get("/console/sign-in?next=/console/me", allow_redirects=False)

    assert response.headers["Location"] == "/console/me"


async def test_who_signs_out_is_out(browser: Client, console: ConsoleHouse):
    """The session ends in the house, not only in the browser."""
    session = console.signing_in.seat(WANG)
    headers = signed_in(browser, session)

    response = await browser.post("/console/sign-out", headers=headers)

    assert "您已退出" in await response.text()
    assert console.signing_in.sessions == {}
    assert SESSION not in {cookie.key for cookie in browser.session.cookie_jar}


async def test_tries_are_counted_by_what_the_proxy_says(browser: Client, console: ConsoleHouse):
    """Its own word is the last one; whatever stands before it came from the caller."""
    await sign_in(browser, headers={"X-Forwarded-For": "10.0.0.1, 203.0.113.9"})
    await sign_in(browser, headers={"X-Forwarded-For": "<script>"})

    assert console.signing_in.heard == [("wang", "203.0.113.9"), ("wang", "127.0.0.1")]


async def test_a_browser_that_signed_in_is_known_the_next_time(
    browser: Client, console: ConsoleHouse
):
    """Also after it signed out; no script and no other site gets the word."""
    response = await sign_in(browser)
    name = of_device("wang")
    cookie = response.cookies[name]
    assert name.startswith("__Host-")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")

    browser.session.cookie_jar.clear(lambda cookie: cookie.key == SESSION)
    await sign_in(browser)

    assert console.signing_in.devices == ["", "device-of-wang"]


async def test_an_unsigned_visitor_keeps_one_form_cookie(browser: Client):
    """Two windows with the form open both work."""
    first = await browser.get("/console/sign-in")
    again = await browser.get("/console/sign-in")

    assert FORM in first.cookies
    assert FORM not in again.cookies
    assert token_in(await first.text()) == token_in(await again.text())


async def sign_in(
    browser: Client, where: str = "/console/sign-in", headers: dict | None = None, **fields: str
) -> ClientResponse:
    """Open the form and send it, as a browser does."""
    page = await (await browser.get(where)).text()
    back = re.search('name="next" value="([^"]*)"', page)
    typed = {
        "csrf": token_in(page),
        "next": back[1] if back else "",
        "login": "wang",
        "password": PASSWORD,
    }
    return await browser.post(
        "/console/sign-in", data=typed | fields, headers=headers or {}, allow_redirects=False
    )


def token_in(page: str) -> str:
    found = re.search('name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]
