"""The pages of units."""

import re
from dataclasses import replace

import pytest

from bot.domain.dispatch import Catalogue, Clause, Delivery, Department
from bot.domain.parcels import ParcelState
from bot.domain.people import Role
from bot.services.notices import ping_event
from bot.services.ports.changes import Changes
from bot.web.console.units import in_order
from tests.builders import NOW, a_departments_parcel, a_ticket
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP

ADMIN = a_person(Role.ADMIN, login="admin")
CLERK = a_person(Role.STAFF, department="construction", login="clerk")
HEATERS = a_person(Role.STAFF, department="heating", login="heaters")
AUDITOR = a_person(Role.AUDITOR, department=None, login="auditor")
LIST = "/console/departments"
UNIT = f"{LIST}/construction"
HOOK = Delivery("webhook", "https://hooks.example/in/secret-path", "whsec_file")
ROBOT = Delivery("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=the-key", None)


async def page(browser: Client, console: ConsoleHouse, path: str, who=ADMIN) -> str:
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(path)
    assert response.status == 200
    return await response.text()


async def send(browser: Client, console: ConsoleHouse, step: str, who=ADMIN, **fields: str):
    headers = signed_in(browser, console.signing_in.seat(who))
    fields.setdefault("version", "0")
    return await browser.post(f"{UNIT}/{step}", data=fields, headers=headers, allow_redirects=False)


def put(console: ConsoleHouse, *parcels) -> None:
    console.office.store.write(Changes(parcels=list(parcels)))


async def test_every_unit_stands_below_the_one_it_belongs_to(browser, console):
    """With how it is told, what waits for it and what it has not got."""
    console.watch.told.file = {"service_center": ROBOT, "construction": HOOK}
    console.office.put(a_ticket())
    put(console, a_departments_parcel(department="heating", state=ParcelState.GIVEN_UP))

    text = await page(browser, console, LIST)

    order = ["政务服务协调中心", "城乡建设局", "路灯管理所", "供热管理办公室"]
    places = [text.index(f">{name}</a>") for name in order]
    assert places == sorted(places)
    assert "deep-2" in text
    assert 'href="/console/stories/catalogue"' in text
    assert "系统对接（webhook）" in text
    assert "hooks.example" in text
    assert "由政务服务协调中心转告" in text
    assert "1 件要人处理" in text
    assert "件在路上" not in text


async def test_answers_that_a_unit_should_have_looked_at_are_counted(browser, console):
    """Feature C7: in the list and on its own page, each leading to them."""
    await console.clerks.know(LAMP.changed(key="old", valid_until="2026-11-20", ways=()))
    link = '<a{} href="/console/upkeep?unit=construction&amp;overdue=1">1</a>'

    assert link.format(' class="bad"') in await page(browser, console, LIST)
    assert link.format("") in await page(browser, console, UNIT, CLERK)


async def test_a_list_shows_hosts_and_neither_paths_nor_keys(browser, console):
    console.watch.told.file = {"service_center": ROBOT, "construction": HOOK}

    text = await page(browser, console, LIST)

    assert "qyapi.weixin.qq.com" in text
    for hidden in ("the-key", "secret-path", "whsec_file"):
        assert hidden not in text


async def test_a_clerk_sees_the_own_unit_alone(browser, console):
    """And no form to change it."""
    console.watch.told.file = {"heating": HOOK, "construction": HOOK}

    listed = await page(browser, console, LIST, CLERK)
    own = await page(browser, console, UNIT, CLERK)

    assert ("城乡建设局" in listed, "供热管理办公室" in listed) == (True, False)
    assert "发一条测试" in own
    assert "/way" not in own
    assert "secret-path" not in own
    assert (await browser.get(f"{LIST}/heating")).status == 404
    assert (await browser.get(f"{LIST}/heating/log")).status == 404


async def test_numbers_of_tickets_are_links_for_who_reads_tickets(browser, console):
    console.office.put(a_ticket())
    put(console, a_departments_parcel(state=ParcelState.GIVEN_UP))

    admin = await page(browser, console, UNIT)
    clerk = await page(browser, console, UNIT, CLERK)

    assert '<a class="code" href="/console/tickets/20261123-4821-07">' in clerk
    assert '<a href="/console/?tab=open&amp;unit=construction">1</a>' in clerk
    assert "20261123-4821-07" in admin
    assert "/console/tickets/" not in admin
    assert "/console/?tab=open" not in admin


async def test_a_webhook_is_set_and_its_secret_shown_once(browser, console):
    shown = await send(browser, console, "way", kind="webhook", url="https://new.example/")

    text = await shown.text()
    assert shown.status == 200
    assert "whsec_1" in text
    assert "whsec_1" not in await page(browser, console, UNIT)
    assert "new.example" in await page(browser, console, UNIT)


async def test_what_is_wrong_with_an_address_stands_at_its_field(browser, console):
    """What was typed is not lost."""
    answer = await send(browser, console, "way", kind="wecom", url="http://10.0.0.1/hook")

    text = await answer.text()
    assert answer.status == 422
    assert 'value="http://10.0.0.1/hook" required' in text
    assert re.search(r'name="url"[^>]*aria-invalid="true"', text)
    assert "这个地址不能用" in text


async def test_a_new_secret_and_the_end_of_the_old_one(browser, console):
    console.watch.told.file = {"construction": HOOK}

    rotated = await send(browser, console, "secret")
    both = await page(browser, console, UNIT)
    ended = await send(browser, console, "secret/end", version="1")

    assert "whsec_1" in await rotated.text()
    assert "新旧两个密钥都能用，旧的到 2026年11月30日 16:00 为止" in both
    assert ended.status == 303
    assert "新旧两个密钥" not in await page(browser, console, UNIT)


async def test_what_was_set_is_taken_back(browser, console):
    console.watch.told.file = {"construction": HOOK}
    await send(browser, console, "way", kind="wecom", url="https://robot.example/")

    dropped = await send(browser, console, "way/drop", version="1")

    assert dropped.status == 303
    assert "hooks.example" in await page(browser, console, UNIT)


async def test_two_who_save_at_once_do_not_overwrite_each_other(browser, console):
    await send(browser, console, "way", kind="wecom", url="https://first.example/")

    second = await send(browser, console, "way", kind="wecom", url="https://second.example/")

    assert second.status == 409
    assert "刚才有别的同志改了" in await second.text()
    assert "first.example" in await page(browser, console, UNIT)


async def test_the_result_of_a_test_is_shown_as_soon_as_it_is_known(browser, console):
    """The page asks again by itself until then."""
    console.watch.told.file = {"construction": HOOK}

    sent = await send(browser, console, "test", CLERK, call="web_1")
    waiting = await page(browser, console, UNIT, CLERK)
    [parcel] = console.office.store.parcels
    there = replace(parcel, state=ParcelState.DELIVERED, channel="department", delivered_at=NOW)
    await console.office.store.outbox.settle(there)
    after = await page(browser, console, f"{UNIT}/log", CLERK)

    assert sent.status == 303
    assert 'hx-trigger="every 2s"' in waiting
    assert "正在发送，请稍等" in waiting
    assert "hx-trigger" not in after
    assert "的测试：已送达" in after


async def test_a_test_that_failed_says_why_and_is_no_dead_letter(browser, console):
    console.watch.told.file = {"construction": HOOK}
    bad = replace(
        ping_event("construction", "c", NOW), state=ParcelState.GIVEN_UP, error="HTTP 401"
    )
    put(console, bad)

    text = await page(browser, console, UNIT)

    assert "对方说签名不对，请核对密钥（HTTP 401）" in text
    assert "再发一次" not in text
    assert "要人处理" not in await page(browser, console, LIST)


async def test_a_dead_letter_is_sent_again_by_its_unit(browser, console):
    """A clerk of another unit cannot, an auditor only looks."""
    stuck = a_departments_parcel(state=ParcelState.GIVEN_UP, attempts=9, error="HTTP 410")
    put(console, stuck)
    outbox = console.office.store.outbox

    assert (await send(browser, console, "again", HEATERS, parcel="d1")).status == 404
    assert (await send(browser, console, "again", AUDITOR, parcel="d1")).status == 403
    assert (await outbox.find("d1")).state is ParcelState.GIVEN_UP
    assert "再发一次" not in await page(browser, console, UNIT, AUDITOR)

    again = await send(browser, console, "again", CLERK, parcel="d1")
    twice = await send(browser, console, "again", CLERK, parcel="d1")

    assert (again.status, twice.status) == (303, 409)
    assert (await outbox.find("d1")).state is ParcelState.WAITING


async def test_where_nobody_is_told_the_page_says_so(browser, console):
    assert "没有人收到通知" in await page(browser, console, UNIT)


@pytest.mark.parametrize("text", HOSTILE[:20])
async def test_hostile_reasons_and_names_are_shown_as_text(browser, console, text):
    """Another system's words, and a catalogue that somebody else wrote."""
    put(console, a_departments_parcel(state=ParcelState.GIVEN_UP, error=text))

    shown = await page(browser, console, UNIT)

    if "<" in text:
        assert text not in shown


def test_units_above_each_other_are_all_shown():
    """A mistake in the catalogue hides nobody."""
    ring = [Department("a", "甲", "b", ()), Department("b", "乙", "a", ())]
    alone = Department("c", "丙", None, (Clause("c-1", "事", None, ()),))

    shown = [(unit.code, depth) for unit, depth in in_order([*ring, alone])]

    assert shown == [("c", 0), ("a", 0), ("b", 0)]
    assert Catalogue("v", "c", (*ring, alone)).units.keys() == {"a", "b", "c"}
