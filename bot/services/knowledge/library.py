"""The knowledge base read: a revision's files, the live ones, the first ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.errors import NotFound
from bot.domain.releases import Release
from bot.domain.revisions import Draft, Files, Revision, name_of
from bot.services.ports.clock import Clock
from bot.services.ports.knowledge import Releases, Revisions

SEEDED_BY = "huiying"
"""Who wrote what came with the installation."""


@dataclass(frozen=True)
class Library:
    """Everything that is kept of the knowledge base, to be looked at."""

    revisions: Revisions
    releases: Releases
    clock: Clock

    async def seed(self, files: Files, note: str = "") -> Revision:
        """Keep the first revision, unless there is one; returns the first there is."""
        if await self.revisions.draft() is None:
            revision = await self.add(files, (SEEDED_BY,), "最初的版本", note)
            assert revision.id
            await self.revisions.save(Draft(revision.id), None)
        draft = await self.revisions.draft()
        assert draft
        return await self.revisions.revision(draft.base)

    async def add(
        self,
        files: Files,
        authors: tuple[str, ...],
        name: str = "",
        note: str = "",
        parent: int | None = None,
    ) -> Revision:
        """Keep these files as a revision."""
        await self.revisions.keep(files.values())
        now = self.clock()
        names = {path: name_of(content) for path, content in sorted(files.items())}
        named = name.strip() or f"{now:%Y-%m-%d %H:%M}"
        return await self.revisions.add(Revision(named, names, authors, now, note, parent))

    async def files(self, revision: Revision) -> dict[str, bytes]:
        """Its files, byte for byte."""
        return await self.contents(revision.files)

    async def contents(self, names: Mapping[str, str]) -> dict[str, bytes]:
        """The files whose contents have these names, by path."""
        kept = await self.revisions.contents(names.values())
        return {path: kept[name] for path, name in names.items()}

    async def live(self) -> tuple[Release, Revision]:
        """What is live. Raises NotFound before the first release."""
        release = await self.releases.live()
        if release is None:
            raise NotFound("还没有发布过。")
        return release, await self.revisions.revision(release.revision)

    async def is_edited(self, revision: Revision, path: str) -> bool:
        """Whether a file is another one than what the installation brought last."""
        at: Revision | None = revision
        while at is not None and at.authors != (SEEDED_BY,):
            at = await self.revisions.revision(at.parent) if at.parent else None
        brought = at.files.get(path) if at else None
        return revision.files.get(path) != brought
