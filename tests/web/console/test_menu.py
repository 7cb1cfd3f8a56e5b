"""The page of the account's menu."""

import re

import pytest

from bot.domain.people import Role
from bot.domain.releases import Release
from bot.services.ports.menus import Push
from tests.builders import NOW
from tests.services.knowledge.builders import FILES
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

PUBLISHER = a_person(Role.PUBLISHER, login="publisher")
EDITOR = a_person(Role.EDITOR, login="editor")
PAGE = "/console/menu"
FORM = {"name-0": "查进度", "does-0": "click", "value-0": "查询我的工单"}


async def begin(console: ConsoleHouse) -> None:
    """A knowledge base that was published once."""
    revision = await console.watch.library.seed(FILES)
    assert revision.id
    await console.watch.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)


async def page(browser: Client, console: ConsoleHouse, path: str = PAGE, who=PUBLISHER) -> str:
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(path)
    assert response.status == 200
    return await response.text()


async def send(browser: Client, console: ConsoleHouse, **fields: str):
    headers = signed_in(browser, console.signing_in.seat(PUBLISHER))
    told = {"release": "1", "step": "check", **FORM, **fields}
    return await browser.post(PAGE, data=told, headers=headers, allow_redirects=False)


async def push(browser: Client, console: ConsoleHouse, **fields: str):
    """Compare, and push what was compared."""
    compared = await (await send(browser, console, **fields)).text()
    found = re.search(r'name="compared" value="(\w+)"', compared)
    assert found
    return await send(browser, console, step="push", compared=found[1], **fields)


async def test_a_change_is_compared_first_and_pushed_when_it_comes_back(browser, console):
    """What was typed stays in the form meanwhile; nothing is live before."""
    await begin(console)

    compared = await (await send(browser, console)).text()
    assert (await console.watch.account.menu.now()).value is None
    pushed = await push(browser, console)

    assert "推送以后会变成这样" in compared
    assert '<span class="added">+      &#34;name&#34;: &#34;查进度&#34;,</span>' in compared
    assert 'value="查询我的工单"' in compared
    assert pushed.status == 303
    assert (await console.watch.account.menu.now()).value is not None


async def test_who_set_it_is_told_by_name(browser, console):
    await begin(console)
    console.people.knows(PUBLISHER)
    installed = await page(browser, console)
    await push(browser, console)

    assert "<bdi>随系统安装</bdi>" in installed
    assert f"<bdi>{PUBLISHER.name}</bdi>" in await page(browser, console)


async def test_an_earlier_menu_is_compared_and_pushed_like_any_other(browser, console):
    await begin(console)
    await push(browser, console)
    await push(browser, console, release="2", **{"name-0": "新名字"})

    listed = await page(browser, console)
    back = await page(browser, console, f"{PAGE}?from=2")
    pushed = await push(browser, console, release="3")

    assert "/console/menu?from=2" in listed
    assert '<span class="gone">-      &#34;name&#34;: &#34;新名字&#34;,</span>' in back
    assert pushed.status == 303
    menu = (await console.watch.account.menu.now()).value
    assert menu
    assert menu.buttons[0].name == "查进度"


async def test_what_was_typed_after_the_comparison_is_compared_first(browser, console):
    """Enter in a field presses the first button of a form."""
    await begin(console)
    text = await (await send(browser, console)).text()
    compared = re.search(r'name="compared" value="(\w+)"', text)
    assert compared

    other = {"name-0": "别的", "compared": compared[1]}
    answer = await send(browser, console, step="push", **other)

    assert answer.status == 200
    assert "推送以后会变成这样" in await answer.text()
    assert (await console.watch.account.menu.now()).value is None


async def test_what_wechat_would_refuse_is_told_at_its_field(browser, console):
    await begin(console)

    answer = await send(
        browser,
        console,
        **{"name-1": "更多", "name-1-0": "指南", "does-1-0": "view", "value-1-0": "nothing"},
    )

    text = await answer.text()
    assert answer.status == 422
    assert 'name="value-1-0" value="nothing"' in text
    assert "请写完整网址" in text


async def test_two_who_push_at_once_do_not_overwrite_each_other(browser, console):
    await begin(console)
    await push(browser, console)

    second = await push(browser, console, **{"name-0": "别的"})

    assert second.status == 409
    assert "刚才有别的同志发布过" in await second.text()


async def test_an_editor_reads_and_does_not_push(browser, console):
    await begin(console)

    text = await page(browser, console, who=EDITOR)

    assert "先比较" not in text
    headers = signed_in(browser, console.signing_in.seat(EDITOR))
    assert (await browser.post(PAGE, data=FORM, headers=headers)).status == 403


async def test_what_became_of_the_last_push_is_told(browser, console):
    await begin(console)
    await console.watch.pushes.note(Push(1, {"button": []}, NOW, "WeChat error 48001"))

    text = await page(browser, console)

    assert "没有推送成功：微信没有收下" in text


async def test_before_the_first_release_there_is_nothing_to_change(browser, console):
    assert "还没有发布过" in await page(browser, console)
    assert (await push(browser, console)).status == 409


@pytest.mark.parametrize("text", HOSTILE[:20])
async def test_hostile_names_stay_letters(browser, console, text):
    await begin(console)

    shown = await (await send(browser, console, **{"name-0": text})).text()

    assert text not in shown or "<" not in text
