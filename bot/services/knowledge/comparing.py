"""What lies between two states of the knowledge base, for somebody who decides about it."""

import asyncio
from dataclasses import dataclass

from bot.domain.errors import NotFound
from bot.domain.knowledge_changes import EntryChange, entry_changes
from bot.domain.releases import Release
from bot.domain.revisions import Difference, Files, Revision, differences
from bot.services.knowledge.library import Library
from bot.services.ports.knowledge import Writing


@dataclass(frozen=True)
class Between:
    """Known questions that change, and every file that is not the same."""

    entries: tuple[EntryChange, ...] = ()
    files: tuple[Difference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True)
class Version:
    """A release with the revision that it made live."""

    release: Release
    revision: Revision


@dataclass(frozen=True)
class Comparing:
    """Compares, away from the turns that run meanwhile."""

    library: Library
    writing: Writing

    async def versions(self, limit: int = 30) -> list[Version]:
        """The newest first."""
        releases = await self.library.releases.releases(limit)
        return [await self._version(one) for one in releases]

    async def version(self, number: int) -> tuple[Version, Version | None]:
        """A release, and the one before it. Raises NotFound."""
        known = await self.library.releases.releases(500)
        at = next((at for at, one in enumerate(known) if one.id == number), None)
        if at is None:
            raise NotFound(f"没有编号为 {number} 的发布。")
        before = known[at + 1] if at + 1 < len(known) else None
        return await self._version(known[at]), await self._version(before) if before else None

    async def revisions(self, before: Revision | None, after: Revision) -> Between:
        """What leads from one to the other; from nothing, if there was nothing before."""
        was = await self.library.files(before) if before else {}
        return await self.files(was, await self.library.files(after))

    async def files(self, before: Files, after: Files) -> Between:
        """What leads from these files to those."""
        return await asyncio.to_thread(self._between, before, after)

    def _between(self, before: Files, after: Files) -> Between:
        was, becomes = self.writing.entries(before), self.writing.entries(after)
        return Between(tuple(entry_changes(was, becomes)), tuple(differences(before, after)))

    async def _version(self, release: Release) -> Version:
        return Version(release, await self.library.revisions.revision(release.revision))
