"""The page of the words for new followers."""

import re

import pytest

from bot.domain.people import Role
from bot.domain.releases import Release
from tests.builders import NOW
from tests.services.knowledge.test_at_once import DOMAIN
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

PUBLISHER = a_person(Role.PUBLISHER, login="publisher")
EDITOR = a_person(Role.EDITOR, login="editor")
ADMIN = a_person(Role.ADMIN, login="admin")
PAGE = "/console/menu/welcome"


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    revision = await console.watch.library.seed({"domain.yml": DOMAIN})
    assert revision.id
    await console.watch.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)
    return console


async def send(browser: Client, console: ConsoleHouse, text: str, by=PUBLISHER, **fields: str):
    headers = signed_in(browser, console.signing_in.seat(by))
    told = {"release": "1", "step": "check", "text": text, **fields}
    return await browser.post(PAGE, data=told, headers=headers, allow_redirects=False)


async def publish(browser: Client, console: ConsoleHouse, text: str, by=PUBLISHER, **fields: str):
    """Look, and publish what was looked at."""
    page = await (await send(browser, console, text, by, **fields)).text()
    found = re.search(r'name="compared" value="(\w+)"', page)
    assert found
    return await send(browser, console, text, by, step="push", compared=found[1], **fields)


async def now(console: ConsoleHouse) -> str | None:
    return (await console.watch.account.welcome.now()).value


async def test_it_is_seen_as_a_citizen_sees_it_before_it_is_live(browser, console):
    """Without the empty lines at which a message would be split."""
    looked = await (await send(browser, console, "欢迎！\r\n\r\n有事请说。 ")).text()
    assert "市民会看到" in looked
    assert '<p class="bubble said" dir="auto">欢迎！\n有事请说。</p>' in looked
    assert '<span class="added">+欢迎！</span>' in looked
    assert await now(console) == "您好！\n有事请说。"

    answer = await publish(browser, console, "欢迎！\r\n\r\n有事请说。 ")

    assert answer.status == 303
    assert await now(console) == "欢迎！\n有事请说。"


async def test_an_earlier_one_is_taken_back(browser, console):
    await publish(browser, console, "欢迎！")
    await browser.get(PAGE)
    listed = await (await browser.get(PAGE)).text()
    former = await (await browser.get(f"{PAGE}?from=1")).text()

    answer = await publish(browser, console, "您好！\n有事请说。", release="2")

    assert f"{PAGE}?from=1" in listed
    assert "您好！\n有事请说。</textarea>" in former
    assert answer.status == 303
    assert await now(console) == "您好！\n有事请说。"


@pytest.mark.parametrize(("text", "told"), [("", "请写上"), ("长" * 683, "太长"), ("{a}", "变量")])
async def test_what_cannot_be_said_is_told_at_the_field(browser, console, text, told):
    answer = await send(browser, console, text)

    assert answer.status == 422
    assert told in await answer.text()


async def test_of_two_who_publish_at_once_the_second_is_told(browser, console):
    await publish(browser, console, "甲")

    assert (await publish(browser, console, "乙")).status == 409
    assert await now(console) == "甲"


async def test_an_editor_changes_it_as_they_change_an_answer(browser, console):
    """Live at once; the audit names both releases, whose pages show before and after."""
    answer = await publish(browser, console, "欢迎！", EDITOR)

    assert answer.status == 303
    assert await now(console) == "欢迎！"
    [line] = await console.audit.read()
    assert line.who == EDITOR.id
    assert line.details == {"release": "2", "before": "1"}


async def test_an_admin_reads_and_does_not_publish(browser, console):
    """And reads who may."""
    headers = signed_in(browser, console.signing_in.seat(ADMIN))

    text = await (await browser.get(PAGE)).text()
    assert "先看看" not in text
    assert "编辑和发布人能改" in text
    assert (await browser.post(PAGE, data={"text": "x"}, headers=headers)).status == 403


@pytest.mark.parametrize("text", [one for one in HOSTILE[:12] if "<" in one])
async def test_hostile_words_stay_letters(browser, console, text):
    assert text not in await (await send(browser, console, text)).text()
