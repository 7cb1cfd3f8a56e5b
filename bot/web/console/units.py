"""Units as a list that shows who stands below whom, and how each is doing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.dispatch import Department
from bot.services.ports.dispatches import Undelivered
from bot.services.ports.tally import Waiting
from bot.services.reaching import Reached

DEEPEST = 5
"""Further down is shown as deep."""
HANDLES = 4
"""So many of its topics stand in the list."""


@dataclass(frozen=True)
class UnitLine:
    """One unit. What is None is not known to whoever looks, or never happened. `answers` are those
    that it should have looked at by now."""

    unit: Department
    depth: int
    reached: Reached
    waiting: Waiting | None
    undelivered: Undelivered | None
    last_at: datetime | None
    answers: int = 0

    @property
    def handles(self) -> str:
        """Some of what it handles, in a few words."""
        titles = [clause.title for clause in self.unit.clauses]
        more = f"等 {len(titles)} 类" if len(titles) > HANDLES else ""
        return "；".join(titles[:HANDLES]) + more


def lines_of(
    units: Sequence[Department],
    reached: Mapping[str, Reached],
    waiting: Mapping[str | None, Waiting],
    undelivered: Mapping[str, Undelivered],
    last: Mapping[str, datetime],
    answers: Mapping[str, int],
) -> list[UnitLine]:
    """Every unit, each right below the one it belongs to."""
    return [
        UnitLine(
            unit=unit,
            depth=min(depth, DEEPEST),
            reached=reached[unit.code],
            waiting=waiting.get(unit.code),
            undelivered=undelivered.get(unit.code),
            last_at=last.get(unit.code),
            answers=answers.get(unit.code, 0),
        )
        for unit, depth in in_order(units)
    ]


def in_order(units: Sequence[Department]) -> Iterator[tuple[Department, int]]:
    """With its depth. Units above each other in a ring, by mistake, all stand on top."""
    known = {unit.code for unit in units}
    below: defaultdict[str | None, list[Department]] = defaultdict(list)
    for unit in units:
        below[unit.parent if unit.parent in known else None].append(unit)
    shown: set[str] = set()

    def walk(parent: str | None, depth: int) -> Iterator[tuple[Department, int]]:
        for unit in below[parent]:
            shown.add(unit.code)
            yield unit, depth
            yield from walk(unit.code, depth + 1)

    yield from walk(None, 0)
    yield from ((unit, 0) for unit in units if unit.code not in shown)
