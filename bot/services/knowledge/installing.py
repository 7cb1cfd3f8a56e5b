"""What comes with the installation is the knowledge base, until people take it over."""

from dataclasses import dataclass

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.releases import Release
from bot.domain.revisions import Files, Revision, name_of
from bot.services.knowledge.library import SEEDED_BY, Library
from bot.services.knowledge.shipped import Shipped


@dataclass(frozen=True)
class Installing:
    """Brings the files of an installation into the knowledge base, and trains nothing itself."""

    shipped: Shipped

    @property
    def library(self) -> Library:
        return self.shipped.drafts.library

    async def revision(self, files: Files) -> tuple[Revision, bool]:
        """What is to be trained, and whether these are its files.

        Files that changed since become a revision by themselves as long as nobody has released
        anything of their own; after that they go into the draft, and live when people publish it.
        """
        seeded = await self.library.seed(files)
        try:
            _, revision = await self.library.live()
        except NotFound:
            revision = seeded
        names = {path: name_of(content) for path, content in files.items()}
        if revision.files == names:
            return revision, True
        if revision.authors != (SEEDED_BY,):
            await self.shipped.bring(files)
            return revision, False
        note = "安装的文件有变化"
        return await self.library.add(files, (SEEDED_BY,), note=note, parent=revision.id), True

    async def release(self, revision: Revision, model: str) -> None:
        """Make it live with this model, unless it is; the draft goes on from there."""
        live = await self.library.releases.live()
        assert revision.id
        if live and (live.revision, live.model) == (revision.id, model):
            return
        note = "重新训练" if live and live.revision == revision.id else revision.note
        now = self.library.clock()
        release = Release(revision.id, model, SEEDED_BY, now, note)
        try:
            await self.library.releases.publish(release, live.id if live else None)
        except TurnConflict:
            return  # another machine that starts at the same moment, or somebody's release
        await self._move_draft(revision)

    async def _move_draft(self, new: Revision) -> None:
        """What people changed stays changed, over the new files."""
        draft = await self.library.revisions.draft()
        if draft is None or draft.base == new.id:
            return
        base = await self.library.revisions.revision(draft.base)
        if base.authors == new.authors == (SEEDED_BY,):
            await self.shipped.move(draft, base, new)
