"""One's own account."""

import pytest

from bot.domain.people import Role
from bot.web.console.cookies import SESSION
from tests.web.console.house import PASSWORD, Client, ConsoleHouse, a_person, signed_in

WANG = a_person(Role.STAFF, Role.EDITOR, login="wang")
LONG = "路灯下的三只猫和两把雨伞"


async def test_one_reads_what_the_house_knows_of_oneself(browser: Client, console: ConsoleHouse):
    """Name, login, unit and roles, in Chinese."""
    signed_in(browser, console.signing_in.seat(WANG))

    text = await (await browser.get("/console/me")).text()

    assert "编辑、承办人员" in text
    assert "城乡建设局" in text


async def test_a_new_password_ends_every_other_visit(browser: Client, console: ConsoleHouse):
    """This one goes on, with a new cookie."""
    elsewhere = console.signing_in.seat(WANG)
    here = console.signing_in.seat(WANG)
    headers = signed_in(browser, here)

    response = await browser.post(
        "/console/me/password",
        data={"old": PASSWORD, "new": LONG, "again": LONG},
        headers=headers,
    )

    assert response.status == 200
    assert "密码已修改" in await response.text()
    assert elsewhere.id not in console.signing_in.sessions
    assert here.id not in console.signing_in.sessions


@pytest.mark.parametrize(
    ("old", "new", "again", "told", "field"),
    [
        ("不对的密码", LONG, LONG, "现在的密码不对", "old"),
        (PASSWORD, "短", "短", "至少 12 个字", "new"),
        (PASSWORD, LONG, PASSWORD, "两次输入的密码不一样", "again"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    browser: Client, console: ConsoleHouse, old: str, new: str, again: str, told: str, field: str
):
    """No password is ever sent back."""
    headers = signed_in(browser, console.signing_in.seat(WANG))

    response = await browser.post(
        "/console/me/password", data={"old": old, "new": new, "again": again}, headers=headers
    )

    text = await response.text()
    assert response.status == 422
    assert told in text.split(f'name="{field}"')[1].split("</p>")[0]
    assert LONG not in text
    assert PASSWORD not in text


async def test_who_lost_a_telephone_signs_out_everywhere(browser: Client, console: ConsoleHouse):
    """Of their own visits, all; of others', none."""
    console.signing_in.seat(WANG)
    other = console.signing_in.seat(a_person(Role.STAFF, login="li"))
    headers = signed_in(browser, console.signing_in.seat(WANG))

    response = await browser.post("/console/me/sign-out-everywhere", headers=headers)

    assert "在所有地方退出" in await response.text()
    assert list(console.signing_in.sessions) == [other.id]
    assert SESSION not in {cookie.key for cookie in browser.session.cookie_jar}
