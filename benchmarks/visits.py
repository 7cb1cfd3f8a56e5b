"""Somebody of the coordinating centre who opens pages of the console, at a real gateway."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp

from benchmarks.city import number_of
from benchmarks.driver import Door
from bot.adapters.store import Database, SqlPeople, SqlSessions
from bot.domain.people import Person, Role
from bot.domain.zone import SHANGHAI
from bot.services.codes import hashed, token
from bot.services.ports.audit import TERMINAL, Entry
from bot.services.ports.sessions import KeptSession
from bot.web.console.cookies import SESSION

CENTRE = "service_center"
"""Whose supervisors see the tickets of all units."""

Opens = Callable[[str], Awaitable[None]]
"""Open the page at this path and read it to its end."""


@asynccontextmanager
async def a_visitor(database: Database, door: Door) -> AsyncIterator[Opens]:
    """Signed in for as long as the block lasts."""
    headers = {"Cookie": f"{SESSION}={await _signed_in(database)}"}
    async with aiohttp.ClientSession(headers=headers) as client:

        async def opens(path: str) -> None:
            address = f"http://{door[0]}:{door[1]}{path}"
            async with client.get(address, allow_redirects=False) as response:
                await response.read()
                if response.status != 200:
                    raise RuntimeError(f"{path} was answered with {response.status}")

        yield opens


def pages(opens: Opens, size: int) -> Mapping[str, Callable[[int], Awaitable[object]]]:
    """What a clerk opens in a day, by name."""
    return {
        "page: GET /console/": lambda number: opens("/console/"),
        "page: GET /console/, a search": lambda number: opens("/console/?q=东风路+路灯"),
        "page: GET /console/tickets/…": lambda number: opens(
            f"/console/tickets/{number_of(number * 7919 % size)}"
        ),
    }


async def _signed_in(database: Database) -> str:
    """The cookie of a session that is already there: signing in is slow on purpose."""
    now, cookie = datetime.now(SHANGHAI), token()
    login = f"bench-{secrets.token_hex(4)}"
    person = Person(login, login, "督办", frozenset({Role.SUPERVISOR}), CENTRE)
    await SqlPeople(database).add(person, Entry(TERMINAL, "invited", person.id, now))
    await SqlSessions(database).keep(KeptSession(hashed(cookie), person, now, now, True))
    return cookie
