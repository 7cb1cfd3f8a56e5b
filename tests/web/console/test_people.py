"""Admins invite, change, reset and disable people."""

import pytest

from bot.domain.errors import FieldRejected, LastAdmin
from bot.domain.people import Role
from bot.services.ports.people import Known
from tests.builders import NOW
from tests.web.console.house import TOKEN, Client, ConsoleHouse, a_person, signed_in

ADMIN = a_person(Role.ADMIN, login="li")
WANG = a_person(Role.STAFF, login="wang", department="heating")
ZHAO = a_person(Role.EDITOR, login="zhao", name="赵<i>一</i>", department=None, disabled=True)
LIST = "/console/people"


@pytest.fixture
def console() -> ConsoleHouse:
    console = ConsoleHouse()
    console.people.known = [
        Known(ZHAO, NOW, False),
        Known(WANG, None, False),
        Known(ADMIN, NOW, True),
    ]
    return console


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(ADMIN))


async def test_everybody_stands_in_the_list_with_what_they_are(browser: Client, token):
    """Whoever may sign in comes first."""
    text = await (await browser.get(LIST)).text()

    assert text.index("王li") < text.index("王wang") < text.index("赵&lt;i&gt;一")
    assert "供热管理办公室" in text
    for words in ("还没设密码", "已停用", "两步验证", "正常"):
        assert words in text


async def test_an_invitation_gives_a_link_that_is_shown_once(
    browser: Client, console: ConsoleHouse, token
):
    """At our own address, to be handed over by the admin."""
    response = await browser.post(
        LIST,
        data={
            "login": " Sun ",
            "name": "孙明",
            "roles": ["staff", "editor"],
            "department": "heating",
        },
        headers=token,
    )

    text = await response.text()
    assert f"https://console.example.gov.cn/console/invite/{TOKEN}" in text
    assert "只显示这一次" in text
    assert console.accounts.asked == [
        ("invite", "li", "Sun", "孙明", frozenset({Role.STAFF, Role.EDITOR}), "heating")
    ]


@pytest.mark.parametrize("field", ["login", "name", "roles", "department"])
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    browser: Client, console: ConsoleHouse, token, field: str
):
    """The form comes back as it was sent."""
    console.accounts.refuses = FieldRejected(field, "这里<b>不对</b>。")

    response = await browser.post(
        LIST,
        data={"login": "sun", "name": "孙明", "roles": "editor", "department": "heating"},
        headers=token,
    )

    text = await response.text()
    assert response.status == 422
    assert "这里&lt;b&gt;不对&lt;/b&gt;。" in text
    assert text.count('aria-invalid="true"') == 1
    assert 'value="sun"' in text
    assert 'value="孙明"' in text
    assert 'value="editor" checked' in text
    assert 'value="heating" selected' in text


async def test_somebodys_page_shows_what_they_are(browser: Client, token):
    """Ticked as it is today."""
    text = await (await browser.get(f"{LIST}/{WANG.id}")).text()

    assert 'value="staff" checked' in text
    assert 'value="heating" selected' in text
    assert 'name="disabled" value="yes"><' in text
    assert 'name="login"' not in text


async def test_a_change_is_told_and_made(browser: Client, console: ConsoleHouse, token):
    """Everything at once, as the form says."""
    response = await browser.post(
        f"{LIST}/{WANG.id}",
        data={"name": "王芳", "roles": "supervisor", "department": "", "disabled": "yes"},
        headers=token,
    )

    assert "已保存：王芳" in await response.text()
    roles = frozenset({Role.SUPERVISOR})
    assert console.accounts.asked == [("change", "li", WANG.id, "王芳", roles, None, True)]


@pytest.mark.parametrize("step", ["", "/reset"])
async def test_the_last_admin_stays(browser: Client, console: ConsoleHouse, token, step: str):
    """Nobody could let anybody in any more."""
    console.accounts.refuses = LastAdmin("这是最后一位管理员。")

    response = await browser.post(
        f"{LIST}/{ADMIN.id}{step}", data={"name": "李", "roles": "staff"}, headers=token
    )

    assert response.status == 422
    assert "这是最后一位管理员" in await response.text()


async def test_a_reset_gives_a_link_that_is_shown_once(
    browser: Client, console: ConsoleHouse, token
):
    """For whoever forgot the password or lost the telephone."""
    response = await browser.post(f"{LIST}/{WANG.id}/reset", headers=token)

    assert TOKEN in await response.text()
    assert console.accounts.asked == [("reset", "li", WANG.id)]


@pytest.mark.parametrize("address", [f"{LIST}/p-nobody", f"{LIST}/p-nobody/reset"])
async def test_nobody_is_found_under_a_wrong_name(browser: Client, token, address: str):
    """Nor changed."""
    response = await browser.post(address, headers=token)

    assert response.status == 404


async def test_a_role_that_there_is_not_is_none(browser: Client, console: ConsoleHouse, token):
    """A form can be written by hand."""
    await browser.post(LIST, data={"login": "sun", "roles": ["root", "staff"]}, headers=token)

    assert console.accounts.asked[0][4] == frozenset({Role.STAFF})
