"""The page of figures: what it counts, for whom, and where each number leads."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bot.domain.drift import Counts
from bot.domain.parcels import ParcelState
from bot.domain.people import Role
from bot.domain.releases import Release as Released
from bot.domain.tickets import Event, Step, Ticket, Type, replay
from bot.domain.web_links import WebLink
from bot.services.drift import Release
from bot.services.ports.changes import Changes
from bot.services.ports.fleet import LASTS, Serving
from bot.web.checks import Check, Finding
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_message, a_ticket
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP

CENTRE = a_person(Role.SUPERVISOR, department="service_center", login="centre")
BUILDERS = a_person(Role.SUPERVISOR, department="construction", login="builders")
ADMIN = a_person(Role.ADMIN, login="admin")
EDITOR = a_person(Role.EDITOR, login="editor")
PAGE = "/console/overview"


def put(
    console: ConsoleHouse, last: int, unit: str = "construction", days: int = 0, **more
) -> Ticket:
    """A ticket that this unit has held for so many days, with thirteen to go from its opening."""
    made = a_ticket(number=f"20261123-4821-{last:02}", **more)
    back = timedelta(days=days)
    first, second = made.log
    due = {"due_at": (NOW - back + timedelta(days=13)).isoformat()}
    log = (
        Event(first.step, NOW - back, first.actor, {**first.data, **due}),
        Event(second.step, NOW - back, second.actor, {"department": unit}),
    )
    return console.office.put(replay(made.number, log))


async def page(browser: Client, console: ConsoleHouse, who=CENTRE) -> str:
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(PAGE)
    assert response.status == 200
    return await response.text()


def numbers(text: str) -> dict[str, str]:
    """Every number that leads to a list, by the address of that list."""
    found = re.findall(r'<a href="(/console/\?[^"]*|/console/)">(\d+)</a>', text)
    return {unescape(address): number for address, number in found}


async def test_each_number_is_how_many_its_list_shows(browser, console):
    """Whatever is counted: the list behind it has as many."""
    put(console, 1)
    put(console, 2, "heating", days=5, type=Type.HELP)
    put(console, 3, "heating", days=20)
    answered = {"text": "已修好。", "outcome": "resolved"}
    fourth = put(console, 4, days=2)
    console.office.happens(fourth, fourth.after(Event(Step.REPLIED, NOW, "construction", answered)))

    found = numbers(await page(browser, console))

    assert len(found) > 10
    for address, number in found.items():
        listed = await (await browser.get(address)).text()
        assert f"共 {number} 件" in listed, address


async def test_what_waits_longest_stands_on_top(browser, console):
    """The unit with most that is overdue first, then the one with most."""
    for last in range(3):
        put(console, last)
    put(console, 4, "heating", days=20)

    text = await page(browser, console)

    assert text.index('<th scope="row">供热管理办公室') < text.index('<th scope="row">城乡建设局')
    assert numbers(text)["/console/?tab=open&unit=heating&overdue=1"] == "1"


async def test_answers_that_grew_old_weigh_as_tickets_do(browser, console):
    """Feature C7: a unit late with two answers stands above one late with a ticket."""
    put(console, 4, "heating", days=20)
    old = [LAMP.changed(key=f"old{n}", valid_until="2026-11-20", ways=()) for n in range(2)]
    await console.clerks.know(LAMP, *old)

    text = await page(browser, console)

    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>.*?过期合计">(\d+)<', text)
    assert rows == [("城乡建设局", "2"), ("供热管理办公室", "1")]
    [address] = re.findall(r'过期答案"><a href="([^"]*)">2</a>', text)
    listed = await (await browser.get(unescape(address))).text()
    assert "城乡建设局 <small>2 件" in listed


async def test_answers_of_other_units_are_not_counted(browser, console):
    put(console, 1)
    await console.clerks.know(
        LAMP.changed(key="cold", owner="heating", valid_until="2026-11-20", ways=())
    )

    assert "供热管理办公室" not in await page(browser, console, BUILDERS)
    assert "供热管理办公室" in await page(browser, console, CENTRE)


async def test_who_opens_no_list_of_answers_sees_the_number_alone(browser, console):
    await console.clerks.know(LAMP.changed(key="old", valid_until="2026-11-20", ways=()))

    text = await page(browser, console, a_person(Role.AUDITOR, department=None, login="auditor"))

    assert '过期答案">1<' in text
    assert "/console/upkeep" not in text


async def test_somebody_sees_figures_of_their_own_units_alone(browser, console):
    """And nobody else's unit by name."""
    put(console, 1)
    put(console, 2, "heating")
    stuck = a_departments_parcel(department="heating", state=ParcelState.GIVEN_UP)
    console.office.store.write(Changes(parcels=[stuck]))

    text = await page(browser, console, BUILDERS)

    assert "城乡建设局" in text
    assert "供热管理办公室" not in text
    assert numbers(text)["/console/?tab=open"] == "1"


async def test_an_admin_sees_how_many_and_no_list(browser, console):
    """Who keeps accounts reads no citizen's words; how much waits where is none."""
    put(console, 1)

    text = await page(browser, console, ADMIN)

    assert '<th scope="row">城乡建设局</th>' in text
    assert numbers(text) == {}


async def test_who_only_writes_answers_sees_no_ticket_counted(browser, console):
    put(console, 1)

    text = await page(browser, console, EDITOR)

    assert "今天收到的消息" in text
    assert "未办结" not in text
    assert "没有送到" not in text


async def test_messages_are_counted_by_what_they_were_taken_for(browser, console):
    """In Chinese, the most frequent first; so is how they were answered."""
    inbox = console.office.store.inbox
    for n in range(4):
        await inbox.receive(a_message(key=f"m{n}", citizen=f"c{n}"), NOW)
    console.watch.counts.heard = {"complaint": 3, "faq": 9, "a_new_class": 1}

    text = await page(browser, console)

    assert text.index("问答") < text.index("投诉") < text.index("a_new_class")
    assert "<b>4</b> 今天收到的消息" in text
    assert "共 13 条由模型判断" in text


async def test_messages_of_the_last_minute_are_not_no_messages(browser, console):
    """What they were taken for is counted once a minute."""
    await console.office.store.inbox.receive(a_message(key="m1", citizen="c1"), NOW)

    text = await page(browser, console)

    assert "今天收到了 1 条" in text
    assert "今天还没有消息" not in text


async def test_what_did_not_arrive_is_told_by_unit_and_leads_to_its_log(browser, console):
    """A dead letter to a unit, and an answer that a citizen has not got."""
    put(console, 1)
    parcels = [
        a_departments_parcel(id="d1", department="heating", state=ParcelState.GIVEN_UP),
        a_departments_parcel(id="d2", department="gone", number=None),
        a_citizens_parcel(
            number="20261123-4821-01", state=ParcelState.UNCERTAIN, error="no answer in time"
        ),
    ]
    console.office.store.write(Changes(parcels=parcels))

    text = await page(browser, console)

    assert '<a href="/console/departments/heating">供热管理办公室</a>' in text
    assert '<a href="/console/departments/heating#log">1</a>' in text
    assert '<th scope="row">gone</th>' in text
    assert '<a href="/console/tickets/20261123-4821-01">' in text


async def test_health_of_everything_is_told_in_words(browser, console):
    """What is broken says what that means for citizens."""

    async def broken() -> Finding:
        raise ConnectionError

    console.watch.checks["redis"] = Check(broken)

    text = await page(browser, console)

    assert "服务照常，只是慢一点" in text
    assert '<dt>数据库</dt><dd><span class="badge good">正常</span></dd>' in text


async def test_an_account_that_may_not_send_is_shown_as_limited(browser, console):
    """Feature A16: answers are kept for the citizen's next message."""

    async def shut() -> Finding:
        return Finding(False, {"customer_service": 48001, "template": 45009})

    console.watch.checks["wechat"] = Check(shut)

    text = await page(browser, console, EDITOR)

    assert "受限模式" in text
    assert "微信的模板消息现在不能用（45009）" in text


async def test_a_week_unlike_the_release_is_told(browser, console):
    """As the worker's alarm would."""
    console.watch.reference = Release("m1", Counts({"complaint": 500, "faq": 500}, 900, 820, 10))
    week = Counts({"help": 900, "faq": 100}, 500, 300, 400)
    await console.watch.diary.add({(NOW.date(), "m1"): week})

    text = await page(browser, console)

    assert "诉求的构成变了" in text
    assert "没听懂的多了" in text


async def test_what_is_in_use_is_named(browser, console):
    """Model, knowledge base and dispatch catalogue, by their versions."""

    async def works() -> Finding:
        return Finding(True, {"model": "20261120-1"})

    console.watch.checks["dialogue"] = Check(works)

    text = await page(browser, console)

    assert "20261120-1" in text
    assert "还没有发布过" in text
    assert "<dd>test</dd>" in text


async def test_which_gateway_serves_which_release_is_told(browser, console):
    """Also one that cannot go over to the newest, and one that was never heard of again."""
    watch = console.watch
    now = watch.office.clock()
    first = await watch.library.seed({"domain.yml": b"x"})
    live = await watch.releases.publish(Released(first.id or 0, "m1", "li", NOW), None)
    for name, told, failing in (("a:1", live.id, None), ("b:1", None, live.id)):
        await watch.fleet.tell(Serving(name, told, "m1", now, now, failing))
    await watch.fleet.tell(Serving("gone:1", 1, "m0", now, now - 2 * LASTS))

    text = await page(browser, console)

    assert re.search(r"a:1</bdi></small>：第 1 次发布\s*<span class=\"badge good\">最新", text)
    failing = r"b:1</bdi></small>：启动时的模型\s*<span class=\"badge bad\">换不到第 1 次发布"
    assert re.search(failing, text)
    assert "gone:1" not in text
    watch.fleet.away = True
    assert "现在看不到（Redis 连不上）" in await page(browser, console)


async def test_addresses_that_do_not_open_are_counted_and_lead_to_their_answers(browser, console):
    """For who may not see answers it is a number."""
    dead = WebLink("https://a.example/x", NOW, 1, True, "404", NOW)
    assert "都打得开" in await page(browser, console, EDITOR)
    console.watch.links.known = {dead.url: dead}

    linked = '<a href="/console/faq?state=broken">1 个打不开</a>'
    assert linked in await page(browser, console, EDITOR)
    assert "<dd>1 个打不开</dd>" in await page(browser, console, CENTRE)


async def test_an_empty_house_says_so(browser, console):
    """And draws no chart of nothing."""
    text = await page(browser, console)

    for words in ("今天还没有消息", "没有在等的工单", "给各单位的通知都送到了"):
        assert words in text


@pytest.mark.parametrize("text", HOSTILE[:20])
async def test_hostile_names_are_shown_as_names(browser, console, text):
    """A class of the model, and what a delivery failed of, come from elsewhere."""
    console.watch.counts.heard = {text: 1}
    put(console, 1)
    bad = a_citizens_parcel(number="20261123-4821-01", state=ParcelState.GIVEN_UP, error=text)
    console.office.store.write(Changes(parcels=[replace(bad, id="p2")]))

    shown = await page(browser, console)

    assert unescape(shown).count(text) >= 2
    if "<" in text:
        assert text not in shown
