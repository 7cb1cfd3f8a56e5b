"""Attacks by the thousand at a real gateway, and what it made of them."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import aiohttp

from tests.fuzz.attacks import Attack, Attacker

FAILED = 0
"""The status of a call that got no answer."""


@dataclass
class Figures:
    """Statuses by the name of the attack, resident memory in MB by second."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def calls(self) -> int:
        return self.statuses.total()

    @property
    def ours(self) -> int:
        """Answers that say that we broke, and calls that got none."""
        return sum(n for (_, status), n in self.statuses.items() if status >= 500 or not status)

    @property
    def growth(self) -> float:
        """MB between the first third of the time and the end: caches are warm by then."""
        after = [mb for at, mb in self.memory if at >= self.seconds / 3]
        return after[-1] - after[0] if after else 0.0

    def by_status(self) -> dict[int, int]:
        """How many calls got which status."""
        counted: Counter[int] = Counter()
        for (_, status), many in self.statuses.items():
            counted[status] += many
        return dict(sorted(counted.items()))

    def broken(self) -> Iterator[tuple[str, int, int]]:
        """Name, status and number of what should not have happened."""
        for (name, status), many in sorted(self.statuses.items()):
            if status >= 500 or status == FAILED:
                yield name, status, many


async def campaign(url: str, pid: int, attacker: Attacker, seconds: float, callers: int) -> Figures:
    """Attack for so long, `callers` at a time, and watch the memory of the process `pid`."""
    figures = Figures()
    began = time.monotonic()
    timeout = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(timeout=timeout) as web:

        async def call() -> None:
            while time.monotonic() - began < seconds:
                attack = attacker.attack()
                figures.statuses[attack.name, await _status(web, url, attack)] += 1

        async def watch() -> None:
            while True:
                figures.memory.append((time.monotonic() - began, resident_mb(pid)))
                await asyncio.sleep(seconds / 60)

        watching = asyncio.create_task(watch())
        await asyncio.gather(*(call() for _ in range(callers)))
        watching.cancel()
    figures.seconds = time.monotonic() - began
    figures.memory.append((figures.seconds, resident_mb(pid)))
    return figures


async def _status(web: aiohttp.ClientSession, url: str, attack: Attack) -> int:
    query = "&".join(f"{name}={_quoted(value)}" for name, value in attack.query.items())
    address = aiohttp.client.URL(f"{url}{attack.path}?{query}", encoded=True)
    headers = {name: value for name, value in attack.headers.items() if value.isprintable()}
    try:
        async with web.post(address, data=attack.body, headers=headers) as response:
            await response.read()
            return response.status
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        # a body that is refused before it was sent may end like this: try once whether we live
        return await _lives(web, url)
    except (aiohttp.ClientError, TimeoutError):
        return FAILED


async def _lives(web: aiohttp.ClientSession, url: str) -> int:
    try:
        async with web.get(f"{url}/wechat") as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return FAILED


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def resident_mb(pid: int) -> float:
    """The memory that a process occupies (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
