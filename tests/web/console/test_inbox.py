"""The list of tickets."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.domain.people import Role
from bot.domain.tickets import Event, Step, Ticket, Type, replay
from bot.services.ports.lists import Order
from bot.web.console.filters import OPEN_TAB, SPANS, TABS, TODAY, Filter
from tests.builders import NOW, a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")
CENTRE = a_person(Role.SUPERVISOR, department="service_center", login="centre")


def number(last: int) -> str:
    return f"20261123-4821-{last:02}"


def due(ticket: Ticket, days: int) -> Ticket:
    """The same ticket with another deadline."""
    from dataclasses import replace

    first = ticket.log[0]
    data = {**first.data, "due_at": (NOW + timedelta(days=days)).isoformat()}
    return replace(
        ticket,
        due_at=NOW + timedelta(days=days),
        log=(Event(first.step, first.at, first.actor, data), *ticket.log[1:]),
    )


async def page(browser: Client, console: ConsoleHouse, address: str = "/console/", who=CLERK):
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(address)
    assert response.status == 200
    return await response.text()


async def test_what_is_due_first_stands_on_top_with_its_deadline_in_words(browser, console):
    for last, days in ((1, 9), (2, -3), (3, 0), (4, 2)):
        console.office.put(due(a_ticket(number=number(last), title=f"事{last}"), days))

    text = await page(browser, console)

    found = sorted((text.index(f"<bdi>事{last}</bdi>"), last) for last in (1, 2, 3, 4))
    assert [last for _, last in found] == [2, 3, 4, 1]
    for words in ("超期 3 天", "今天到期", "还剩 2 天", "还剩 9 天"):
        assert words in text


async def test_a_clerk_sees_their_units_tickets_and_no_others(browser, console):
    console.office.put(a_ticket(number=number(1), title="我们的"))
    away = {"department": "heating", "reason": "供暖"}
    ticket = a_ticket(number=number(2), title="别家的")
    console.office.put(ticket.after(Event(Step.TRANSFERRED, NOW, "construction", away)))

    clerk = await page(browser, console)
    centre = await page(browser, console, who=CENTRE)

    assert ("我们的" in clerk, "别家的" in clerk, "供热管理办公室" in clerk) == (True, False, False)
    assert ("我们的" in centre, "别家的" in centre, "供热管理办公室" in centre) == (
        True,
        True,
        True,
    )


async def test_an_unread_ticket_is_bold_until_it_was_opened(browser, console):
    console.office.put(a_ticket())

    before = await page(browser, console)
    await browser.get(f"/console/tickets/{a_ticket().number}")
    after = await page(browser, console)

    assert ('<tr class="unread"' in before, '<tr class="unread"' in after) == (True, False)


async def test_personal_data_is_hidden_in_the_list(browser, console):
    console.office.put(a_ticket(title="找13800138000", content="电话13800138000路灯坏了"))

    text = await page(browser, console)

    assert "13800138000" not in text
    assert "138****8000" in text


@pytest.mark.parametrize("asked", ["路灯", "路燈"])
async def test_what_was_looked_for_is_marked_in_title_and_words(browser, console, asked: str):
    """However it is written here or there; nothing is marked where nothing is looked for."""
    console.office.put(a_ticket(title="路燈壞了", content="人民路的路灯坏了"))

    text = await page(browser, console, f"/console/?q={asked}")

    assert "<mark>路燈</mark>壞了" in text
    assert "人民路的<mark>路灯</mark>坏了" in text
    assert "<mark>" not in await page(browser, console)


async def test_a_word_far_into_the_text_is_shown_with_what_stands_around_it(browser, console):
    """Or nobody knew why the ticket was found; half a number is not shown either."""
    content = f"{'前面说了很多别的话。' * 8}电话13800138000，后来井盖不见了，{'再说一些。' * 20}"
    console.office.put(a_ticket(content=content))

    text = await page(browser, console, "/console/?q=井盖")

    assert "<mark>井盖</mark>不见了" in text
    assert "13800138000" not in text


async def test_a_sentence_that_is_longer_than_an_excerpt_leaves_no_empty_line(browser, console):
    """Who looks for a whole sentence of the letter reads how it goes."""
    sentence = (
        "门口那盏路灯从上个星期三晚上开始就一直不亮来来往往的老人和孩子"
        "都看不清脚下的台阶已经有两位老人家摔倒过了希望尽快派人来修"
    )
    console.office.put(a_ticket(title="路灯", content=f"您好{sentence}{'再说一些。' * 20}"))

    text = await page(browser, console, f"/console/?{urlencode({'q': sentence})}")

    assert f"您好{sentence[:20]}" in text


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>路灯", '路灯<mark>"><img src=x>'])
async def test_hostile_words_are_marked_as_words(browser, console, evil: str):
    """In what a citizen wrote, and in what was looked for."""
    console.office.put(a_ticket(title=evil, content=evil))

    for asked in ("路灯", evil):
        text = await page(browser, console, f"/console/?{urlencode({'q': asked})}")
        assert "<mark>" in text
        assert "<script>alert" not in text.replace("&lt;script&gt;", "")
        assert "<img" not in text


async def test_a_confidential_case_says_so_and_shows_no_digit(browser, console):
    console.office.put(a_ticket(type=Type.REPORT, content="电话13800138000，他收钱"))

    text = await page(browser, console)

    assert "保密" in text
    assert "8000" not in text


async def test_what_is_asked_for_stays_in_the_form_and_in_every_link(browser, console):
    for last in range(60):
        console.office.put(a_ticket(number=number(last), title=f"路灯{last}"))

    text = await page(browser, console, "/console/?q=路灯&type=complaint&page=2")

    assert 'value="路灯"' in text
    assert '<option value="complaint" selected>' in text
    assert "第 2 / 2 页" in text
    assert 'rel="prev" href="/console/?q=%E8%B7%AF%E7%81%AF&amp;type=complaint"' in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/console/", "都办完了"),
        ("/console/?tab=answered", "“已答复”里现在没有工单"),
        ("/console/?q=没有的词", "没有符合这些条件的工单"),
        ("/console/?page=9", "这一页没有工单了"),
    ],
)
async def test_an_empty_list_says_why_in_words(browser, console, address, words):
    assert words in await page(browser, console, address)


async def test_words_found_in_another_heap_are_pointed_to(browser, console):
    console.office.put(a_ticket(Step.DISPATCHED, Step.WITHDRAWN, title="水管爆了"))

    text = await page(browser, console, "/console/?q=水管")

    assert "其他状态里有 1 件" in text
    assert "tab=all" in text


def test_an_address_that_makes_no_sense_asks_for_the_usual():
    said = {"tab": "x", "type": "x", "order": "x", "page": "²", "overdue": "yes"}

    assert Filter.read(said) == Filter()


def test_an_address_and_what_it_asks_for_are_the_same():
    what = {"tab": TABS[3], "words": "路 灯&=?", "kind": Type.HELP, "unit": "heating"}
    asked = Filter(**what, overdue=True, unread=True, order=Order.NEWEST, page=3)
    _, _, said = asked.address(page=3).partition("?")

    from urllib.parse import parse_qsl

    assert Filter.read(dict(parse_qsl(said))) == asked


async def test_tickets_of_one_age_are_listed_and_the_age_can_be_taken_away(browser, console):
    for last, days in ((1, 0), (2, 5), (3, 40)):
        opened = a_ticket(number=number(last), title=f"事{last}")
        first = opened.log[0]
        log = (Event(first.step, NOW - timedelta(days=days), first.actor, first.data),)
        console.office.put(replay(opened.number, log + opened.log[1:]))

    text = await page(browser, console, Filter(tab=OPEN_TAB, age=SPANS[2]).address())
    today = await page(browser, console, Filter(tab=OPEN_TAB, age=TODAY).address())
    long_ago = await page(browser, console, Filter(tab=OPEN_TAB, age=SPANS[-1]).address())

    assert [f"<bdi>事{last}</bdi>" in text for last in (1, 2, 3)] == [False, True, False]
    assert [f"<bdi>事{last}</bdi>" in today for last in (1, 2, 3)] == [True, False, False]
    assert [f"<bdi>事{last}</bdi>" in long_ago for last in (1, 2, 3)] == [False, False, True]
    assert '<input type="checkbox" name="age" value="7" checked> 3–7 天' in text
    assert "未办结 <b>1</b>" in text


def test_the_ages_leave_no_ticket_out_and_take_none_twice():
    for days in (0, 0.5, 1, 2.9, 3, 7, 14, 15, 400):
        opened = NOW - timedelta(days=days)
        spans = [one.span(NOW) for one in SPANS]
        hit = [(not a or opened >= a) and (not b or opened < b) for a, b in spans]
        assert sum(hit) == 1, days


def test_every_state_is_in_some_heap_a_clerk_can_open():
    from bot.domain.tickets import State

    shown = set().union(*(tab.states for tab in TABS[:-1]))

    assert shown == set(State)
