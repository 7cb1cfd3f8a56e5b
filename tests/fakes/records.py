"""Pages, alarms and corrections in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.corrections import Correction, Verdict
from bot.domain.errors import NotFound
from bot.domain.parcels import (
    Alarm,
)
from bot.domain.unanswered import Task, TaskState, Unanswered

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakePages:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def read(self, token: str) -> str:
        if token not in self._store.kept.pages:
            raise NotFound("no such page")
        return self._store.kept.pages[token]


class FakeAlarms:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def counts(self, since: datetime) -> dict[str, float]:
        kept = self._store.kept.alarms.values()
        return dict(Counter(alarm.kind for alarm in kept if alarm.at >= since))

    async def recent(self, since: datetime, limit: int = 50) -> list[Alarm]:
        alarms = [alarm for alarm in self._store.kept.alarms.values() if alarm.at >= since]
        by_name = sorted(alarms, key=lambda alarm: (alarm.kind, alarm.subject))
        return sorted(by_name, key=lambda alarm: alarm.at, reverse=True)[:limit]


class FakeCorrections:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def of(self, verdict: Verdict) -> list[Correction]:
        return [one for one in self._store.kept.corrections if one.verdict is verdict]

    async def decide(self, ids: Sequence[int], verdict: Verdict) -> list[int]:
        kept = self._store.kept.corrections
        self._store.kept.corrections = [
            replace(one, verdict=verdict) if one.id in ids else one for one in kept
        ]
        return [one.id for one in kept if one.id in ids]


class FakeUnanswered:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def since(self, at: datetime, limit: int = 5000) -> list[Unanswered]:
        return [one for one in self._store.kept.unanswered[::-1] if one.at >= at][:limit]

    async def some(self, ids: Sequence[int]) -> list[Unanswered]:
        return [one for one in self._store.kept.unanswered[::-1] if one.id in ids]

    async def of(self, task: int) -> list[Unanswered]:
        return [one for one in self._store.kept.unanswered[::-1] if one.task == task]

    async def take(self, task: Task, ids: Sequence[int]) -> Task:
        tasks = self._store.kept.tasks
        if task.id is None:
            task = replace(task, id=len(tasks) + 1)
            tasks.append(task)
        else:
            await self.task(task.id)
            tasks[task.id - 1] = task
        self._store.kept.unanswered = [
            replace(one, task=task.id) if one.id in ids and one.task is None else one
            for one in self._store.kept.unanswered
        ]
        return task

    async def task(self, number: int) -> Task:
        if not 0 < number <= len(self._store.kept.tasks):
            raise NotFound("no such task")
        return self._store.kept.tasks[number - 1]

    async def tasks(self, state: TaskState | None = None) -> list[Task]:
        return [one for one in self._store.kept.tasks[::-1] if state in (None, one.state)]

    async def learn(self, corrections: Sequence[Correction]) -> None:
        for one in corrections:
            self._store.kept.corrections.append(
                replace(one, id=len(self._store.kept.corrections) + 1)
            )
