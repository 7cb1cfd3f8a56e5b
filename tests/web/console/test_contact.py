"""The page that says how somebody is reached."""

from datetime import date

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.people import Role
from bot.domain.telling import Contact, News, When
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

MINE = "/console/me/notices"
ADMIN = a_person(Role.ADMIN, login="admin")
CLERK = a_person(Role.STAFF, login="clerk")
MATE = a_person(Role.STAFF, login="mate")
THEIRS = f"/console/people/{CLERK.id}/contact"
ROBOT = {"kind": "wecom", "url": "https://qyapi.weixin.qq.com/send?key=the-key"}


@pytest.fixture
def desk(console: ConsoleHouse) -> ConsoleHouse:
    for one in (ADMIN, CLERK, MATE):
        console.people.knows(one)
    return console


async def page(browser: Client, console: ConsoleHouse, path: str = MINE, who=CLERK) -> str:
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(path)
    assert response.status == 200
    return await response.text()


async def save(browser: Client, console: ConsoleHouse, path: str = MINE, who=CLERK, **fields):
    """Over what stands, unless a `version` is given."""
    headers = signed_in(browser, console.signing_in.seat(who))
    whose = CLERK if path == THEIRS else who
    fields = {"version": (await console.watch.contacts.find(whose.id)).version, **fields}
    return await browser.post(path, data=fields, headers=headers, allow_redirects=False)


async def test_a_clerk_sets_everything_and_sees_it_but_for_the_key(browser, desk):
    fields = {
        **ROBOT,
        "own:news": "overdue",
        "own:when": "daily",
        "id_wecom": "li.wei",
        "deputy": MATE.id,
        "away_until": "2026-12-01",
    }

    saved = await save(browser, desk, **fields)
    text = await page(browser, desk)

    assert saved.status == 303
    kept = desk.watch.contacts.kept[CLERK.id]
    assert kept.robot == Delivery("wecom", ROBOT["url"])
    assert (kept.rule.news, kept.rule.when) == ({News.OVERDUE}, When.DAILY)
    assert (kept.deputy, kept.away_until) == (MATE.id, date(2026, 12, 1))
    assert "已设好" in text
    assert "li.wei" in text
    assert "the-key" not in text


async def test_what_is_wrong_stands_at_its_field(browser, desk):
    """What was typed is not lost."""
    ticked = {"own:news": "overdue", "own:when": "daily"}
    answer = await save(
        browser, desk, kind="wecom", url="http://10.0.0.1/", id_wecom="li.wei", **ticked
    )

    text = await answer.text()
    assert answer.status == 422
    assert "这个地址不能用" in text
    assert "http://10.0.0.1/" in text
    assert text.count(" checked") == 1
    assert 'value="daily" selected' in text
    assert "li.wei" in text


async def test_a_test_shows_what_became_of_it(browser, desk):
    too_early = await save(browser, desk, f"{MINE}/test", call="web_1")
    await save(browser, desk, **ROBOT)
    sent = await save(browser, desk, f"{MINE}/test", call="web_1")

    assert (too_early.status, sent.status) == (409, 303)
    assert "正在发送" in await page(browser, desk)


async def test_an_admin_sets_names_for_others_and_no_robot(browser, desk):
    desk.watch.contacts.kept[CLERK.id] = Contact(Delivery("wecom", ROBOT["url"]))

    text = await page(browser, desk, THEIRS, ADMIN)
    saved = await save(browser, desk, THEIRS, ADMIN, id_feishu="ou_1", url="https://a.example/")

    assert saved.status == 303
    assert 'name="url"' not in text
    kept = desk.watch.contacts.kept[CLERK.id]
    assert (kept.robot.url, kept.ids) == (ROBOT["url"], {"feishu": "ou_1"})
    assert (await save(browser, desk, THEIRS, MATE)).status == 403


async def test_the_pages_are_found_from_where_one_is(browser, desk):
    """Of who handles nothing nobody is told."""
    assert MINE in await page(browser, desk, "/console/me")
    assert MINE not in await page(browser, desk, "/console/me", ADMIN)
    assert THEIRS in await page(browser, desk, f"/console/people/{CLERK.id}", ADMIN)


async def test_who_saves_over_what_the_admin_has_just_set_sees_both(browser, desk):
    """Nothing is overwritten unseen, and nothing that was typed is lost."""
    await save(browser, desk, THEIRS, who=ADMIN, id_wecom="li.wei", deputy=MATE.id)

    stale = await save(browser, desk, version=0, id_wecom="li.ming", id_feishu="ou_1")
    text = await stale.text()
    kept = desk.watch.contacts.kept[CLERK.id]
    again = await save(browser, desk, version=1, id_wecom="li.ming", id_feishu="ou_1")

    assert stale.status == 409
    assert "刚才有人先改了这一页" in text
    assert "- 现在：企业微信账号——li.wei" in text
    assert f"- 现在：代理人——{MATE.name}" in text
    assert "+ 您写的：企业微信账号——li.ming" in text
    assert 'name="version" value="1"' in text
    assert kept.ids == {"wecom": "li.wei"}
    assert again.status == 303
    assert desk.watch.contacts.kept[CLERK.id].ids == {"wecom": "li.ming", "feishu": "ou_1"}
