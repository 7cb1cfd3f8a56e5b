"""The known questions as their editors see them: what is drafted beside what is live."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.entry_hints import Asked, missing
from bot.domain.errors import FieldRejected, NotFound, NotReleasable, SavedMeanwhile, TurnConflict
from bot.domain.knowledge_check import NAMES
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.publishing import Publishing
from bot.services.ports.clock import Clock
from bot.services.ports.exchange import Exchange, Sheet
from bot.services.ports.unanswered import FaqLog

TRIES = 5
"""So often somebody else may release at the very moment that an answer becomes live."""
COUNTED = timedelta(days=30)
RECOUNTED = timedelta(minutes=1)


class Change(StrEnum):
    """What the next release does to an entry."""

    NONE = "none"
    NEW = "new"
    CHANGED = "changed"
    RETIRED = "retired"


class Saved(StrEnum):
    """What became of a save."""

    LIVE = "live"
    WAITS = "waits"  # for the next release
    HELD = "held"  # as before, though only the answer changed: somebody else has to release it
    SAME = "same"


@dataclass(frozen=True)
class Book:
    """All known questions at one moment, by key; `version` is that of the draft."""

    version: int
    drafted: Mapping[str, FaqEntry]
    live: Mapping[str, FaqEntry]

    @cached_property
    def asked(self) -> Asked:
        """What every drafted entry is asked by."""
        return Asked(tuple(self.drafted.values()))

    @property
    def entries(self) -> list[FaqEntry]:
        """Drafted ones, and those that are live until the next release takes them away."""
        return list({**self.live, **self.drafted}.values())

    def entry(self, key: str) -> FaqEntry:
        """Raises NotFound."""
        found = self.drafted.get(key) or self.live.get(key)
        if found is None:
            raise NotFound(f"no entry {key}")
        return found

    def change(self, key: str) -> Change:
        """How the draft differs here from what is live."""
        drafted, live = self.drafted.get(key), self.live.get(key)
        if drafted is None:
            return Change.RETIRED
        if live is None:
            return Change.NEW
        return Change.NONE if drafted == live else Change.CHANGED


@dataclass
class Faq:
    """Reads and saves known questions. `by` is the login of who does it; `seen` as for Drafts."""

    drafts: Drafts
    publishing: Publishing
    _known: tuple[tuple[int, int | None], Book] | None = field(default=None)

    async def book(self) -> Book:
        """How everything stands now. Raises NotFound before there is a knowledge base."""
        library = self.drafts.library
        draft, release = await library.revisions.draft(), await library.releases.live()
        live_id = release.id if release else None
        if self._known and draft and self._known[0] == (draft.version, live_id):
            return self._known[1]
        opened = await self.drafts.open()
        drafted = await asyncio.to_thread(self.drafts.writing.entries, opened.files)
        book = Book(opened.version, _by_key(drafted), await self._live())
        self._known = (opened.version, live_id), book
        return book

    async def save(self, entry: FaqEntry, by: str, seen: int | None) -> Saved:
        """Write it into the draft, and make it live at once where no model must learn of it.

        Raises FieldRejected, and SavedMeanwhile with nothing written.
        """
        _refuse_unfinished(entry)
        book = await self.book()
        before = book.drafted.get(entry.key)
        if before == entry:
            return Saved.SAME
        await self.drafts.put_entry(entry, by, seen)
        if entry.needs_training(before) or entry.key not in book.live:
            return Saved.WAITS
        return await self._now(entry, by)

    async def add(self, entry: FaqEntry, by: str) -> None:
        """Write a new one into the draft. Raises FieldRejected, also where there is such a one."""
        _refuse_unfinished(entry)
        book = await self.book()
        if entry.key in book.drafted or entry.key in book.live:
            raise FieldRejected("key", "这个名称已经有了，请换一个，或者去改那一条。")
        await self.drafts.put_entry(entry, by, book.version)

    async def retire(self, key: str, by: str, seen: int | None) -> None:
        """Take it out of the draft; it is answered until the next release.

        Raises NotFound and SavedMeanwhile.
        """
        await self.drafts.remove_entry(key, by, seen)

    async def restore(self, key: str, by: str, seen: int | None) -> None:
        """Take the live entry back into the draft. Raises NotFound and SavedMeanwhile."""
        live = (await self.book()).live.get(key)
        if live is None:
            raise NotFound(f"no live entry {key}")
        await self.drafts.put_entry(live, by, seen)

    async def _now(self, entry: FaqEntry, by: str) -> Saved:
        """What is asked stays as it is live; the answer with its facts becomes live."""
        for _ in range(TRIES):
            live = (await self._live()).get(entry.key)
            if live is None:
                return Saved.HELD
            shown = entry.changed(question=live.question, ways=live.ways, path=live.path)
            if shown == live:
                return Saved.WAITS
            try:
                await self.publishing.answer_now(shown, by, live)
            except NotReleasable:
                return Saved.HELD
            except (SavedMeanwhile, TurnConflict):
                continue
            return Saved.LIVE
        return Saved.HELD

    async def _live(self) -> dict[str, FaqEntry]:
        try:
            _, revision = await self.drafts.library.live()
        except NotFound:
            return {}
        files = await self.drafts.library.files(revision)
        return _by_key(await asyncio.to_thread(self.drafts.writing.entries, files))


def _by_key(entries: list[FaqEntry]) -> dict[str, FaqEntry]:
    return {one.key: one for one in entries}


def _refuse_unfinished(entry: FaqEntry) -> None:
    """Raise FieldRejected where a part is missing without which nobody can be answered."""
    if name := missing(entry):
        raise FieldRejected(name, f"请写上{NAMES.get(name, '答案')}。")


@dataclass(frozen=True)
class FaqFiles:
    """Known questions out to a file and in again."""

    faq: Faq
    exchange: Exchange

    async def written(self, kind: Sheet, live: bool = False) -> bytes:
        """The draft as a file, or what is `live`."""
        book = await self.faq.book()
        return await self.exchange.written(kind, [*(book.live if live else book.drafted).values()])

    async def brought(self, name: str, data: bytes, by: str) -> int:
        """Put a file's entries into the draft, all or none; returns how many are new or other.

        Raises BadFile and FieldRejected. What the file does not name stays as it is.
        """
        drafts, book = self.faq.drafts, await self.faq.book()
        found = await self.exchange.read(name, data, book.drafted)
        other = [one for one in found if book.drafted.get(one.key) != one]
        if other:
            await drafts.put_entries(other, by, book.version)
        return len(other)


@dataclass
class Recount:
    """How often each entry was given and helped in the last days: counted at most once a minute.

    A look goes through every reply that was given.
    """

    log: FaqLog
    clock: Clock
    _last: tuple[datetime, Mapping[str, Numbers]] | None = field(default=None)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> Mapping[str, Numbers]:
        async with self._one_at_a_time:
            now = self.clock()
            if self._last is None or not self._last[0] <= now < self._last[0] + RECOUNTED:
                self._last = now, await self.log.numbers(now - COUNTED)
            return self._last[1]
