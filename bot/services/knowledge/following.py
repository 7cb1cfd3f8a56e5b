"""A gateway follows what is live: it looks, and shows what is new."""

import logging
from dataclasses import dataclass, field

from bot.services.knowledge.library import Library
from bot.services.ports.knowledge import Stage

log = logging.getLogger(__name__)

OPERATORS = "departments.yml"
"""Until somebody edits it here, the operator's own file is in force, however it changes."""


@dataclass
class Follower:
    """Keeps one process at the newest release."""

    library: Library
    stage: Stage
    _at: int | None = field(default=None)

    async def look(self) -> bool:
        """Show the newest release if it is not shown yet; returns whether it was.

        Whatever goes wrong, the former release stays, and the next look tries again.
        """
        release = await self.library.releases.live()
        if release is None or release.id == self._at:
            return False
        revision = await self.library.revisions.revision(release.revision)
        files = await self.library.files(revision)
        if not await self.library.is_edited(revision, OPERATORS):
            files.pop(OPERATORS, None)
        await self.stage.show(release, files)
        self._at = release.id
        said = {"release": release.id, "revision": release.revision, "model": release.model}
        log.info("another release is live", extra=said)
        return True
