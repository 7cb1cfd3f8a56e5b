"""What passed its trial becomes live, an answer at once, and what was live comes back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.entries import FaqEntry
from bot.domain.errors import FieldRejected, NotFound, NotReleasable, SavedMeanwhile
from bot.domain.releases import Override, Release, Trial
from bot.domain.revisions import Draft, Revision, differences
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import Library
from bot.services.ports.knowledge import Announcer, Models

KEPT = 10
"""Releases whose models are kept, so that one can go back to them."""
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Publishing:
    """Makes releases. With `two_persons` nobody publishes what they wrote themselves.

    `by` is the login of who does it; whether they may publish at all, the door has asked.
    """

    drafts: Drafts
    models: Models
    announcer: Announcer
    two_persons: bool = False

    @property
    def library(self) -> Library:
        return self.drafts.library

    async def publish(self, trial_id: int, by: str, note: str = "") -> Release:
        """Make the revision of a trial live, with its model. Raises NotReleasable."""
        trial = await self.library.releases.trial(trial_id)
        await self._refuse(trial, by)
        override = trial.override if trial.against else None
        assert trial.model
        release = Release(
            trial.revision,
            trial.model,
            by,
            self.library.clock(),
            note,
            reason=override.reason if override else "",
            asked_by=override.by if override else "",
        )
        return await self._live(release, trial.after)

    async def ask_to_override(self, trial_id: int, by: str, reason: str) -> Trial:
        """Ask that somebody else publish it in spite of what was found.

        Raises NotReleasable where there is nothing to override or no model, and FieldRejected.
        """
        trial = await self.library.releases.trial(trial_id)
        if trial.model is None or trial.report is None:
            raise NotReleasable("没有训练出模型，不能发布。", trial.against)
        if not trial.against:
            raise NotReleasable("测试已经通过，直接发布就行。")
        if len(reason.strip()) < SHORTEST_REASON:
            raise FieldRejected("reason", f"请写明理由，至少 {SHORTEST_REASON} 个字。")
        asked = Override(by, reason.strip(), self.library.clock())
        trial = replace(trial, override=asked)
        await self.library.releases.tell(trial)
        return trial

    async def barred(self, trial: Trial) -> set[str]:
        """The logins that may not publish this trial, since a second person has to agree.

        Where something speaks against it, whoever wrote it or gave the reason is none.
        """
        if not (self.two_persons or trial.against):
            return set()
        authors = await self._authors(trial.revision, await self.library.releases.live())
        return authors | ({trial.override.by} if trial.override else set())

    async def roll_back(self, by: str, to: int | None = None, note: str = "") -> Release:
        """Make an earlier release live again: files, stories, model and catalogue as one.

        Without `to` the one before the live one. Raises NotFound.
        """
        known = await self.library.releases.releases(limit=500)
        if len(known) < 2:
            raise NotFound("没有更早的发布可以退回。")
        live = known[0]
        back = next((one for one in known[1:] if to is None or one.id == to), None)
        if back is None:
            raise NotFound(f"没有编号为 {to} 的更早的发布。")
        if not await self.models.has(back.model):
            raise NotFound("那一次发布的模型已经不在了。请从那个版本重新训练。")
        told = note or f"退回到第 {back.id} 次发布"
        again = Release(back.revision, back.model, by, self.library.clock(), told)
        return await self._live(again, live.id)

    async def answer_now(self, entry: FaqEntry, by: str, seen: FaqEntry | None = None) -> Release:
        """Make a changed answer live at once, and part of the draft; no model must learn of it.

        `seen` is the live entry as its editor saw it. Raises SavedMeanwhile if it is another by
        now, and NotReleasable for what needs a training or a second person.
        """
        release, revision = await self.library.live()
        files = await self.library.files(revision)
        writing = self.drafts.writing
        known = {one.key: one for one in await asyncio.to_thread(writing.entries, files)}
        before = known.get(entry.key)
        if entry.needs_training(before):
            raise NotReleasable("问法或问题变了，要训练以后才能发布。已发布的答案没有动。")
        if self.two_persons:
            raise NotReleasable("本单位规定要由另一位同志发布。请存进草稿，由发布人发布。")
        new = {**files, **await asyncio.to_thread(writing.edited, files, [entry])}
        if seen is not None and seen != before:
            raise SavedMeanwhile(differences(files, new))
        told = f"改答案：{entry.question}"
        after = await self.library.add(new, (by,), note=told, parent=revision.id)
        await self._also_in_the_draft(entry, by, revision, after)
        assert after.id
        changed = replace(release, revision=after.id, by=by, at=self.library.clock(), note=told)
        return await self._live(replace(changed, reason="", asked_by="", id=None), release.id)

    # --- how ---

    async def _refuse(self, trial: Trial, by: str) -> None:
        """Raise NotReleasable unless this person may publish this trial now."""
        if trial.model is None or trial.report is None:
            raise NotReleasable("还没有训练和测试好，不能发布。", trial.against)
        live = await self.library.releases.live()
        if (live.id if live else None) != trial.after:
            raise NotReleasable("测试以后又发布过别的版本。请重新训练、测试，再发布。")
        if trial.against:
            _refuse_override(trial, by)
        if by in await self.barred(trial):
            raise NotReleasable("不能发布自己改的内容。请另一位同志来发布。")

    async def _authors(self, number: int, live: Release | None) -> set[str]:
        """Everybody who wrote something between what is live and this revision."""
        authors: set[str] = set()
        at: int | None = number
        while at is not None and (live is None or at != live.revision):
            revision = await self.library.revisions.revision(at)
            authors |= {*revision.authors}
            at = revision.parent
        return authors

    async def _live(self, release: Release, after: int | None) -> Release:
        published = await self.library.releases.publish(release, after)
        newest = await self.library.releases.releases(KEPT)
        await self.models.forget([*{one.model for one in newest}, *await self._on_trial()])
        await self.announcer.wake()
        return published

    async def _on_trial(self) -> Sequence[str]:
        return [one.model for one in await self.library.releases.trials() if one.model]

    async def _also_in_the_draft(
        self, entry: FaqEntry, by: str, was: Revision, after: Revision
    ) -> None:
        """Or the next release would bring the old answer back."""
        draft = await self.library.revisions.draft()
        if draft and draft.base == was.id and _holds_no_more(draft, was, after):
            assert after.id
            touched = {
                **draft.touched,
                f"faq/{entry.key}": draft.version + 1,
                entry.path: draft.version + 1,
            }
            moved = Draft(after.id, draft.version + 1, touched=touched)
            if await self.library.revisions.save(moved, draft.version):
                return
        mine = {one.key: one for one in await self.drafts.entries()}.get(entry.key)
        if mine:
            both = entry.changed(question=mine.question, ways=mine.ways, path=mine.path)
            await self.drafts.put_entry(both, by, None)


def _holds_no_more(draft: Draft, was: Revision, after: Revision) -> bool:
    """Whether nothing is drafted but what has just become live."""
    return not draft.changed or draft.over(was.files) == dict(after.files)


def _refuse_override(trial: Trial, by: str) -> None:
    override = trial.override
    if override is None:
        problem = "有测试没有通过，不能发布。确实需要的，请写明理由，再请另一位同志发布。"
        raise NotReleasable(problem, trial.against)
    if override.by == by:
        raise NotReleasable("理由是您自己写的，要请另一位同志来发布。", trial.against)
