"""A line to a running simulator: JSON over HTTP, and waiting without polling."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp
from pydantic import TypeAdapter

from bot.simulator.models import LogEntry

Item = TypeVar("Item")
LONG_POLL_S = 20.0


class SimulatorError(Exception):
    """The simulator refused a control call; the message says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Connection:
    """`base_url` is the simulator's root; a session may be shared and is then left open."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession | None = None) -> None:
        self._root = base_url.rstrip("/")
        self._own = session is None
        self._session = session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))

    async def close(self) -> None:
        if self._own:
            await self._session.close()

    async def get(self, path: str, **query: Any) -> Any:
        async with self._session.get(f"{self._root}{path}", params=query) as response:
            return await _payload(response)

    async def post(self, path: str, body: Any) -> Any:
        return await self.request("POST", path, body)

    async def request(self, method: str, path: str, body: Any) -> Any:
        async with self._session.request(method, f"{self._root}{path}", json=body) as response:
            return await _payload(response)

    async def upload(self, path: str, data: bytes, content_type: str, **query: str) -> Any:
        headers = {"Content-Type": content_type}
        async with self._session.post(
            f"{self._root}{path}", params=query, data=data, headers=headers
        ) as response:
            return await _payload(response)

    async def download(self, path: str) -> bytes:
        async with self._session.get(f"{self._root}{path}") as response:
            await _check(response)
            return await response.read()

    async def wait(
        self,
        path: str,
        adapter: TypeAdapter[list[Item]],
        wanted: Callable[[Item], bool],
        *,
        after: int,
        timeout_s: float,
        missing: str,
    ) -> Item:
        """The first wanted item of a growing list, by long requests. Raise TimeoutError.

        `missing` begins the error's sentence; what came instead follows it.
        """
        seen: list[Item] = []
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    payload = await self.get(path, after=after, wait_s=LONG_POLL_S)
                    found = adapter.validate_python(payload)
                    for item in found:
                        if wanted(item):
                            return item
                    seen.extend(found)
                    after = _place(found[-1]) if found else after
        except TimeoutError:
            shown = "\n".join(f"  {item}" for item in seen) or "  nothing"
            raise TimeoutError(f"{missing} within {timeout_s:g} s; meanwhile:\n{shown}") from None


def one(kind: type[Item], payload: Any) -> Item:
    """A record of `models` from its JSON."""
    return TypeAdapter(kind).validate_python(payload)


async def _payload(response: aiohttp.ClientResponse) -> Any:
    await _check(response)
    return await response.json()


async def _check(response: aiohttp.ClientResponse) -> None:
    if response.status != 200:
        text = await response.text()
        is_json = response.content_type == "application/json"
        raise SimulatorError(response.status, json.loads(text)["error"] if is_json else text)


def _place(item: Any) -> int:
    """Where a list goes on: bubbles and events have an index, log entries an id."""
    return int(item.id if isinstance(item, LogEntry) else item.index)
