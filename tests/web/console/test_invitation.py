"""A one-time link, and the password that is chosen by it."""

import pytest
from aiohttp import ClientResponse

from bot.domain.people import Role
from tests.web.console.house import PASSWORD, TOKEN, Client, ConsoleHouse, a_person
from tests.web.console.test_sign_in import token_in

WHERE = f"/console/invite/{TOKEN}"
LONG = "路灯下的三只猫和两把雨伞"


@pytest.fixture
def console() -> ConsoleHouse:
    console = ConsoleHouse()
    console.accounts.invited[TOKEN] = a_person(Role.STAFF, login="wang", name="王<b>芳</b>")
    return console


async def test_who_has_the_link_reads_whom_it_is_for(browser: Client):
    """And their login: they will need it."""
    text = await (await browser.get(WHERE)).text()

    assert "王&lt;b&gt;芳&lt;/b&gt;，您好" in text
    assert "<b>wang</b>" in text


async def test_who_chose_a_password_is_led_to_sign_in_once(browser: Client):
    """The sentence that comes with it is told once, too."""
    response = await choose(browser, LONG, LONG)

    assert "您的登录名是 wang" in await response.text()
    assert "您的登录名是" not in await (await browser.get("/console/sign-in")).text()
    assert (await browser.get(WHERE)).status == 404


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [("短", "短", "至少 12 个字"), (LONG, PASSWORD, "两次输入的密码不一样")],
)
async def test_a_password_that_will_not_do_is_asked_again(
    browser: Client, password: str, again: str, told: str
):
    """With the reason at the field; what was typed is not sent back."""
    response = await choose(browser, password, again)

    text = await response.text()
    assert response.status == 422
    assert told in text
    assert 'aria-invalid="true"' in text
    assert f'value="{password}"' not in text


@pytest.mark.parametrize("token", ["another-token-of-nobody", "x" * 128])
async def test_a_link_that_ended_says_what_to_do(browser: Client, token: str):
    """Whether it was used, is too old, or never was."""
    response = await browser.get(f"/console/invite/{token}")

    assert response.status == 404
    assert "这个链接已失效" in await response.text()


async def test_a_link_that_ended_meanwhile_says_so_too(browser: Client, console: ConsoleHouse):
    """The page was open while somebody else used it."""
    token = token_in(await (await browser.get(WHERE)).text())
    console.accounts.invited.clear()

    response = await browser.post(WHERE, data={"csrf": token, "password": LONG, "again": LONG})

    assert response.status == 404
    assert "这个链接已失效" in await response.text()


async def choose(browser: Client, password: str, again: str) -> ClientResponse:
    token = token_in(await (await browser.get(WHERE)).text())
    return await browser.post(WHERE, data={"csrf": token, "password": password, "again": again})
