"""A new version of the product brings new texts: into the draft, and never over what people wrote.

What goes live still goes through check, training and publication.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.errors import BadFile, FieldRejected, NotFound, SavedMeanwhile
from bot.domain.knowledge_check import Finding, Place
from bot.domain.revisions import Draft, Files, Revision, name_of
from bot.domain.shipping import Dispute, Merged, Versions, merged, path_of, taken, texts_of
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.following import OPERATORS
from bot.services.knowledge.library import SEEDED_BY
from bot.services.ports.shipments import Shipments

T = TypeVar("T")
BROUGHT_BY = "huiying/new-version"
"""Who drafts what a new version brings: no login has a slash, and nobody's work is taken for what
was installed."""
OURS, NEW = "ours", "new"
ALSO_NEW = "新版本也改了这一条"
_UNSOUND = "这一条不能单独换上，请打开文件来改，再选“留用我们的”。"


@dataclass(frozen=True)
class Shipped:
    """Brings them, and has people decide about what both have changed."""

    drafts: Drafts
    shipments: Shipments

    async def bring(self, files: Files) -> bool:
        """Bring this version's texts into the draft, unless they are there; whether it changed.

        Dying in between does no harm: bringing the same again changes nothing.
        """
        base = await self._base()
        new = _without(files)
        if {path: name_of(content) for path, content in new.items()} == _without(base.files):
            return False
        was, found = await self.drafts.library.files(base), Merged()

        def edit(files: Files) -> Mapping[str, bytes | None]:
            nonlocal found
            found = merged(_without(was), new, _without(files), self._is_sound)
            return found.changed

        await self.drafts.edit(edit, (), BROUGHT_BY)
        note, library = "随新版本带来的，已并入草稿", self.drafts.library
        kept = await library.add(files, (SEEDED_BY,), note=note, parent=base.id)
        await self._record(base, kept, found)
        return True

    async def move(self, draft: Draft, base: Revision, new: Revision) -> None:
        """Let the draft go on from what was installed anew; what people changed stays changed."""
        library = self.drafts.library
        was, comes = await library.files(base), await library.files(new)
        ours = await library.contents(draft.over(base.files))
        found = await asyncio.to_thread(merged, was, comes, ours, self._is_sound)
        whole = {**ours, **found.changed}
        after = {path: content for path, content in whole.items() if content is not None}
        await library.revisions.keep(after.values())
        names = {path: name_of(content) for path, content in after.items()}
        changed = {
            path: names.get(path)
            for path in {*names, *new.files}
            if names.get(path) != new.files.get(path)
        }
        assert new.id
        moved = replace(draft, base=new.id, version=draft.version + 1, changed=changed)
        if await library.revisions.save(moved, draft.version):
            await self._record(base, new, found)

    async def undecided(self) -> list[Versions]:
        """What a new version and people have both changed, with all three texts, by item."""
        disputes = await self.shipments.open()
        if not disputes:
            return []
        ours = (await self.drafts.open()).files
        known = {
            number: await self._files_of(number)
            for number in {number for one in disputes for number in (one.before, one.after)}
        }
        told = await asyncio.to_thread(_versions, disputes, known, ours)
        return [one for one in told if one.is_open]

    async def findings(self) -> list[Finding]:
        """The same, for a terminal."""
        hint = "请在工作台“发布”的草稿页上对照三个版本，选留用我们的，或换成新的。"
        return [
            Finding(Place(one.path, 1), f"{ALSO_NEW}：{one.dispute.item}。", hint)
            for one in await self.undecided()
        ]

    async def decide(self, item: str, how: str, by: str, seen: str) -> None:
        """Keep OURS or take the NEW one. `seen` is the stamp of the texts that were shown.

        Raises NotFound where nothing is to be decided, SavedMeanwhile where the texts are others
        by now, and FieldRejected where the new one does not fit into our file.
        """
        one = next((one for one in await self.undecided() if one.dispute.item == item), None)
        if one is None:
            raise NotFound("这一条已经处理过了。")
        if stamp_of(one) != seen:
            raise SavedMeanwhile(())
        if how == NEW:
            await self._take(one, by)
        library = self.drafts.library
        await self.shipments.settle(one.dispute, how, by, library.clock())

    # --- how ---

    async def _take(self, one: Versions, by: str) -> None:
        new, item = await self._files_of(one.dispute.after), one.dispute.item

        def edit(files: Files) -> Mapping[str, bytes | None]:
            if texts_of(files).get(item) != one.ours:
                raise SavedMeanwhile(())
            changed, broken = taken(files, new, {item}, self._is_sound)
            if broken:
                raise FieldRejected("item", _UNSOUND)
            return changed

        await self.drafts.edit(edit, (item,), by)

    async def _base(self) -> Revision:
        """What was brought into the draft last: with the installation, or since."""
        revisions = self.drafts.library.revisions
        at = (await self.drafts.open()).base
        while at.authors != (SEEDED_BY,) and at.parent:
            at = await revisions.revision(at.parent)
        last = await self.shipments.last()
        return await revisions.revision(last) if last and last > (at.id or 0) else at

    async def _record(self, base: Revision, new: Revision, found: Merged) -> None:
        assert base.id
        assert new.id
        now = self.drafts.library.clock()
        both = [item for item in found.both if item != OPERATORS]
        await self.shipments.record(base.id, new.id, both, now)

    async def _files_of(self, number: int) -> Files:
        library = self.drafts.library
        return _without(await library.files(await library.revisions.revision(number)))

    def _is_sound(self, path: str, content: bytes) -> bool:
        try:
            self.drafts.writing.check({path: content})
        except BadFile:
            return False
        return True


def stamp_of(one: Versions) -> str:
    """The same for the same three texts alone."""
    return name_of(repr((one.was, one.new, one.ours)).encode())


def _versions(disputes: list[Dispute], known: Mapping[int, Files], ours: Files) -> list[Versions]:
    texts, have = {number: texts_of(files) for number, files in known.items()}, texts_of(ours)
    return [
        Versions(
            one,
            path_of(one.item, ours) or path_of(one.item, known[one.after]) or "",
            texts[one.before].get(one.item),
            texts[one.after].get(one.item),
            have.get(one.item),
        )
        for one in disputes
    ]


def _without(files: Mapping[str, T]) -> dict[str, T]:
    """What a new version may change: the machine's own file of units is live until people take it
    over, and needs no draft."""
    return {path: one for path, one in files.items() if path != OPERATORS}
