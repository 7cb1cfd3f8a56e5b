"""Do citizens write as they did when this model was released? Turns count, a worker watches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.domain.drift import Counts, Drift, drift, ordinary_week
from bot.domain.errors import StoreAway
from bot.domain.parcels import Alarm
from bot.services.ports.alarms import Bell
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue, Heard, Turned, Understanding
from bot.services.ports.drift import Diary

WEEK = timedelta(days=7)
ALARM = "understanding.drift"


@dataclass(frozen=True)
class Release:
    """A model, and what it made of an ordinary week when it was new."""

    model: str
    counts: Counts


@dataclass
class Tally:
    """Counts what this process understood, until it is written down."""

    diary: Diary
    clock: Clock
    _days: dict[tuple[date, str], list[tuple[str | None, float]]] = field(default_factory=dict)

    def note(self, understood: Understanding) -> None:
        """One message more today."""
        today = (self.clock().date(), understood.model)
        told = (understood.intent, understood.confidence)
        self._days.setdefault(today, []).append(told)

    async def write_down(self) -> None:
        """Hand the counts over to the diary; while its store is away they are kept."""
        noted, self._days = self._days, {}
        if not noted:
            return
        try:
            await self.diary.add({day: Counts.of(told) for day, told in noted.items()})
        except StoreAway:
            for day, told in noted.items():
                self._days.setdefault(day, []).extend(told)
            raise


@dataclass(frozen=True)
class NotedDialogue:
    """Keeps the port `Dialogue` for another one, and counts how its words were understood.

    A choice that was taken was not understood by anybody: it does not count.
    """

    dialogue: Dialogue
    tally: Tally

    @property
    def model(self) -> str:
        return self.dialogue.model

    async def parse(self, text: str) -> Understanding:
        return await self.dialogue.parse(text)

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return self.dialogue.asks(memory)

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return self.dialogue.interrupted(memory)

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        turned = await self.dialogue.respond(heard, memory, desk)
        if heard.choice is None:
            self.tally.note(turned.understanding)
        return turned


@dataclass
class DriftWatch:
    """Compares the last week with the release once a day, and rings when it has gone far."""

    diary: Diary
    release: Callable[[], Release | None]
    bell: Bell
    clock: Clock
    _rang_on: date | None = None

    async def look(self) -> Drift | None:
        """None when there is no release to compare with."""
        release = self.release()
        if release is None:
            return None
        found = drift(release.counts, await last_week(self.diary, release.model, self.clock))
        today = self.clock().date()
        if found.alarms and self._rang_on != today:
            self._rang_on = today
            await self.bell(Alarm(ALARM, release.model, _told(found), self.clock()))
        return found


async def last_week(diary: Diary, model: str, clock: Clock) -> Counts:
    """What this model made of the messages of seven days, today among them."""
    return await diary.since((clock() - WEEK).date() + timedelta(days=1), model)


async def measure(dialogue: Dialogue) -> Counts:
    """What a fresh model makes of an ordinary week."""
    read = [await dialogue.parse(text) for text in ordinary_week()]
    return Counts.of((one.intent, one.confidence) for one in read)


def _told(found: Drift) -> str:
    what = {
        f"诉求构成变了（PSI {found.index:.2f}）": found.mix,
        "平均置信度变了": found.confidence,
        "没听懂的比例变了": found.fallback,
    }
    named = "、".join(words for words, so in what.items() if so)
    return f"最近一周和模型发布时不一样：{named}。请运行 huiying drift 查看，必要时补例句重新训练。"
