"""One ticket on a telephone: for whom the link was made, in the browser that opened it."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientResponse

from bot.domain.parcels import Attachment, AttachmentState
from bot.domain.people import Person, Role
from bot.domain.tickets import Event, State, Step, Type
from bot.services.ports.changes import Changes
from bot.web.console import cookies
from tests.builders import NOW, a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_browser, a_person, signed_in
from tests.web.console.office import later
from tests.web.console.test_sign_in import token_in

CLERK = a_person(Role.STAFF, department="construction", login="wang", name="王芳")
NUMBER = a_ticket().number
OTHER = "20261120-1111-11"
ENDED = "这个链接在这里打不开"


class Telephone:
    """A browser with no session, and a link that somebody got."""

    def __init__(self, browser: Client, link: str) -> None:
        self.browser, self.link, self.text = browser, link, ""

    async def looks(self, status: int = 200, end: str = "") -> str:
        return await self._heard(await self.browser.get(self.link + end), status)

    async def opens(self, status: int = 200) -> str:
        await self.looks()
        data = {"csrf": token_in(self.text)}
        return await self._heard(await self.browser.post(self.link, data=data), status)

    async def sends(self, step: str, status: int = 200, **fields: str) -> str:
        """As from the page that is open."""
        data = {"csrf": token_in(self.text), "seen": self.hidden("seen"), **fields}
        data.setdefault("call", self.hidden("call"))
        return await self._heard(await self.browser.post(f"{self.link}/{step}", data=data), status)

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found[1] if found else ""

    async def _heard(self, response: ClientResponse, status: int) -> str:
        self.text = await response.text()
        assert response.status == status, self.text
        return self.text


@pytest.fixture
def console() -> ConsoleHouse:
    made = ConsoleHouse()
    made.people.knows(CLERK)
    made.office.put(a_ticket())
    return made


@pytest.fixture
async def telephone(console: ConsoleHouse, browser: Client) -> Telephone:
    return Telephone(browser, await a_link(console))


@pytest.fixture
async def elsewhere(console: ConsoleHouse, telephone: Telephone) -> AsyncIterator[Telephone]:
    """Somebody to whom the link was forwarded."""
    async with a_browser(console.app()) as other:
        yield Telephone(other, telephone.link)


async def a_link(console: ConsoleHouse, person: Person = CLERK, number: str = NUMBER) -> str:
    return f"/console/one/{await console.links.make(person, number)}"


async def ticket_in(console: ConsoleHouse):
    return await console.office.ticket(NUMBER)


# --- as it is meant ---


async def test_a_clerk_gets_a_link_and_a_code_for_the_ticket_that_is_open(
    browser: Client, console: ConsoleHouse
):
    headers = signed_in(browser, console.signing_in.seat(CLERK))
    page = await (await browser.get(f"/console/tickets/{NUMBER}")).text()
    made = await browser.post(f"/console/tickets/{NUMBER}/phone", headers=headers)

    text = await made.text()
    assert "用手机办这一件" in page
    assert "<svg" in text
    link = re.search(rf"{console.own_url}(/console/one/[\w-]+)", html.unescape(text))
    assert link
    assert made.headers["Cache-Control"] == "no-store"
    assert [(one.what, one.subject) for one in console.audit.lines[-1:]] == [
        ("ticket_link_made", NUMBER)
    ]
    browser.session.cookie_jar.clear()
    assert "路灯坏了" in await Telephone(browser, link[1]).opens()


async def test_who_only_watches_gets_no_link(browser: Client, console: ConsoleHouse):
    auditor = a_person(Role.AUDITOR, department=None, login="auditor")
    headers = signed_in(browser, console.signing_in.seat(auditor))

    response = await browser.post(f"/console/tickets/{NUMBER}/phone", headers=headers)

    assert response.status == 403
    assert console.kept.kept == {}


async def test_to_fetch_the_link_opens_nothing(telephone: Telephone, elsewhere: Telephone):
    """Chats look at what is sent through them."""
    for _ in range(3):
        assert "路灯" not in await elsewhere.looks()

    assert "路灯坏了" in await telephone.opens()


async def test_a_matter_is_handled_from_first_to_last(telephone: Telephone, console: ConsoleHouse):
    await telephone.opens()
    assert "已签收。" in await telephone.sends("acknowledge")
    assert "已联系维修队" in await telephone.sends("note", text="已联系维修队")
    assert "等市民回复" in await telephone.sends("ask", text="哪一盏灯？")
    await telephone.sends("preview", text="修好了，请放心。", outcome="resolved")
    assert "市民会看到" in telephone.text
    text = await telephone.sends("answer", text="修好了，请放心。", outcome="resolved")

    assert "答复已发出" in text
    ticket = await ticket_in(console)
    assert ticket.state is State.REPLIED
    assert ticket.last.data["by"] == {"id": CLERK.id, "name": CLERK.name}


async def test_words_that_do_not_get_through_come_back(telephone: Telephone, console: ConsoleHouse):
    await telephone.opens()
    await telephone.sends("answer", 422, text="写了<半天>")
    assert "写了&lt;半天&gt;</textarea>" in telephone.text
    before = await ticket_in(console)
    said = {"text": "又坏了两盏"}
    moved = before.after(Event(Step.SUPPLEMENTED, later(before), "citizen", said))
    console.office.happens(before, moved)
    await telephone.sends("answer", 409, text="写了半天", outcome="resolved", seen="2")
    assert "又坏了两盏" in telephone.text
    assert f"{telephone.link}/draft" not in telephone.text


async def test_a_picture_of_the_citizen_is_seen(telephone: Telephone, console: ConsoleHouse):
    picture = Attachment(
        "a1", "c1", "image", "m", NOW, NUMBER, AttachmentState.KEPT, path="aa/1.jpg"
    )
    console.office.store.write(Changes(attachments=[picture]))
    console.office.vault.files["aa/1.jpg"] = b"a picture"

    await telephone.opens()

    address = f"{telephone.link}/files/{picture.id}"
    assert address in telephone.text
    assert await (await telephone.browser.get(address)).read() == b"a picture"


async def test_several_links_live_in_one_telephone(telephone: Telephone, console: ConsoleHouse):
    console.office.put(a_ticket(number=OTHER, citizen="c2", title="井盖丢了"))
    second = Telephone(telephone.browser, await a_link(console, number=OTHER))
    await telephone.opens()
    await second.opens()

    assert NUMBER in await telephone.looks()
    assert OTHER in await second.looks()


async def test_nothing_else_of_the_console_is_there(telephone: Telephone, console: ConsoleHouse):
    """No way out of the page, no similar ticket, no telephone number, no button to see one."""
    like = a_ticket(number=OTHER, citizen="c2")
    console.office.put(like)
    before = await ticket_in(console)
    told = {"text": "我的电话13800138000"}
    together = Event(Step.GATHERED, later(before, 2), "system", {"number": OTHER})
    moved = before.after(Event(Step.SUPPLEMENTED, later(before), "citizen", told)).after(together)
    console.office.happens(before, moved)

    text = await telephone.opens()

    addresses = set(re.findall(r'(?:href|action|src|formaction)="(/[^"]*)"', text))
    inside = (telephone.link, "/console/static/")
    assert [one for one in addresses if not one.startswith(inside)] == []
    assert OTHER not in text
    assert "138****8000" in text
    assert "13800138000" not in text
    assert not re.search("/(reveal|transfer|return|merge|part|again|draft|phone|news)", text)


async def test_to_read_a_confidential_case_is_noted(console: ConsoleHouse, browser: Client):
    number = "20261123-7777-77"
    console.office.put(a_ticket(number=number, citizen="c3", type=Type.REPORT))

    await Telephone(browser, await a_link(console, number=number)).opens()

    noted = [(one.who, one.what, one.subject) for one in console.audit.lines]
    assert noted == [
        (CLERK.id, "ticket_link_made", number),
        (CLERK.id, "link_opened", number),
        (CLERK.id, "case_read", number),
    ]


# --- as it is not meant ---


async def test_forwarded_it_opens_nothing_in_clear_words(
    telephone: Telephone, elsewhere: Telephone, console: ConsoleHouse
):
    """Neither by being opened again, nor by a step; and the audit tells of it."""
    await elsewhere.looks()
    button = elsewhere.text
    await telephone.opens()

    await elsewhere.looks(403)
    assert ENDED in elsewhere.text
    assert "已经在另一台手机" in elsewhere.text
    assert NUMBER not in elsewhere.text
    data = {"csrf": token_in(button), "text": "假的", "outcome": "resolved", "seen": "2"}
    for end in ("", "/acknowledge", "/note", "/ask", "/answer", "/preview"):
        response = await elsewhere.browser.post(telephone.link + end, data=data)
        assert (response.status, ENDED in await response.text()) == (403, True)

    assert len((await ticket_in(console)).log) == 2
    assert [one.what for one in console.audit.lines].count("link_refused") == 7


async def test_a_step_before_it_was_opened_is_refused(telephone: Telephone, console: ConsoleHouse):
    """The way in is the button alone."""
    await telephone.looks()

    await telephone.sends("answer", 403, text="假的", outcome="resolved")

    assert len((await ticket_in(console)).log) == 2


async def test_a_cookie_that_was_planted_does_not_hold_the_link(
    telephone: Telephone, elsewhere: Telephone
):
    """Whoever put a word of their own into this browser does not get in by it afterwards."""
    name = cookies.of_link(telephone.link.rpartition("/")[2])
    for one in (telephone, elsewhere):
        jar = one.browser.session.cookie_jar
        jar.update_cookies({name: "planted"}, one.browser.make_url("/"))

    await telephone.opens()

    assert ENDED in await elsewhere.looks(403)


async def test_somebody_elses_session_in_this_browser_changes_nothing(
    telephone: Telephone, console: ConsoleHouse
):
    """What is done here is done by whom the link was made for."""
    chief = a_person(Role.SUPERVISOR, department="service_center", login="chief")
    signed_in(telephone.browser, console.signing_in.seat(chief))

    await telephone.opens()
    await telephone.sends("note", text="已联系")

    assert (await ticket_in(console)).last.data["by"]["id"] == CLERK.id
    assert 'href="/console/me"' not in telephone.text


async def test_the_number_of_another_ticket_is_not_listened_to(
    telephone: Telephone, console: ConsoleHouse
):
    """Wherever somebody writes it: the link alone says which ticket it is."""
    other = console.office.put(a_ticket(number=OTHER, citizen="c2"))
    await telephone.opens()

    await telephone.sends("note", text="已联系", number=OTHER, numbers=OTHER)
    for end in ("/merge", "/part", "/again", "/draft", "/reveal", "/transfer", "/return"):
        await telephone.browser.post(telephone.link + end, data={"number": OTHER})
    for path in (f"/console/tickets/{OTHER}", f"/console/tickets/{NUMBER}", "/console/"):
        response = await telephone.browser.get(path, allow_redirects=False)
        assert response.headers["Location"].startswith("/console/sign-in")

    assert (await console.office.ticket(OTHER)).log == other.log
    assert (await ticket_in(console)).last.step is Step.NOTED


async def test_a_form_that_is_sent_twice_counts_once(telephone: Telephone, console: ConsoleHouse):
    await telephone.opens()

    for _ in range(2):
        await telephone.sends("note", text="已联系", call="web_1", seen="2")

    assert [one.step for one in (await ticket_in(console)).log].count(Step.NOTED) == 1


async def test_a_change_that_another_page_asks_for_is_refused(
    telephone: Telephone, console: ConsoleHouse
):
    await telephone.opens()
    page = telephone.text

    await telephone.sends("note", 403, text="假的", csrf="x")
    telephone.text = page
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"csrf": token_in(page), "text": "假的"}
    response = await telephone.browser.post(f"{telephone.link}/note", data=data, headers=headers)

    assert response.status == 403
    assert len((await ticket_in(console)).log) == 2


@pytest.mark.parametrize("opened", [True, False], ids=["opened", "not opened"])
async def test_after_a_day_it_is_over(telephone: Telephone, console: ConsoleHouse, opened: bool):
    await (telephone.opens() if opened else telephone.looks())
    page = telephone.text
    console.office.clock.now += timedelta(hours=24)

    assert ENDED in await telephone.looks(403)
    telephone.text = page
    await telephone.sends("answer", 403, text="晚了", outcome="resolved")
    assert (await ticket_in(console)).state is State.DISPATCHED


@pytest.mark.parametrize(
    "change", [{"disabled": True}, {"department": "heating"}, {"roles": frozenset()}]
)
async def test_who_may_not_handle_it_any_more_is_refused_at_the_next_step(
    telephone: Telephone, console: ConsoleHouse, change
):
    await telephone.opens()
    console.people.knows(replace(CLERK, **change))

    await telephone.sends("answer", 403, text="还想答", outcome="resolved")

    assert ENDED in telephone.text
    assert (await ticket_in(console)).state is State.DISPATCHED


async def test_a_ticket_that_went_elsewhere_is_gone_from_the_telephone(
    telephone: Telephone, console: ConsoleHouse
):
    await telephone.opens()
    before = await ticket_in(console)
    data = {"department": "heating", "reason": "供暖"}
    moved = before.after(Event(Step.TRANSFERRED, later(before), "construction", data))
    console.office.happens(before, moved)

    assert ENDED in await telephone.looks(403)


async def test_a_link_that_never_was_says_nothing(telephone: Telephone):
    telephone.link = "/console/one/" + "x" * 43

    assert ENDED in await telephone.looks(403)
