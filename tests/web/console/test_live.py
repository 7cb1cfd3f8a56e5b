"""An open page hears what moves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.domain.people import Person, Role
from bot.domain.tickets import Event, Step
from bot.web.console.cookies import SESSION
from bot.web.console.moves import MOST_OF_ONE
from tests.builders import a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_browser, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")
HEATING = a_person(Role.STAFF, department="heating", login="heating")
TICKET = a_ticket()
ENOUGH_S = 30


@pytest.fixture
def console() -> ConsoleHouse:
    made = ConsoleHouse()
    made.office.tick_s = 0.05
    made.office.put(TICKET)
    return made


@asynccontextmanager
async def listening(
    browser: Client, console: ConsoleHouse, who: Person = CLERK, **more: str
) -> AsyncIterator["Ear"]:
    """A page of theirs that is open."""
    session = console.signing_in.seat(who)
    signed_in(browser, session)
    said = {"since": (console.office.clock.now + timedelta(minutes=5)).isoformat(), **more}
    asked = "&".join(f"{name}={quote(value)}" for name, value in said.items())
    async with browser.get(f"/console/live?{asked}") as response:
        yield Ear(response, session.id)


class Ear:
    def __init__(self, response: Any, session: str) -> None:
        self.response, self.session = response, session

    async def hears(self, name: str) -> Any:
        """What the next event of this name says; None if the connection ends before."""
        async with asyncio.timeout(ENOUGH_S):
            at_hand = ""
            async for line in self.response.content:
                word, _, said = line.decode().strip().partition(": ")
                if word == "event":
                    at_hand = said
                if word == "data" and at_hand == name:
                    return json.loads(said)
        return None


def something_happens(console: ConsoleHouse) -> None:
    at = console.office.clock.now + timedelta(minutes=6)
    event = Event(Step.SUPPLEMENTED, at, "citizen", {"text": "又坏了"})
    console.office.happens(TICKET, TICKET.after(event))


async def test_a_page_hears_what_moved_in_its_readers_units(browser, console):
    async with listening(browser, console) as page:
        something_happens(console)

        news = await page.hears("moved")

    assert page.response.headers["Content-Type"].startswith("text/event-stream")
    assert list(news["moved"]) == [TICKET.number]
    assert not news["stale"]


async def test_another_units_tickets_are_never_named(console):
    async with (
        a_browser(console.app()) as theirs,
        listening(theirs, console, HEATING) as page,
        a_browser(console.app()) as ours,
        listening(ours, console) as clerk,
    ):
        something_happens(console)
        assert await clerk.hears("moved")
        del console.signing_in.sessions[page.session]

        assert await page.hears("moved") is None


async def test_a_page_of_a_ticket_out_of_sight_hears_nothing_at_all(browser, console):
    async with listening(browser, console, HEATING, number=TICKET.number) as page:
        assert page.response.status == 404


async def test_with_the_session_the_news_end(browser, console):
    async with listening(browser, console) as page:
        del console.signing_in.sessions[page.session]

        assert await page.hears("over") == {}
        assert (await page.response.content.read()).strip() == b""


async def test_who_loses_the_right_hears_no_more(browser, console):
    async with listening(browser, console) as page:
        kept = console.signing_in.sessions[page.session]
        without = replace(CLERK, roles=frozenset({Role.EDITOR}))
        console.signing_in.sessions[page.session] = replace(kept, person=without)

        assert await page.hears("over") == {}


async def test_two_who_have_one_ticket_open_hear_of_each_other(browser, console):
    async with listening(browser, console, number=TICKET.number) as page:
        await console.office.presence.look_in(TICKET.number, "p2", "李强")

        assert await page.hears("others") == ["李强"]


async def test_who_closes_the_page_is_gone(console):
    async with (
        a_browser(console.app()) as browser,
        listening(browser, console, number=TICKET.number) as page,
    ):
        await page.response.content.readuntil(b":\n\n")

    assert await console.office.presence.look_in(TICKET.number, "p2", "李强") == ()


@pytest.mark.parametrize("how", ["leaving", "closed"])
async def test_a_gateway_that_leaves_is_held_up_by_no_page(browser, console, how):
    async with listening(browser, console) as page:
        await page.response.content.readuntil(b":\n\n")
        if how == "leaving":
            console.office.leaving = True
        else:
            await console.office.moves.close()

        async with asyncio.timeout(ENOUGH_S):
            await page.response.content.read()


async def test_who_asks_a_leaving_gateway_is_sent_on_to_the_next(browser, console):
    console.office.leaving = True

    async with listening(browser, console) as page:
        assert await page.response.content.read() == b"retry: 3000\n\n"


async def test_with_pages_open_the_house_is_closed_at_once(console):
    """Whoever stops us waits for no browser."""
    server = TestServer(console.app())
    await server.start_server()
    session = console.signing_in.seat(CLERK)
    cookies = {"Cookie": f"{SESSION}={session.id}"}
    async with (
        aiohttp.ClientSession(headers=cookies) as web,
        web.get(server.make_url("/console/live")) as page,
    ):
        await page.content.readuntil(b":\n\n")

        async with asyncio.timeout(ENOUGH_S):
            await server.close()


async def test_who_has_a_ticket_open_that_goes_to_another_unit_is_told(browser, console):
    """They would go on writing an answer that nobody takes."""
    async with listening(browser, console, number=TICKET.number) as page:
        data = {"department": "heating", "reason": "供暖的事"}
        at = console.office.clock.now + timedelta(minutes=6)
        gone = TICKET.after(Event(Step.TRANSFERRED, at, "construction", data))
        console.office.happens(TICKET, gone)

        assert await page.hears("gone") == {}


async def test_one_person_leaves_room_for_the_others(console):
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(a_browser(console.app()))
        session = console.signing_in.seat(CLERK)
        headers = {"Cookie": f"{SESSION}={session.id}"}
        said = [
            (await stack.enter_async_context(browser.get("/console/live", headers=headers))).status
            for _ in range(MOST_OF_ONE + 1)
        ]

    assert said == [200] * MOST_OF_ONE + [503]
