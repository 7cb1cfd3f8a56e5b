"""The unanswered box: what found no answer, in groups, and what somebody does about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.corrections import Correction, Verdict
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.tickets import Type
from bot.domain.unanswered import Group, Task, TaskState, Unanswered
from bot.services.knowledge.drafts import Drafts
from bot.services.ports.clock import Clock
from bot.services.ports.unanswered import Likeness, Unanswereds

LOOKED_BACK = timedelta(days=30)
STILL_CHOOSING = timedelta(minutes=30)
"""After so long without one of them being taken, questions were offered in vain."""
EXAMPLES = 20
BY_PEOPLE = "people"
"""Stands for the model in an example that somebody labelled by hand."""


@dataclass(frozen=True)
class UnansweredBox:
    """Looks into the box, and empties it. `by` is the login of who does it."""

    box: Unanswereds
    alike: Likeness
    drafts: Drafts
    clock: Clock

    async def groups(self, days: int | None = None) -> list[Group]:
        """What nobody has dealt with yet, the largest group first.

        A group that somebody takes care of counts what came since as well. What was offered just
        now may still be taken.
        """
        back = timedelta(days=days) if days else LOOKED_BACK
        tasks = {one.id: one for one in await self.box.tasks(TaskState.OPEN)}
        waiting = [
            one
            for one in await self.box.since(self.clock() - back)
            if (one.task is None or one.task in tasks) and not self._may_be_taken(one)
        ]
        asked = [way for entry in await self.drafts.entries() for way in entry.ways]
        grouped = self.alike([one.text for one in waiting], asked)
        return [_group([waiting[at] for at in places], tasks) for places in grouped]

    async def assign(
        self, ids: Sequence[int], owner: str, due: str, by: str, task: int | None = None
    ) -> Task:
        """Give a group to a unit, with a date; a known task changes hands. Raises FieldRejected."""
        if not owner.strip():
            raise FieldRejected("owner", "请选一个负责的单位。")
        _check_day(due, self.clock().date())
        kept = await self._task(ids, by, task)
        return await self.box.take(replace(kept, owner=owner.strip(), due=due), ids)

    async def mark(self, ids: Sequence[int], kind: Type, by: str, task: int | None = None) -> Task:
        """Say which type it was: every message is an example for the next training."""
        await self.box.learn(
            [
                Correction(
                    one.text, Type.INQUIRY, kind, BY_PEOPLE, self.clock(), verdict=Verdict.ACCEPTED
                )
                for one in await self._messages(ids, task)
            ]
        )
        return await self._done(ids, TaskState.MARKED, kind.value, by, task)

    async def answered(
        self, ids: Sequence[int], key: str, by: str, task: int | None = None
    ) -> Task:
        """Somebody wrote into the draft what this entry says to it."""
        return await self._done(ids, TaskState.ANSWERED, key, by, task)

    async def dismiss(self, ids: Sequence[int], by: str, task: int | None = None) -> Task:
        """Nothing is to be done about it."""
        return await self._done(ids, TaskState.DISMISSED, "", by, task)

    async def words(self, ids: Sequence[int], task: int | None = None) -> tuple[str, ...]:
        """What was said, fit to be ways to ask: one line each, each once."""
        lines = (" ".join(one.text.split()) for one in await self._messages(ids, task))
        return tuple(dict.fromkeys(line for line in lines if line))

    async def overdue(self) -> list[Task]:
        """Tasks whose date has passed, the oldest date first."""
        today = self.clock().date().isoformat()
        late = [one for one in await self.box.tasks(TaskState.OPEN) if one.due and one.due < today]
        return sorted(late, key=lambda one: one.due or "")

    # --- how ---

    def _may_be_taken(self, one: Unanswered) -> bool:
        return one.offer is not None and self.clock() - one.at < STILL_CHOOSING

    async def _done(
        self, ids: Sequence[int], state: TaskState, outcome: str, by: str, task: int | None
    ) -> Task:
        kept = await self._task(ids, by, task)
        return await self.box.take(replace(kept, state=state, outcome=outcome), ids)

    async def _task(self, ids: Sequence[int], by: str, number: int | None) -> Task:
        if number is not None:
            return replace(await self.box.task(number), by=by)
        words = [one.text for one in await self.box.some(ids)]
        if not words:
            raise NotFound("这些消息已经有人处理了，请刷新再看。")
        return Task(_middle(words), by, self.clock())

    async def _messages(self, ids: Sequence[int], task: int | None) -> list[Unanswered]:
        """Those that nobody takes care of, and those that are the task's already."""
        mine = await self.box.of(task) if task is not None else []
        return [*await self.box.some(ids), *mine]


def _group(some: Sequence[Unanswered], tasks: Mapping[int | None, Task]) -> Group:
    task = next((tasks[one.task] for one in some if one.task in tasks), None)
    words = [one.text for one in some]
    return Group(
        words=task.words if task else _middle(words),
        many=len(some),
        at=max(one.at for one in some),
        examples=tuple(dict.fromkeys(words))[:EXAMPLES],
        whys=tuple(dict.fromkeys(one.why for one in some)),
        ids=[one.id for one in some if one.id is not None and one.task is None],
        task=task,
    )


def _middle(words: Sequence[str]) -> str:
    """One that stands for all: neither the shortest nor the longest."""
    return sorted(words, key=len)[len(words) // 2]


def _check_day(due: str, today: date) -> None:
    try:
        day = date.fromisoformat(due)
    except ValueError:
        raise FieldRejected("due", "日期请写成 2027-12-31 这样。") from None
    if day < today:
        raise FieldRejected("due", "这个日期已经过去了，请选今天或以后。")
