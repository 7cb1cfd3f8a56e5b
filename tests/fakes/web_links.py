"""Addresses in answers, and sites that open or not, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.web_links import Look, Outcome, WebLink


@dataclass
class FakeWebLinks:
    """Keeps the port `WebLinks`."""

    known: dict[str, WebLink] = field(default_factory=dict)

    async def all(self) -> list[WebLink]:
        return [self.known[url] for url in sorted(self.known)]

    async def dead(self) -> list[WebLink]:
        return [one for one in await self.all() if one.dead]

    async def keep(self, links: Sequence[WebLink], used: Collection[str]) -> None:
        both: Mapping[str, WebLink] = {**self.known, **{one.url: one for one in links}}
        self.known = {url: one for url, one in both.items() if url in used}


@dataclass
class FakeVisitor:
    """Keeps the port `Visitor`: every address opens, but for those in `found`."""

    found: dict[str, Look] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)

    async def look(self, url: str) -> Look:
        self.visited.append(url)
        return self.found.get(url, Look(Outcome.OPENS))


@dataclass
class FakeRounds:
    """Keeps the port `Rounds`."""

    at: dict[str, datetime] = field(default_factory=dict)

    async def begun(self, job: str, since: datetime) -> bool:
        return job in self.at and self.at[job] >= since

    async def take(self, job: str, since: datetime, now: datetime) -> bool:
        if await self.begun(job, since):
            return False
        self.at[job] = now
        return True
