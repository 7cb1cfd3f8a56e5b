"""The page that says who hears what of a unit's tickets."""

import re
from dataclasses import replace

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.people import Role
from bot.domain.telling import OF_UNITS, Contact, News, When
from tests.builders import a_departments_parcel
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, signed_in
from tests.web.console.test_departments import ADMIN, CLERK, HEATERS, LIST, ROBOT, UNIT, page, put

PAGE = f"{UNIT}/notices"
ALL = [("own:news", news.value) for news in OF_UNITS]
GROUP = [
    ("kind", "dingtalk"),
    ("name", "值班群"),
    ("url", "https://duty.example/?access_token=the-key"),
]


@pytest.fixture
def unit(console: ConsoleHouse) -> ConsoleHouse:
    """Construction is told in a group; its clerk has a robot."""
    console.watch.told.file = {"construction": ROBOT}
    console.people.knows(CLERK)
    console.people.knows(HEATERS)
    own = Delivery("feishu", "https://open.feishu.cn/own-key")
    console.watch.contacts.kept[CLERK.id] = Contact(own)
    return console


async def save(browser: Client, console: ConsoleHouse, *fields: tuple[str, str], who=ADMIN):
    headers = signed_in(browser, console.signing_in.seat(who))
    return await browser.post(PAGE, data=list(fields), headers=headers, allow_redirects=False)


def plan(console: ConsoleHouse):
    return console.watch.book.kept["construction"].plan


async def test_at_first_everything_is_ticked_and_told_at_once(browser, unit):
    text = await page(browser, unit, PAGE)

    assert text.count('name="own:news"') == len(OF_UNITS) == text.count(" checked")
    assert re.search(r'value="now" selected', text)
    assert "什么都不改也可以" in text


async def test_a_group_and_a_person_are_added_and_then_told_what_they_want(browser, unit):
    """The key in a group's address is not shown again."""
    added = await save(
        browser, unit, ("version", "0"), *ALL, ("own:when", "now"), *GROUP, ("person", CLERK.id)
    )
    group = plan(unit).groups[0].id
    text = await page(browser, unit, PAGE)
    saved = await save(
        browser,
        unit,
        ("version", "1"),
        *ALL,
        ("own:when", "office"),
        (f"g:{group}:news", "overdue"),
        (f"g:{group}:when", "daily"),
        (f"p:{CLERK.id}:news", "new"),
        (f"p:{CLERK.id}:news", "nonsense"),
        (f"p:{CLERK.id}:when", "now"),
    )

    assert (added.status, saved.status) == (303, 303)
    assert "值班群" in text
    assert CLERK.name in text
    assert "the-key" not in text
    kept = plan(unit)
    assert kept.own.when is When.OFFICE
    assert kept.groups[0].rule.news == {News.OVERDUE}
    assert kept.groups[0].rule.when is When.DAILY
    assert kept.people[CLERK.id].news == {News.NEW}


async def test_a_further_group_has_a_test_of_its_own(browser, unit):
    """Its clerk may press it; the result stands in the unit's log."""
    await save(browser, unit, ("version", "0"), *ALL, *GROUP)
    group = plan(unit).groups[0].id
    shown = await page(browser, unit, PAGE, CLERK)
    headers = signed_in(browser, unit.signing_in.seat(CLERK))

    pressed = await browser.post(
        f"{PAGE}/{group}/test", data={"call": "c1"}, headers=headers, allow_redirects=False
    )
    log = await page(browser, unit, UNIT, CLERK)

    assert f'<button form="test-{group}">发一条测试' in shown
    assert pressed.headers["Location"] == UNIT
    assert "测试已发到群“值班群”" in log
    assert "正在发送，请稍等" in log


async def test_what_is_taken_off_is_gone(browser, unit):
    await save(browser, unit, ("version", "0"), *ALL, *GROUP, ("person", CLERK.id))
    group = plan(unit).groups[0].id

    await save(
        browser,
        unit,
        ("version", "1"),
        *ALL,
        (f"g:{group}:drop", "yes"),
        (f"p:{CLERK.id}:drop", "yes"),
    )

    assert (plan(unit).groups, plan(unit).people) == ((), {})


async def test_nobody_hears_is_refused_in_a_sentence(browser, unit):
    """What was ticked is not lost."""
    answer = await save(browser, unit, ("version", "0"), ("own:news", "new"))

    text = await answer.text()
    assert answer.status == 422
    assert "没有人会知道" in text
    assert text.count(" checked") == 1
    assert unit.watch.book.kept == {}


async def test_two_who_save_at_once_do_not_overwrite_each_other(browser, unit):
    """The second one sees both, and a group that the first one added keeps its news."""
    await save(browser, unit, ("version", "0"), *ALL, ("own:when", "daily"), *GROUP)

    second = await save(browser, unit, ("version", "0"), *ALL, ("own:when", "now"))

    text = await second.text()
    assert second.status == 409
    assert "刚才有别的同志改了" in text
    assert re.search("- 现在：单位的通知方式——.*（每天汇总）", text)
    assert re.search("[+] 您写的：单位的通知方式——.*（马上）", text)
    assert "：群“值班群”" not in text
    assert plan(unit).own.when is When.DAILY


async def test_a_clerk_reads_it_for_the_own_unit_and_changes_nothing(browser, unit):
    await save(browser, unit, ("version", "0"), *ALL, *GROUP)

    text = await page(browser, unit, PAGE, CLERK)
    refused = await save(browser, unit, ("version", "1"), *ALL, who=CLERK)

    assert "值班群" in text
    assert "保存</button>" not in text
    assert refused.status == 403
    assert (await browser.get(f"{LIST}/heating/notices")).status == 404


async def test_a_system_has_nothing_to_tick(browser, console):
    console.watch.told.file = {"construction": Delivery("webhook", "https://s.example/", "whsec_")}

    text = await page(browser, console, PAGE)

    assert 'name="own:news"' not in text
    assert "一条也不能少" in text


async def test_what_waits_by_wish_is_shown_with_its_time(browser, unit):
    """And is no trouble of the unit's."""
    waits = a_departments_parcel(id="w")
    put(unit, replace(waits, lane="later construction own 202611240900"))

    log = await page(browser, unit, UNIT)
    listed = await page(browser, unit, LIST)

    assert "按设置等到时间再发" in log
    assert "下次 2026年11月23日" in log
    assert "1 件按设置稍后发" in listed
    assert "件在路上" not in listed


@pytest.mark.parametrize("text", HOSTILE[:20])
async def test_hostile_names_are_shown_as_text(browser, unit, text):
    unit.people.knows(replace(CLERK, name=text, roles=frozenset({Role.STAFF})))
    group = [("kind", "wecom"), ("name", text[:30]), ("url", "https://g.example/")]
    await save(browser, unit, ("version", "0"), *ALL, *group, ("person", CLERK.id))

    shown = await page(browser, unit, PAGE)

    if "<" in text:
        assert text not in shown
