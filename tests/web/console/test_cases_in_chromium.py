"""The staff's pages in a real browser: a clerk's day, and citizens who mean harm."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.async_api import Page, expect

from bot.domain.knowledge import Entry
from bot.domain.parcels import ParcelState
from bot.domain.people import Person, Role
from bot.domain.tickets import Event, Step, Ticket
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_citizens_parcel, a_ticket
from tests.web.console.chromium import (
    DESKTOP,
    IN_CHROMIUM,
    LONG_MS,
    PHONE,
    Window,
    fits,
)
from tests.web.console.hostile import HOSTILE
from tests.web.console.hostile_case import (
    ALL_OF_THEM,
    SHOWN,
    TURNS,
    hostile_ticket,
    nothing_of_theirs_is_markup,
    talked,
)
from tests.web.console.house import PASSWORD, ConsoleHouse, a_person
from tests.web.console.office import Office

pytestmark = IN_CHROMIUM
expect.set_options(timeout=LONG_MS)
CLERK = a_person(Role.STAFF, department="construction", login="wang", name="王芳")
CHIEF = a_person(Role.SUPERVISOR, department="construction", login="li", name="李强")
TICKET = a_ticket()
HERE = f"/console/tickets/{TICKET.number}"


@pytest.fixture
def console() -> ConsoleHouse:
    made = ConsoleHouse()
    made.office.tick_s = 0.05
    made.signing_in.knows(CLERK, CHIEF)
    return made


@pytest.fixture
def office(console: ConsoleHouse) -> Office:
    return console.office


async def at(window: Window, path: str, who: Person = CLERK, **how) -> Page:
    """This page, for somebody who has just signed in."""
    page = await window.open(path, **how)
    await sign_in(page, who)
    return page


async def sign_in(page: Page, who: Person) -> None:
    """By the form that is open, to where one wanted to go."""
    await page.fill("[name=login]", who.login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('登录')")
    await expect(page.locator("#list, #case")).to_be_attached()


# --- a clerk's day ---


async def test_a_list_is_walked_by_keys(window: Window, office: Office):
    for last in range(3):
        office.put(a_ticket(number=f"20261123-0000-0{last}", title=f"事{last}"))
    page = await at(window, "/console/")

    for key in ("j", "j", "k", "j"):
        await page.keyboard.press(key)
    await expect(page.locator(":focus")).to_contain_text("事1")
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()
    await page.keyboard.press("?")
    await page.keyboard.press("/")
    await page.keyboard.type("jk?/")
    await expect(page.locator("[name=q]")).to_have_value("jk?/")
    await page.keyboard.press("Escape")
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")

    await expect(page.locator("h1")).to_contain_text("事2")


async def test_a_new_ticket_is_announced_and_the_list_does_not_move(window: Window, office: Office):
    office.put(TICKET)
    page = await at(window, "/console/")
    box = await page.locator("tr[data-number]").bounding_box()
    office.put(moved_later(a_ticket(number="20261123-0000-01", title="新来的")))

    await expect(page.locator("#news a")).to_have_text("有 1 件新来或有变化的工单，点此刷新")
    await expect(page.locator("tr[data-number]")).to_have_count(1)
    assert await page.locator("tr[data-number]").bounding_box() == box
    await page.click("#news a")

    await expect(page.locator("tr[data-number]")).to_have_count(2)
    await expect(page.locator("#news a")).to_be_hidden()


async def test_what_a_citizen_adds_appears_at_once_and_nothing_written_is_lost(
    window: Window, office: Office
):
    office.put(TICKET)
    page = await at(window, HERE)
    await page.fill("#answer textarea", "您好，已派人")
    box = await page.locator("#answer").bounding_box()
    supplemented(office, "又坏了两盏")

    await expect(page.locator("#news")).to_contain_text("又坏了两盏")
    assert await page.locator("#answer").bounding_box() == box
    await expect(page.locator("#answer textarea")).to_have_value("您好，已派人")
    await page.check("[value=resolved]")
    await page.click("text=发出答复")
    await page.wait_for_load_state()  # the page leads the eye to what is wrong: then it rests
    await expect(page.locator("[role=alert].moved")).to_contain_text("又坏了两盏")
    await expect(page.locator("#answer textarea")).to_have_value("您好，已派人")
    await page.click("text=看过了，仍然提交")

    await expect(page.locator("#told")).to_contain_text("答复已发出")
    assert (await office.ticket(TICKET.number)).last.step is Step.REPLIED


async def test_who_has_read_the_news_may_send_without_being_asked_again(
    window: Window, office: Office
):
    office.put(TICKET)
    page = await at(window, HERE)
    supplemented(office, "又坏了两盏")

    await page.click("text=看到了，继续办")
    await expect(page.locator("#timeline")).to_contain_text("又坏了两盏")
    await page.fill("#answer textarea", "修好了")
    await page.check("[value=resolved]")
    await page.click("text=发出答复")

    await expect(page.locator("#told")).to_contain_text("答复已发出")


async def test_words_survive_a_page_that_was_left_and_go_once_they_are_sent(
    window: Window, office: Office
):
    office.put(TICKET)
    page = await at(window, HERE)
    await page.click("text=写办理记录")
    await page.fill("#note textarea", "已联系维修队")

    await page.reload()
    await expect(page.locator("#note textarea")).to_have_value("已联系维修队")
    await page.click("text=保存记录")

    await expect(page.locator("#timeline")).to_contain_text("已联系维修队")
    await expect(page.locator("#note textarea")).to_have_value("")


async def test_who_signs_in_next_at_the_same_computer_finds_nobodys_words(
    window: Window, office: Office
):
    office.put(TICKET)
    page = await at(window, HERE)
    await page.fill("#answer textarea", "王芳写了一半")
    await page.click("text=退出")

    await page.goto(window.root + HERE)
    await sign_in(page, CHIEF)

    await expect(page.locator("#answer textarea")).to_have_value("")
    assert "王芳" not in await page.evaluate("JSON.stringify({...sessionStorage})")


async def test_an_at_offers_colleagues_and_the_keys_choose_one(
    window: Window, console: ConsoleHouse
):
    """As in every chat: type the sign, choose the name, go on writing."""
    console.people.knows(CHIEF)
    console.office.put(TICKET)
    page = await at(window, HERE)
    await page.get_by_text("写办理记录").click()
    words = page.locator("#note textarea")

    await words.press_sequentially("请 @")
    await expect(page.get_by_role("option", name=CHIEF.name)).to_have_count(2)
    await words.press("Enter")
    await words.press_sequentially("看一下")

    await expect(words).to_have_value(f"请 @{CHIEF.name} 看一下")
    await expect(page.locator(".offered")).to_be_hidden()
    await page.get_by_role("button", name="保存记录").click()
    await expect(page.locator("#timeline")).to_contain_text(f"提到 {CHIEF.name}")


async def test_two_people_see_each_other_come_and_go(window: Window, office: Office):
    office.put(TICKET)
    first = await at(window, HERE)
    second = await at(window, HERE, CHIEF)

    await expect(second.locator("#others")).to_contain_text("王芳")
    await expect(first.locator("#others")).to_contain_text("李强")
    await second.close()

    await expect(first.locator("#others")).to_be_hidden()


async def test_a_hidden_page_holds_no_connection(window: Window, office: Office):
    """Browsers keep six to one house: ten open tickets would leave none for the next click."""
    office.put(TICKET)
    page = await at(window, HERE)
    await page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    supplemented(office, "又坏了两盏")
    await page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    await expect(page.locator("#news")).to_contain_text("又坏了两盏")


async def test_when_the_session_ends_an_open_page_says_so(
    window: Window, office: Office, console: ConsoleHouse
):
    office.put(TICKET)
    page = await at(window, HERE)
    await page.fill("#answer textarea", "写了一半")

    console.signing_in.sessions.clear()

    await expect(page.locator("#news")).to_contain_text("登录已到期")
    await expect(page.locator("#answer textarea")).to_have_value("写了一半")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "telephone"])
async def test_both_pages_fit_also_with_many_and_with_long_words(
    window: Window, office: Office, size
):
    for last in range(60):
        long = "长" * 200 if last % 2 else "w" * 200
        office.put(a_ticket(number=f"20261123-0000-{last:02}", title=long, content=long))
    office.put(a_ticket(content=ALL_OF_THEM))

    page = await at(window, "/console/", size=size)
    listed = await fits(page)
    last = await page.eval_on_selector("[name=mentioned]", "e => e.getBoundingClientRect().right")
    await page.goto(window.root + HERE)

    assert listed
    assert last < size["width"]  # no condition lies beside the page
    assert await fits(page)


# --- citizens who mean harm ---


async def test_a_list_of_hostile_words_shows_them_as_words(window: Window, office: Office):
    for number, text in enumerate(HOSTILE):
        name = f"20261123-0000-{number:02}"
        office.put(a_ticket(number=name, title=text, content=text))
    page = await at(window, "/console/?tab=all")

    shown = await page.locator("table bdi").all_text_contents()
    await page.click("text=下一页")
    await expect(page.locator("nav.pages")).to_contain_text("第 2 / 2 页")
    shown += await page.locator("table bdi").all_text_contents()

    await nothing_of_theirs_is_markup(page)
    wanted = [TURNS.sub("", text)[:20] for text in HOSTILE]
    assert [text for text in wanted if not any(text in one for one in shown)] == []


async def test_a_ticket_of_hostile_words_shows_them_as_words(window: Window, office: Office):
    office.put(hostile_ticket())
    office.put(a_ticket(number="20261123-0000-01", title=ALL_OF_THEM, content=ALL_OF_THEM))
    entry = ("faq1", *[ALL_OF_THEM] * 3, "construction", date(2026, 1, 1), date(2030, 1, 1))
    office.knowledge.entries["faq1"] = Entry(*entry, url=ALL_OF_THEM)
    stuck = {"number": TICKET.number, "state": ParcelState.GIVEN_UP, "error": ALL_OF_THEM}
    office.store.write(Changes(parcels=[a_citizens_parcel(**stuck)]))
    office.store.casebook.talk_before = talked  # type: ignore[method-assign]
    await office.presence.look_in(TICKET.number, "p9", ALL_OF_THEM)
    page = await at(window, HERE)
    for summary in await page.locator("summary").all():
        await summary.click()

    await nothing_of_theirs_is_markup(page)
    said = await page.locator(".said").all_text_contents()
    assert said.count(SHOWN) >= 5
    await page.click("text=填入答复")
    assert (await page.locator("#answer textarea").input_value()).startswith(ALL_OF_THEM[:500])
    await page.check("[value=explained]")
    await page.click("text=先看市民看到的样子")
    await expect(page.locator(".preview .said")).to_contain_text("</textarea><script>")
    await nothing_of_theirs_is_markup(page)
    supplemented(office, ALL_OF_THEM, hostile_ticket())
    await expect(page.locator("#news .said")).to_contain_text("</textarea><script>")
    await nothing_of_theirs_is_markup(page)


def supplemented(office: Office, text: str, ticket: Ticket = TICKET) -> None:
    """The citizen adds something, some minutes from now."""
    at = office.clock.now + timedelta(minutes=6)
    office.happens(ticket, ticket.after(Event(Step.SUPPLEMENTED, at, "citizen", {"text": text})))


def moved_later(ticket: Ticket) -> Ticket:
    """The same ticket, dispatched some minutes from now."""
    last = replace(ticket.last, at=NOW + timedelta(minutes=6))
    return replace(ticket, log=(*ticket.log[:-1], last))


# --- one ticket on a telephone ---


async def test_a_clerk_takes_one_ticket_to_the_telephone_and_answers_it_there(
    window: Window, office: Office, console: ConsoleHouse
):
    """By the link of the page, in a browser where nobody is signed in."""
    long = "长" * 200 + "w" * 200
    office.put(a_ticket(content=f"{long}，打13800138000"))
    console.people.knows(CLERK)
    page = await at(window, HERE)
    await page.click("text=用手机办这一件")
    await expect(page.locator(".qr svg")).to_be_visible()
    link = await page.locator(".secret").inner_text()

    telephone = await window.open(link.removeprefix(window.root), size=PHONE)
    closed = await fits(telephone)
    await telephone.click("text=打开工单")
    await expect(telephone.locator("#said ~ .said")).to_contain_text("138****8000")
    opened = await fits(telephone)
    await telephone.click("text=去办理")
    await telephone.click("button:has-text('签收')")
    await telephone.fill("#answer textarea", "您好，修好了")
    await telephone.check("[value=resolved]")
    await telephone.click("text=先看市民看到的样子")
    await expect(telephone.locator(".preview .said")).to_contain_text("办理结果：已解决")
    await telephone.click("text=没问题，发出")

    await expect(telephone.locator("#told")).to_contain_text("答复已发出")
    assert closed
    assert opened
    assert await fits(telephone)
    assert (await office.ticket(TICKET.number)).last.step is Step.REPLIED
    forwarded = await window.open(link.removeprefix(window.root), size=PHONE)
    await expect(forwarded.locator("h1")).to_have_text("这个链接在这里打不开")
