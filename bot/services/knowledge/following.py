"""A gateway follows what is live: it looks, and shows what is new."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.errors import StoreAway
from bot.domain.parcels import Alarm
from bot.domain.releases import Release
from bot.services.knowledge.library import Library
from bot.services.ports.alarms import Bell
from bot.services.ports.fleet import Fleet, Serving
from bot.services.ports.knowledge import Stage

log = logging.getLogger(__name__)

OPERATORS = "departments.yml"
"""Until somebody edits it here, the operator's own file is in force, however it changes."""
NOT_SHOWN = "release.not_shown"
"""The kind of the alarm when a process cannot go over to what is live."""


@dataclass
class Follower:
    """Keeps one process, of this name, at the newest release."""

    name: str
    library: Library
    stage: Stage
    bell: Bell
    fleet: Fleet
    _at: Release | None = field(default=None)
    _since: datetime | None = field(default=None)
    _failing: int | None = field(default=None)

    async def look(self) -> bool:
        """Show the newest release if it is not shown yet; returns whether it was.

        Whatever goes wrong, the former release stays, and the next look tries again; the operators
        hear of it once. A database that is away is told elsewhere.
        """
        release = await self.library.releases.live()
        if release is None or (self._at and release.id == self._at.id):
            return False
        try:
            await self._show(release)
        except StoreAway:
            raise
        except Exception:  # whatever keeps it from being shown, somebody hears of it
            await self._ring(release)
            raise
        self._at, self._since, self._failing = release, self.library.clock(), None
        said = {"release": release.id, "revision": release.revision, "model": release.model}
        log.info("another release is live", extra=said)
        await self.tell()
        return True

    async def tell(self) -> None:
        """Say what this process serves."""
        now = self.library.clock()
        release, model = (self._at.id, self._at.model) if self._at else (None, "")
        serving = Serving(self.name, release, model, self._since or now, now, self._failing)
        await self.fleet.tell(serving)

    async def _show(self, release: Release) -> None:
        revision = await self.library.revisions.revision(release.revision)
        files = await self.library.files(revision)
        if not await self.library.is_edited(revision, OPERATORS):
            files.pop(OPERATORS, None)
        await self.stage.show(release, files)

    async def _ring(self, release: Release) -> None:
        if self._failing == release.id:
            return  # it was told: or every try of the next hours would ring
        self._failing = release.id
        text = (
            f"{self.name} 换不到新发布的版本（第 {release.id} 次发布），"
            "市民在它那里得到的还是旧答案；"
            "系统会一直再试。请看它的日志和磁盘，必要时退回上一版。"
        )
        await self.bell(Alarm(NOT_SHOWN, f"{self.name}:{release.id}", text, self.library.clock()))
        await self.tell()
