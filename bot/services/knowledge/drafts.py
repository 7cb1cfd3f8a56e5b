"""The one draft: editors change files and entries side by side, and nothing of anybody is lost."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.entries import FaqEntry
from bot.domain.errors import BadFile, FieldRejected, NotFound, SavedMeanwhile, TurnConflict
from bot.domain.knowledge_check import Finding
from bot.domain.revisions import (
    LARGEST,
    LARGEST_FILE,
    Difference,
    Draft,
    Files,
    Revision,
    belongs,
    differences,
    name_of,
)
from bot.services.knowledge.library import Library
from bot.services.ports.knowledge import Inspector, Writing

TRIES = 20
"""So often a save may lose to another one at the same moment."""
ENTRY = "faq/"


@dataclass(frozen=True)
class Opened:
    """The draft as somebody sees it: `version` is what they hand back when they save."""

    version: int
    base: Revision
    files: Files
    authors: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Drafts:
    """Reads and saves the draft. `by` is the login of who does it.

    `seen` is the version that they saw; None: whatever it is now. Who changes what somebody else
    has changed since then gets SavedMeanwhile; changes of other files and entries go together.
    """

    library: Library
    writing: Writing
    inspect: Inspector

    async def open(self) -> Opened:
        """The draft as it is now. Raises NotFound before there is a knowledge base."""
        draft = await self._draft()
        base = await self.library.revisions.revision(draft.base)
        files = await self.library.contents(draft.over(base.files))
        changed = tuple(sorted(draft.changed))
        return Opened(draft.version, base, files, draft.authors, changed)

    async def put(self, path: str, content: bytes, by: str, seen: int | None) -> int:
        """Write one file; returns the draft's new version. Raises FieldRejected."""
        return await self.put_all({path: content}, by, seen)

    async def put_all(
        self, files: Mapping[str, bytes | None], by: str, seen: int | None = None
    ) -> int:
        """Write several files at once, None removes one; what is the same already is no change.

        Raises FieldRejected for what is no YAML, or no file of a knowledge base.
        """
        _check_files(files)
        self._check_yaml({path: new for path, new in files.items() if new is not None})
        return await self._save(dict(files), tuple(files), by, seen)

    async def entries(self) -> list[FaqEntry]:
        """The known questions of the draft, by key. Raises BadFile."""
        return await asyncio.to_thread(self.writing.entries, (await self.open()).files)

    async def put_entry(self, entry: FaqEntry, by: str, seen: int | None) -> int:
        """Write one known question, new or known. Raises FieldRejected and SavedMeanwhile."""
        return await self.put_entries([entry], by, seen)

    async def put_entries(
        self, entries: Sequence[FaqEntry], by: str, seen: int | None = None
    ) -> int:
        """As `put_entry`, several at once or none of them."""

        def edit(files: Files) -> dict[str, bytes | None]:
            return {**self.writing.edited(files, entries)}

        return await self._save(edit, tuple(f"{ENTRY}{one.key}" for one in entries), by, seen)

    async def edit(self, edit: "Edit", touched: tuple[str, ...], by: str) -> int:
        """Change files whatever they are at that moment; `touched` are their paths."""
        return await self._save(edit, touched, by, None)

    async def remove_entry(self, key: str, by: str, seen: int | None) -> int:
        """Take out a known question. Raises NotFound and SavedMeanwhile."""

        def edit(files: Files) -> dict[str, bytes | None]:
            return {**self.writing.without(files, key)}

        return await self._save(edit, (f"{ENTRY}{key}",), by, seen)

    async def check(self) -> list[Finding]:
        """All that is wrong with the draft, the grave first."""
        return self.inspect((await self.open()).files)

    async def difference(self) -> list[Difference]:
        """What publishing the draft would change of what is live."""
        now = (await self.open()).files
        try:
            _, live = await self.library.live()
        except NotFound:
            return differences({}, now)
        return differences(await self.library.files(live), now)

    async def freeze(self, by: str, name: str = "", note: str = "") -> Revision:
        """The draft as a revision; the draft goes on from there. Without a change: its base."""
        for _ in range(TRIES):
            draft = await self._draft()
            base = await self.library.revisions.revision(draft.base)
            if not draft.changed:
                return base
            files = await self.library.contents(draft.over(base.files))
            revision = await self.library.add(files, draft.authors or (by,), name, note, draft.base)
            assert revision.id
            goes_on = Draft(revision.id, draft.version + 1, touched=draft.touched)
            if await self.library.revisions.save(goes_on, draft.version):
                return revision
        raise TurnConflict("the draft is saved again and again")

    async def begin_from(self, revision: Revision, by: str) -> int:
        """Drop what was changed since, and go on from this revision.

        What is dropped is kept as a revision of its own first.
        """
        await self.freeze(by, note="放弃的草稿")
        draft = await self._draft()
        assert revision.id
        begun = Draft(revision.id, draft.version + 1)
        if not await self.library.revisions.save(begun, draft.version):
            raise SavedMeanwhile(())
        return begun.version

    # --- how ---

    async def _draft(self) -> Draft:
        draft = await self.library.revisions.draft()
        if draft is None:
            raise NotFound("知识库还是空的。请先运行：huiying train")
        return draft

    def _check_yaml(self, files: Files) -> None:
        try:
            self.writing.check(files)
        except BadFile as error:
            line = f"第 {error.line} 行，" if error.line else ""
            told = f"{error.path}：{line}{error.problem}{error.remedy}"
            raise FieldRejected("file", told) from None

    def _entries_changed(
        self, files: Files, changed: Mapping[str, bytes | None]
    ) -> tuple[str, ...]:
        """Whoever has such an entry open, too, must hear of it."""
        before = {path: files[path] for path in changed if path in files}
        after = {path: new for path, new in changed.items() if new is not None}
        was, now = ({one.key: one for one in self.writing.entries(of)} for of in (before, after))
        return tuple(f"{ENTRY}{key}" for key in {*was, *now} if was.get(key) != now.get(key))

    async def _save(
        self,
        edit: "Mapping[str, bytes | None] | Edit",
        touched: tuple[str, ...],
        by: str,
        seen: int | None,
    ) -> int:
        for _ in range(TRIES):
            draft = await self._draft()
            base = await self.library.revisions.revision(draft.base)
            names = draft.over(base.files)
            files = await self.library.contents(names)
            # a file of hundreds of questions takes seconds to read and write: nobody waits for it
            wanted = await asyncio.to_thread(_wanted, edit, files)
            changed = {path: new for path, new in wanted.items() if files.get(path) != new}
            if not changed:
                return draft.version
            _refuse_over_others(draft, touched, seen, files, changed)
            also = await asyncio.to_thread(self._entries_changed, files, changed)
            if sum(map(len, _over(files, changed).values())) > LARGEST:
                raise FieldRejected("file", f"知识库最多 {LARGEST >> 20} MB，这次太大了。")
            await self.library.revisions.keep([new for new in changed.values() if new is not None])
            saved = draft.saved(_named(changed), (*touched, *changed, *also), by)
            if await self.library.revisions.save(_bare(saved, base), draft.version):
                return saved.version
        raise TurnConflict("the draft is saved again and again")


def _wanted(edit: "Mapping[str, bytes | None] | Edit", files: Files) -> Mapping[str, bytes | None]:
    return dict(edit) if isinstance(edit, Mapping) else edit(files)


class Edit(Protocol):
    """What becomes of the draft's files, however they are at that moment."""

    def __call__(self, files: Files) -> Mapping[str, bytes | None]: ...


def _refuse_over_others(
    draft: Draft,
    touched: tuple[str, ...],
    seen: int | None,
    files: Files,
    changed: Mapping[str, bytes | None],
) -> None:
    """Raise SavedMeanwhile if one of these was changed after `seen`.

    A file that is written whole comes over every entry in it, so that its own age counts.
    """
    if seen is not None and any(draft.touched.get(one, 0) > seen for one in touched):
        raise SavedMeanwhile(differences(files, _over(files, changed)))


def _over(files: Files, changed: Mapping[str, bytes | None]) -> dict[str, bytes]:
    merged = {**files, **changed}
    return {path: content for path, content in merged.items() if content is not None}


def _named(changed: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {path: None if new is None else name_of(new) for path, new in changed.items()}


def _bare(draft: Draft, base: Revision) -> Draft:
    """Without what is as it was."""
    changed = {path: name for path, name in draft.changed.items() if base.files.get(path) != name}
    return replace(draft, changed=changed, authors=draft.authors if changed else ())


def _check_files(files: Mapping[str, bytes | None]) -> None:
    for path, content in files.items():
        if not belongs(path):
            problem = (
                f"“{path}”不是知识库的文件：应当是 nlu/、stories/ 里的 .yml 或 domain.yml 等。"
            )
            raise FieldRejected("path", problem)
        if len(content or b"") > LARGEST_FILE:
            told = f"“{path}”太大了，一个文件最多 {LARGEST_FILE >> 20} MB。请拆成几个。"
            raise FieldRejected("file", told)
        try:
            (content or b"").decode("utf-8")
        except UnicodeDecodeError:
            raise FieldRejected("file", f"“{path}”不是 UTF-8 编码的文字。") from None
