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
