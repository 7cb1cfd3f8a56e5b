"""What a part of the benchmark found: a table with its method, and the goals it speaks to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A figure that was promised, and what was measured."""

    what: str
    measured: float
    wanted: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the promise holds on this machine, today."""
        if self.at_least:
            return self.measured >= self.wanted
        return self.measured <= self.wanted

    @property
    def line(self) -> str:
        """One line for people."""
        sign = "≥" if self.at_least else "≤"
        verdict = "reached" if self.reached else "NOT REACHED"
        return (
            f"{self.what}: {self.measured:g} {self.unit} (wanted {sign} {self.wanted:g}) {verdict}"
        )


@dataclass(frozen=True)
class Section:
    """One table. Each row has a value for each column."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    method: str
    goals: Sequence[Goal] = ()
    remarks: Sequence[str] = ()

    def as_record(self) -> Mapping[str, Any]:
        """The same for programs."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        goals = [asdict(goal) | {"reached": goal.reached} for goal in self.goals]
        return {
            "title": self.title,
            "rows": rows,
            "method": self.method,
            "goals": goals,
            "remarks": list(self.remarks),
        }
