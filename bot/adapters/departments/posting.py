"""One POST to an address that a department gave us: bounded in time and size, never redirected."""

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.adapters.guard import Guard, GuardedResolver
from bot.domain.errors import GiveUp, TryLater

LATER = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)
"""A department may ask us to wait, but not to forget it."""


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes. The whole try ends long before a parcel's lease does."""

    connect_s: float = 5.0
    total_s: float = 15.0
    answer_bytes: int = 64 * 1024


class Poster:
    """Posts within limits to what the guard allows."""

    def __init__(self, session: aiohttp.ClientSession, guard: Guard, limits: Limits) -> None:
        self._session = session
        self._guard = guard
        self._limits = limits

    async def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Up to 64 KB of what a 2xx answer says. Raises TryLater or GiveUp.

        The problem never holds the address: robots carry their key in it.
        """
        url = self._guard.check(address)
        try:
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                _judge(response)
                return await self._beginning(response)
        except TimeoutError:
            raise TryLater("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise TryLater(f"not reached ({type(error).__name__})") from None

    async def _beginning(self, response: aiohttp.ClientResponse) -> bytes:
        read = bytearray()
        async for piece in response.content.iter_any():
            read += piece
            if len(read) >= self._limits.answer_bytes:
                response.close()
                break
        return bytes(read[: self._limits.answer_bytes])


@asynccontextmanager
async def open_poster(
    guard: Guard,
    limits: Limits | None = None,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> AsyncIterator[Poster]:
    """A poster with its own connections, closed at the end."""
    limits = limits or Limits()
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(guard, resolver or aiohttp.ThreadedResolver()),
        # a cached answer would be connected to without being judged again
        use_dns_cache=False,
        # the worker bounds what runs at once; a shared bound would let one unit starve another
        limit=0,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=limits.total_s, connect=limits.connect_s),
        cookie_jar=aiohttp.DummyCookieJar(),
        # a small answer could unpack to a huge one
        auto_decompress=False,
        headers={"User-Agent": "huiying", "Accept-Encoding": "identity"},
        trust_env=False,
    )
    async with session:
        yield Poster(session, guard, limits)


def _judge(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if 200 <= status < 300:
        return
    if status in LATER or status >= 500:
        raise TryLater(f"HTTP {status}", _retry_after(response.headers.get("Retry-After")))
    raise GiveUp(f"HTTP {status}")


def _retry_after(value: str | None) -> timedelta | None:
    """Source: RFC 9110, 10.2.3: seconds, or a date."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value), 10**6)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(value) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return min(timedelta(seconds=max(0, math.ceil(wait.total_seconds()))), LONGEST_WAIT)
