"""Opens a page as far as its first line: politely, and nowhere into our own network."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from yarl import URL

from bot.adapters.guard import AddressRefused, Guard, GuardedResolver
from bot.domain.web_links import Look, Outcome

CONNECT_S, REQUEST_S, LOOK_S = 5.0, 15.0, 40.0
REDIRECTS = 5
GONE = frozenset({404, 410})
_WHO_ASKS = "Mozilla/5.0 (compatible; huiying link check)"
"""Some sites answer a browser alone; this says who asks as well."""


class PageVisitor:
    """The port `Visitor`."""

    def __init__(
        self, session: aiohttp.ClientSession, guard: Guard, look_s: float = LOOK_S
    ) -> None:
        self._session = session
        self._guard = guard
        self._look_s = look_s

    async def look(self, url: str) -> Look:
        try:
            async with asyncio.timeout(self._look_s):
                # not every site knows HEAD: only GET's word counts against it
                if (status := await self._status("HEAD", url)) < 300:
                    return Look(Outcome.OPENS)
                status = await self._status("GET", url)
        except _Resolved:
            return Look(Outcome.UNKNOWN, "address")
        except AddressRefused:
            return Look(Outcome.GONE, "address")
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return Look(Outcome.FAILED, _why(error))
        return _judged(status)

    async def _status(self, method: str, url: str) -> int:
        """The status of the page that it leads to. What is in the page is not read."""
        at = self._guard.check(url, plain=True)
        for _ in range(REDIRECTS + 1):
            async with self._session.request(method, at, allow_redirects=False) as response:
                to = response.headers.get("Location")
                if not (300 <= response.status < 400 and to):
                    return response.status
            at = self._guard.check(str(at.join(URL(to))), plain=True)
        raise aiohttp.TooManyRedirects(response.request_info, ())


class _Resolved(AddressRefused):
    """A name that leads into a private network: citizens' resolvers may say otherwise."""


class _Resolver(GuardedResolver):
    """As every guarded one; what it refuses is told apart from an address that is refused as it
    is written."""

    async def resolve(self, *args: object, **kwargs: object) -> list[aiohttp.abc.ResolveResult]:
        try:
            return await super().resolve(*args, **kwargs)  # type: ignore[arg-type]
        except AddressRefused as refused:
            raise _Resolved(str(refused)) from None


@asynccontextmanager
async def open_visitor(
    guard: Guard,
    resolver: aiohttp.abc.AbstractResolver | None = None,
    look_s: float = LOOK_S,
) -> AsyncIterator[PageVisitor]:
    """With connections of its own, closed at the end."""
    connector = aiohttp.TCPConnector(
        resolver=_Resolver(guard, resolver or aiohttp.ThreadedResolver()),
        # a cached answer would be connected to without being judged again
        use_dns_cache=False,
        force_close=True,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=REQUEST_S, connect=CONNECT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={
            "User-Agent": _WHO_ASKS,
            "Accept-Language": "zh-CN",
            "Accept-Encoding": "identity",
        },
        trust_env=False,
    )
    async with session:
        yield PageVisitor(session, guard, look_s)


def _judged(status: int) -> Look:
    """A page that asks who one is, or counts calls, is there."""
    if status in GONE:
        return Look(Outcome.GONE, str(status))
    return Look(Outcome.FAILED, str(status)) if status >= 500 else Look(Outcome.OPENS)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.TooManyRedirects):
        return "redirects"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "host"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "certificate"
    return "unreached"
