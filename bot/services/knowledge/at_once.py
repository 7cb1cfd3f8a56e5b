"""What no model learns is live at once: changed with everything else as it is, and taken back."""

import asyncio
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from bot.domain.errors import NotFound, NotReleasable, StepNotAllowed, TurnConflict
from bot.domain.releases import Release
from bot.domain.revisions import Difference, Draft, Files, Revision, differences
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import Library
from bot.services.ports.audit import Audit
from bot.services.ports.clock import Clock
from bot.services.ports.knowledge import Announcer

T = TypeVar("T")
MEANWHILE = "刚才有别的同志发布过新的版本，这次没有发布。请看一下现在的内容，再改。"
THE_SAME = "和现在的一样，不用发布。"
TWO = "本单位规定要由另一位同志发布：已存进草稿，请发布人在“发布”里发布。"
MOST_RELEASES = 500


class Part(Protocol[T]):
    """A part of the knowledge base, in one of its files."""

    path: str

    def read(self, files: Files) -> T | None:
        """None where there is none, or one that nobody can read."""
        ...

    def write(self, files: Files, value: T) -> bytes:
        """The file with it, and all else in it as it was. Raises FieldRejected and BadFile."""
        ...


@dataclass(frozen=True)
class Words:
    """What is told of a change: in the audit, and as the note of its release."""

    audit: str
    note: str


@dataclass(frozen=True)
class Version(Generic[T]):
    """A value, and the release that brought it."""

    release: Release
    value: T | None


@dataclass(frozen=True)
class AtOnce(Generic[T]):
    """Reads and changes one part. With `two_persons` a change goes into the draft alone."""

    part: Part[T]
    words: Words
    drafts: Drafts
    announcer: Announcer
    audit: Audit
    clock: Clock
    two_persons: bool = False

    @property
    def library(self) -> Library:
        return self.drafts.library

    async def now(self) -> Version[T]:
        """What is live. Raises NotFound before the first release."""
        release, revision = await self.library.live()
        return Version(release, await self._value(revision))

    async def drafted(self) -> T | None:
        """What the draft has. Raises NotFound before there is a knowledge base."""
        files = (await self.drafts.open()).files
        return await asyncio.to_thread(self.part.read, files)

    async def history(self, limit: int = 50) -> list[Version[T]]:
        """Every value of the last releases, the newest first; the same one once."""
        found: list[Version[T]] = []
        named: str | None = ""
        for release in reversed(await self.library.releases.releases(limit)):
            revision = await self.library.revisions.revision(release.revision)
            before, named = named, revision.files.get(self.part.path)
            if named == before:
                continue
            value = await self._value(revision)
            if not found or found[-1].value != value:
                found.append(Version(release, value))
        return found[::-1]

    async def at(self, release_id: int) -> Version[T]:
        """That of an earlier release. Raises NotFound."""
        for release in await self.library.releases.releases(MOST_RELEASES):
            if release.id == release_id:
                revision = await self.library.revisions.revision(release.revision)
                return Version(release, await self._value(revision))
        raise NotFound(str(release_id))

    async def difference(self, value: T) -> list[Difference]:
        """What making it live would change. Raises NotFound, FieldRejected and BadFile."""
        _, revision = await self.library.live()
        files = await self.library.files(revision)
        return differences(files, {**files, self.part.path: self.part.write(files, value)})

    async def publish(self, value: T, by: str, who: str, seen: int) -> Release:
        """Make it live with everything else as it is: gateways have it within a second.

        `by` is the login and `who` the id of who does it, `seen` the live release that they saw.
        Raises StepNotAllowed (in words), FieldRejected, BadFile, and NotReleasable where it waits
        in the draft for somebody else.
        """
        release, revision = await self.library.live()
        if release.id != seen:
            raise StepNotAllowed(MEANWHILE)
        files = await self.library.files(revision)
        content = self.part.write(files, value)
        if await self._value(revision) == value:
            raise StepNotAllowed(THE_SAME)
        if self.two_persons:
            await self._into_the_draft(value, by)
            raise NotReleasable(TWO)
        changed = {**files, self.part.path: content}
        note = self.words.note
        after = await self.library.add(changed, (by,), note=note, parent=revision.id)
        live = await self._released(release, after, by)
        await self._also_in_the_draft(value, by, revision, after)
        told = {"release": str(live.id), "before": str(release.id)}
        await self.audit.write(who, self.words.audit, self.part.path, told, live.at)
        await self.announcer.wake()
        return live

    async def _value(self, revision: Revision) -> T | None:
        found: T | None = await value_of(self.library, self.part, revision)
        return found

    async def _released(self, before: Release, after: Revision, by: str) -> Release:
        assert after.id
        made = replace(before, revision=after.id, by=by, at=self.clock(), note=self.words.note)
        try:
            return await self.library.releases.publish(
                replace(made, reason="", asked_by="", id=None), before.id
            )
        except TurnConflict:
            raise StepNotAllowed(MEANWHILE) from None

    async def _also_in_the_draft(self, value: T, by: str, was: Revision, after: Revision) -> None:
        """Or the next release would bring the old one back."""
        draft = await self.library.revisions.draft()
        if draft and not draft.changed and draft.base == was.id:
            assert after.id
            moved = Draft(after.id, draft.version + 1, touched=draft.touched)
            if await self.library.revisions.save(moved, draft.version):
                return
        await self._into_the_draft(value, by)

    async def _into_the_draft(self, value: T, by: str) -> None:
        """Beside whatever else somebody has drafted in the same file."""

        def edit(files: Files) -> dict[str, bytes | None]:
            return {self.part.path: self.part.write(files, value)}

        await self.drafts.edit(edit, (self.part.path,), by)


async def value_of(library: Library, part: Part[T], revision: Revision) -> T | None:
    """The part of a revision, as `Part.read`."""
    name = revision.files.get(part.path)
    if name is None:
        return None
    return await asyncio.to_thread(part.read, await library.contents({part.path: name}))
