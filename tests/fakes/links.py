"""Links in memory."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import NotFound
from bot.services.ports.links import Link


class FakeLinks:
    def __init__(self) -> None:
        self.kept: dict[str, Link] = {}

    async def keep(self, link: Link, now: datetime) -> None:
        self.kept = {one.digest: one for one in self.kept.values() if one.expires_at > now}
        self.kept[link.digest] = link

    async def find(self, digest: str) -> Link:
        if digest not in self.kept:
            raise NotFound("link")
        return self.kept[digest]

    async def bind(self, digest: str, browser: str) -> bool:
        link = self.kept.get(digest)
        if link is None or link.browser not in (None, browser):
            return False
        self.kept[digest] = replace(link, browser=browser)
        return True
