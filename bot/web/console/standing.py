"""How each unit stands: what it is late with, and what waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.people import figures_of
from bot.services.ports.tally import Tally, Waiting
from bot.web.console.figures import Figure, of_tickets
from bot.web.console.filters import OPEN_TAB, Filter
from bot.web.console.upkeep import overdue_list
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class UnitRow:
    """One unit's. `left` is what is open and not overdue, `answers` are those that it should have
    looked at by now. `waiting` is None for a unit with nothing open."""

    name: str
    overdue: Figure
    answers: Figure
    left: int
    open: Figure
    waiting: Waiting | None = None

    @property
    def late(self) -> int:
        """All that it is late with: an answer weighs as much as a ticket, for it misleads whoever
        asks."""
        return self.overdue.number + self.answers.number


def standings(visit: Visit, tally: Tally, answers: Mapping[str, int]) -> list[UnitRow]:
    """Every unit in sight that has tickets open or answers overdue; who is late with most first."""
    waiting = {one.department: one for one in tally.waiting}
    sight = figures_of(visit.person, visit.house.catalogue())
    seen = [code for code in answers if sight and sight.covers(code)]
    codes = dict.fromkeys([*waiting, *seen])
    rows = [_row(visit, code, waiting.get(code), answers) for code in codes]
    return sorted(rows, key=lambda one: (-one.late, -one.open.number, one.name))


def _row(
    visit: Visit, code: str | None, waiting: Waiting | None, answers: Mapping[str, int]
) -> UnitRow:
    name = visit.house.unit(code) if code else "还没有派出去"
    held, overdue = (waiting.open, waiting.overdue) if waiting else (0, 0)
    late = Filter(tab=OPEN_TAB, unit=code, overdue=True)
    return UnitRow(
        name=name,
        overdue=of_tickets(visit, name, overdue, late),
        answers=_answers(visit, name, code, answers),
        left=held - overdue,
        open=of_tickets(visit, name, held, Filter(tab=OPEN_TAB, unit=code)),
        waiting=waiting,
    )


def _answers(visit: Visit, name: str, code: str | None, answers: Mapping[str, int]) -> Figure:
    many = answers.get(code, 0) if code else 0
    return Figure(name, many, overdue_list(visit, code) if code and many else "")
