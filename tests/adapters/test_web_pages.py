"""A page is opened as far as its first line: politely, and nowhere into our own network."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.guard import Guard
from bot.adapters.web_pages import PageVisitor, open_visitor
from bot.domain.web_links import Look, Outcome

OPENS, LOOPBACK = Look(Outcome.OPENS), ("127.0.0.1/32",)


@dataclass
class Site:
    """Answers `/<status>` with that status, `/to/…` with a redirect; remembers what was asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    head: int | None = None
    silent: asyncio.Event | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path))
        path = request.match_info["path"]
        if self.silent:
            await self.silent.wait()
        if path.startswith("to/"):
            return web.Response(status=302, headers={"Location": path.removeprefix("to/")})
        status = self.head if request.method == "HEAD" and self.head else int(path)
        return web.Response(status=status, text="x" * 1000)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
async def root(site: Site) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def visitor() -> AsyncIterator[PageVisitor]:
    async with open_visitor(Guard.of(LOOPBACK)) as visitor:
        yield visitor


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (200, OPENS),
        (401, OPENS),
        (403, OPENS),
        (429, OPENS),
        (404, Look(Outcome.GONE, "404")),
        (410, Look(Outcome.GONE, "410")),
        (502, Look(Outcome.FAILED, "502")),
    ],
)
async def test_a_site_says_by_its_status_whether_the_page_is_there(visitor, root, status, found):
    """Who asks for a name, or counts calls, has the page."""
    assert await visitor.look(f"{root}/{status}") == found


async def test_a_page_that_opens_is_asked_for_nothing_but_its_head(visitor, root, site):
    await visitor.look(f"{root}/200")

    assert site.asked == [("HEAD", "/200")]


@pytest.mark.parametrize("head", [404, 405, 500])
async def test_a_site_that_does_not_know_head_is_asked_as_a_browser_asks(visitor, root, site, head):
    site.head = head

    assert await visitor.look(f"{root}/200") == OPENS
    assert [method for method, _ in site.asked] == ["HEAD", "GET"]


async def test_a_page_that_moved_is_followed_and_one_that_goes_round_is_not_found(visitor, root):
    assert await visitor.look(f"{root}/to//404") == Look(Outcome.GONE, "404")
    assert await visitor.look(f"{root}/to//to//200") == OPENS
    again = f"{root}/to/{root}/to/" * 8
    assert (await visitor.look(f"{again}/200")).why == "redirects"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9/",
        "https://10.0.0.1/",
        "http://[::1]/",
        "ftp://a.example.gov.cn/",
        "https://",
    ],
)
async def test_nothing_of_our_own_network_is_opened(url: str):
    """A citizen could not open it either."""
    async with open_visitor(Guard()) as visitor:
        assert await visitor.look(url) == Look(Outcome.GONE, "address")


async def test_a_redirect_into_our_network_is_not_followed(root, site):
    """Only this site is allowed here: the machine beside it is not."""
    async with open_visitor(Guard.of(LOOPBACK)) as visitor:
        found = await visitor.look(f"{root}/to/http://169.254.169.254/")

    assert found == Look(Outcome.GONE, "address")
    assert len(site.asked) == 1


class Names(aiohttp.abc.AbstractResolver):
    """Every name is this address; without one there is no such name."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host, port=0, family=socket.AF_INET):
        if not self.address:
            raise OSError("no such name")
        told = {"hostname": host, "host": self.address, "port": port}
        return [{**told, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        return


async def test_a_name_that_leads_into_a_private_network_is_not_judged():
    """Outside it may lead elsewhere: nothing is opened, nothing is said."""
    async with open_visitor(Guard(), Names("10.1.2.3")) as visitor:
        assert (await visitor.look("http://a.example.gov.cn/")).outcome is Outcome.UNKNOWN


async def test_a_name_that_nobody_knows_and_a_door_that_is_shut_are_told_apart(visitor):
    async with open_visitor(Guard(), Names("")) as nowhere:
        assert await nowhere.look("https://a.example.gov.cn/") == Look(Outcome.FAILED, "host")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = await visitor.look(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert found == Look(Outcome.FAILED, "unreached")


async def test_a_site_that_never_answers_is_waited_for_as_long_as_is_polite(site, root):
    site.silent = asyncio.Event()
    async with open_visitor(Guard.of(LOOPBACK), look_s=0.05) as visitor:
        found = await visitor.look(f"{root}/200")
    site.silent.set()

    assert found == Look(Outcome.FAILED, "timeout")
