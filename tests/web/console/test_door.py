"""Who is let in: sessions, rights, and changes that come from pages of ours."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from bot.domain.errors import StoreAway
from bot.domain.people import Role
from bot.web.app import PAGE_HEADERS
from bot.web.console.routes import ROUTES
from bot.web.console.visit import Visit
from tests.web.console.house import (
    Client,
    ConsoleHouse,
    FakeSigningIn,
    a_browser,
    a_person,
    signed_in,
)

ADMIN = a_person(Role.ADMIN, login="li")
STAFF = a_person(Role.STAFF, login="wang")
FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true"}
SIGN_OUT = "/console/sign-out"


@pytest.mark.parametrize("path", ["/console", "/console/me", "/console/people?x=%E6%9D%8E&y=1"])
async def test_who_is_not_signed_in_is_led_to_sign_in_and_back(browser: Client, path: str):
    """With everything that stood in the address."""
    response = await browser.get(path, allow_redirects=False)

    assert response.status == 303
    assert URL(response.headers["Location"]).query["next"] == path


async def test_a_session_that_ended_is_none(browser: Client, console: ConsoleHouse):
    """Nor one that somebody made up."""
    session = console.signing_in.seat(STAFF)
    signed_in(browser, session)
    await console.signing_in.end(session)

    assert (await browser.get("/console/me", allow_redirects=False)).status == 303


async def test_a_part_of_a_page_asked_for_too_late_leads_the_whole_page_to_sign_in(
    browser: Client,
):
    """And back to the page that was open, not to its part."""
    shown = {"HX-Current-URL": f"{browser.make_url('/console/me')}?tab=2"}

    response = await browser.get("/console/people", headers=HTMX | shown, allow_redirects=False)

    assert response.headers["HX-Redirect"] == "/console/sign-in?next=/console/me%3Ftab%3D2"
    assert await response.text() == ""


async def test_what_was_typed_is_not_taken_away_when_the_session_ended(browser: Client):
    """The page stays, says what to do, and is told nothing else."""
    response = await browser.post("/console/me/password", headers=HTMX)

    text = await response.text()
    assert response.status == 401
    assert response.headers["HX-Retarget"] == "#told"
    assert "HX-Redirect" not in response.headers
    assert "还没有提交" in text
    assert 'target="_blank"' in text
    assert "<html" not in text


async def test_what_was_sent_too_late_is_said_to_be_unsent_where_one_signs_in(browser: Client):
    """Or who pressed the button would believe that it is done; who only looked reads nothing."""
    origin = {"Origin": str(browser.make_url("/")).rstrip("/")}

    sent = await (await browser.post("/console/me/password", headers=origin)).text()
    looked = await (await browser.get("/console/me")).text()

    assert "刚才的内容还没有提交" in sent
    assert "还没有提交" not in looked


async def test_nobody_gets_further_than_the_code_before_they_showed_one(
    browser: Client, console: ConsoleHouse
):
    """Not even to change the password."""
    headers = signed_in(browser, console.signing_in.seat(ADMIN, whole=False))

    asked = await browser.get("/console/people", allow_redirects=False)
    changed = await browser.post("/console/me/password", headers=headers, allow_redirects=False)

    where = "/console/second-factor?next=/console"
    assert asked.headers["Location"] == f"{where}/people"
    assert changed.headers["Location"].startswith(where)


async def test_who_lacks_the_right_reads_that_in_plain_words(
    browser: Client, console: ConsoleHouse
):
    """And is shown what they may open instead."""
    signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.get("/console/people")

    text = await response.text()
    assert response.status == 403
    assert "没有打开这个页面的权限" in text
    assert "王wang" in text
    assert ">人员</a>" not in text


async def test_the_navigation_shows_only_what_one_may_open(browser: Client, console: ConsoleHouse):
    """Nothing that would be refused."""
    signed_in(browser, console.signing_in.seat(ADMIN))

    text = await (await browser.get("/console/people")).text()

    assert '<a href="/console/people" aria-current="page">人员</a>' in text
    assert "/console/audit" not in text


FORGED = {
    "no token": ({}, {}),
    "an empty token": ({"X-CSRF-Token": ""}, {"csrf": ""}),
    "somebody else's token": ({"X-CSRF-Token": "x" * 11}, {}),
    "a token that is no ASCII": ({}, {"csrf": "令牌"}),
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_change_without_its_token_is_refused(
    browser: Client, console: ConsoleHouse, kind: str
):
    """Nothing happens."""
    signed_in(browser, console.signing_in.seat(STAFF))
    headers, fields = FORGED[kind]

    response = await browser.post(SIGN_OUT, headers=headers, data=fields)

    assert response.status == 403
    assert "没有提交" in await response.text()
    assert len(console.signing_in.sessions) == 1


async def test_another_sessions_token_is_no_better(browser: Client, console: ConsoleHouse):
    """Each has its own."""
    other = console.signing_in.seat(ADMIN)
    signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(SIGN_OUT, headers={"X-CSRF-Token": other.csrf})

    assert response.status == 403


ELSEWHERE = {
    "another site": {"Origin": "https://evil.example"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "a page without origin": {"Origin": "null"},
    "an address that is none": {"Origin": "http://["},
    "another site, says the browser": {"Sec-Fetch-Site": "cross-site"},
    "a sister's site, says the browser": {"Sec-Fetch-Site": "same-site"},
    "a bookmark": {"Sec-Fetch-Site": "none"},
}


@pytest.mark.parametrize("kind", ELSEWHERE)
async def test_a_change_from_elsewhere_is_refused_even_with_the_token(
    browser: Client, console: ConsoleHouse, kind: str
):
    """Whoever could read the token would still have to come from here."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(SIGN_OUT, headers={**headers, **ELSEWHERE[kind]})

    assert response.status == 403
    assert len(console.signing_in.sessions) == 1


async def test_a_change_that_does_not_say_where_it_comes_from_is_refused(
    browser: Client, console: ConsoleHouse
):
    """Every browser says it."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    del browser.session.headers["Origin"]
    response = await browser.post(SIGN_OUT, headers=headers)

    assert response.status == 403


@pytest.mark.parametrize(
    "ours",
    [
        {"Origin": "https://console.example.gov.cn"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_our_public_address_is_ours_too(
    browser: Client, console: ConsoleHouse, ours: dict[str, str]
):
    """A proxy may call us by another name."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(SIGN_OUT, headers={**headers, **ours}, allow_redirects=False)

    assert response.status == 303


async def test_an_old_page_gets_the_new_token_and_may_try_again(
    browser: Client, console: ConsoleHouse
):
    """Somebody signed in anew in another window; what they typed here is still good."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    refused = await browser.post("/console/me/password", headers=HTMX)

    assert refused.status == 403
    assert refused.headers["X-CSRF-Token"] == headers["X-CSRF-Token"]
    assert "再提交一次" in await refused.text()


async def test_the_token_in_the_form_is_as_good_as_in_the_header(
    browser: Client, console: ConsoleHouse
):
    """Pages work without scripts."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(
        SIGN_OUT, data={"csrf": headers["X-CSRF-Token"]}, allow_redirects=False
    )

    assert response.headers["Location"] == "/console/sign-in"


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/nowhere", "/console/me"])
async def test_every_page_is_hardened_also_those_that_refuse(browser: Client, path: str):
    """Nothing inline runs, nothing is loaded from elsewhere, nothing is kept."""
    response = await browser.get(path, allow_redirects=False)

    assert PAGE_HEADERS.items() <= dict(response.headers).items()
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none';")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/console/nowhere", "/console/static/aaaaaaaaaaaa/none.js"])
async def test_an_unknown_page_is_a_page_in_chinese(
    browser: Client, console: ConsoleHouse, path: str
):
    """Not a line of JSON."""
    signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.get(path)

    assert response.status == 404
    assert "没有这个页面" in await response.text()


async def test_an_unknown_page_has_the_menu_for_who_is_signed_in(
    browser: Client, console: ConsoleHouse
):
    """And tells a stranger nothing, not even that there is none."""
    stranger = await browser.get("/console/nowhere/at/all", allow_redirects=False)
    signed_in(browser, console.signing_in.seat(ADMIN))
    text = await (await browser.get("/console/nowhere/at/all")).text()

    assert stranger.headers["Location"].startswith("/console/sign-in")
    assert ">人员</a>" in text


async def test_a_wrong_method_is_told_as_a_page(browser: Client):
    """With those that work."""
    response = await browser.delete("/console/sign-in")

    assert response.status == 405
    assert response.headers["Allow"] == "GET,POST"
    assert "<h1>" in await response.text()


async def test_while_the_database_is_away_one_is_asked_to_come_back(
    browser: Client, console: ConsoleHouse
):
    """Not to sign in again."""

    class Away(FakeSigningIn):
        async def look(self, cookie_value):
            raise StoreAway("inner words")

    signed_in(browser, console.signing_in.seat(STAFF))
    console.signing_in.look = Away().look

    response = await browser.get("/console/me")

    text = await response.text()
    assert response.status == 503
    assert response.headers["Retry-After"]
    assert "请稍后再试" in text
    assert "inner words" not in text


async def test_what_is_too_large_is_refused_in_words(browser: Client, console: ConsoleHouse):
    """And nothing was done."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(SIGN_OUT, headers=headers, data={"x": "长" * 50_000})

    assert response.status == 413
    text = await response.text()
    assert "内容太大" in text
    assert "按浏览器的“后退”" in text  # what was typed is still there
    assert len(console.signing_in.sessions) == 1


async def test_no_log_holds_a_session_a_token_or_a_password(
    browser: Client, console: ConsoleHouse, caplog: pytest.LogCaptureFixture
):
    """Not even when a page breaks."""
    caplog.set_level(logging.DEBUG)
    session = console.signing_in.seat(a_person(Role.ADMIN))
    headers = signed_in(browser, session)
    console.people.all = None

    response = await browser.get("/console/people", headers=headers)

    assert response.status == 500
    assert "出了问题" in await response.text()
    assert session.id not in caplog.text
    assert session.csrf not in caplog.text


async def never_ends() -> AsyncIterator[bytes]:
    yield b"csrf="
    await asyncio.Event().wait()


def test_a_visit_of_nobody_has_nobody():
    """A page that lets anybody in cannot take the visitor for somebody."""
    visit = Visit(make_mocked_request("GET", "/console"), None, None, "")

    with pytest.raises(LookupError):
        _ = visit.person


def test_every_change_is_a_post():
    """So that the door asks for its token."""
    assert {one.method for one in ROUTES if one.changes} == {"POST"}


async def test_a_strangers_body_is_not_even_read(browser: Client):
    """They are led to sign in while it still comes."""

    response = await browser.post("/console/me/password", data=never_ends(), allow_redirects=False)

    assert response.status == 303


async def test_a_form_that_never_ends_is_not_waited_for(console: ConsoleHouse):
    """Nor is it half a change."""
    async with a_browser(console.app(body_s=0.05)) as browser:
        headers = signed_in(browser, console.signing_in.seat(STAFF))

        response = await browser.post(
            SIGN_OUT, data=never_ends(), headers={**headers, "Content-Type": FORM}
        )

    assert response.status == 408
    assert len(console.signing_in.sessions) == 1


async def test_files_come_in_forms(browser: Client, console: ConsoleHouse):
    """With the token in a field beside them."""
    headers = signed_in(browser, console.signing_in.seat(STAFF))
    form = FormData({"csrf": headers["X-CSRF-Token"]})
    form.add_field("file", b"\x00\xff" * 1000, filename="问答.xlsx")

    response = await browser.post(SIGN_OUT, data=form, allow_redirects=False)

    assert response.status == 303


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\xff"),
        ("application/x-www-form-urlencoded; charset=none-such", b"csrf=x"),
        ("application/x-www-form-urlencoded", b"csrf=\xff\xfe%ff"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(5000))),
        ("application/json", b'{"csrf": '),
        ("no/such;;;", b""),
    ],
)
async def test_a_form_that_is_none_is_refused(
    browser: Client, console: ConsoleHouse, content_type: str, body: bytes
):
    """As a mistake of who sent it, not as one of ours."""
    signed_in(browser, console.signing_in.seat(STAFF))

    response = await browser.post(SIGN_OUT, data=body, headers={"Content-Type": content_type})

    assert response.status in (400, 403, 413)
    assert len(console.signing_in.sessions) == 1
