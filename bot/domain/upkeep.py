"""What a unit has to do about its answers this week."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.entries import FaqEntry
from bot.domain.entry_age import Age, age_of, is_overdue
from bot.domain.unanswered import Task
from bot.domain.web_links import WebLink, dead_in

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DeadEntry:
    """An answer with addresses that do not open."""

    entry: FaqEntry
    links: tuple[WebLink, ...]


@dataclass(frozen=True)
class Chores:
    """One unit's, by its code. An answer may need several things. `tasks` are what it has taken on
    of the unanswered, due by the end of the week; `late` of them should be done already."""

    unit: str
    expired: tuple[FaqEntry, ...] = ()
    due: tuple[FaqEntry, ...] = ()
    dead: tuple[DeadEntry, ...] = ()
    tasks: tuple[Task, ...] = ()
    late: int = 0

    @property
    def many(self) -> int:
        """How many things there are to do."""
        return sum(map(len, (self.expired, self.due, self.dead, self.tasks)))

    def overdue(self, today: date) -> "Chores":
        """Only the answers that should have been looked at by now: as many as `overdue_of` says."""
        late = tuple(one for one in self.due if is_overdue(one, today))
        return Chores(self.unit, expired=self.expired, due=late)

    @property
    def words(self) -> str:
        """All of it in a sentence or two."""
        late = f"（{self.late} 组过了约定的日期）" if self.late else ""
        parts = {
            f"已过期、不再回答 {len(self.expired)} 条": self.expired,
            f"该核对 {len(self.due)} 条": self.due,
            f"网址打不开 {len(self.dead)} 条": self.dead,
            f"没答上来的话 {len(self.tasks)} 组{late}": self.tasks,
        }
        told = "，".join(words for words, some in parts.items() if some)
        return f"答案和没答上来的话，这周请看一下：{told}。"

    def as_record(self) -> Mapping[str, Any]:
        """As numbers, for a unit's own system."""
        return {
            "text": self.words,
            "expired": len(self.expired),
            "due": len(self.due),
            "dead_links": len(self.dead),
            "unanswered": len(self.tasks),
            "late": self.late,
        }


def chores(
    entries: Sequence[FaqEntry],
    dead: Mapping[str, WebLink],
    tasks: Sequence[Task],
    today: date,
    units: Collection[str],
    otherwise: str,
) -> list[Chores]:
    """Of each unit that has any, who has most first. What belongs to none of `units` is for the
    unit `otherwise`."""

    def owner(code: str | None) -> str:
        return _owner(code, units, otherwise)

    until = (today + WEEK).isoformat()
    soon = sorted((one for one in tasks if one.due and one.due <= until), key=lambda o: o.due or "")
    every = {owner(one.owner) for one in entries} | {owner(one.owner) for one in soon}
    found = [
        _of(
            unit,
            [one for one in entries if owner(one.owner) == unit],
            dead,
            [one for one in soon if owner(one.owner) == unit],
            today,
        )
        for unit in every
    ]
    return sorted((one for one in found if one.many), key=lambda one: (-one.many, one.unit))


def overdue_of(
    entries: Sequence[FaqEntry], today: date, units: Collection[str], otherwise: str
) -> Mapping[str, int]:
    """How many answers each unit should have looked at by now; a unit without any is not in it.
    Whose they are is as for `chores`."""
    late = (one for one in entries if is_overdue(one, today))
    return Counter(_owner(one.owner, units, otherwise) for one in late)


def _owner(code: str | None, units: Collection[str], otherwise: str) -> str:
    return code if code in units and code else otherwise


def _of(
    unit: str,
    entries: Sequence[FaqEntry],
    dead: Mapping[str, WebLink],
    tasks: Sequence[Task],
    today: date,
) -> Chores:
    by_day = sorted(entries, key=lambda one: (one.valid_until, one.key))
    ages = {one.key: age_of(one, today) for one in by_day}
    broken = ((one, dead_in(one, dead)) for one in by_day)
    return Chores(
        unit=unit,
        expired=tuple(one for one in by_day if ages[one.key] is Age.EXPIRED),
        due=tuple(one for one in by_day if ages[one.key] is Age.DUE),
        dead=tuple(DeadEntry(one, links) for one, links in broken if links),
        tasks=tuple(tasks),
        late=sum((one.due or "") < today.isoformat() for one in tasks),
    )
