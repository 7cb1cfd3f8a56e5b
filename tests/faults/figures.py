"""What a campaign found: figures with their targets, and who offends."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rich.console import Console
from rich.table import Table

Value = int | float
AT_LEAST, AT_MOST = "≥ ", "≤ "
OFFENDERS_SHOWN = 20


@dataclass(frozen=True)
class Figure:
    """One number. `target` is how it should be, in words; `offenders` are what makes it miss.

    `timed`: it depends on what else the machine does.
    """

    name: str
    value: Value
    target: str = ""
    met: bool = True
    offenders: Sequence[str] = ()
    timed: bool = False

    def as_record(self) -> dict[str, Any]:
        """The figure as plain JSON values."""
        return asdict(self) | {"offenders": list(self.offenders)}


@dataclass(frozen=True)
class Outcome:
    """All figures of one campaign over one store, and how they were found.

    `runs`: so many were added up; 0 for one that ran itself.
    """

    campaign: str
    store: str
    seed: int
    seconds: float
    method: str
    figures: Sequence[Figure]
    runs: int = 0

    @property
    def missed(self) -> Sequence[Figure]:
        """Figures that are not as they should be."""
        return [figure for figure in self.figures if not figure.met]

    def as_record(self) -> dict[str, Any]:
        """The outcome as plain JSON values."""
        figures = [figure.as_record() for figure in self.figures]
        return asdict(self) | {"figures": figures, "seconds": round(self.seconds, 1)}


def told(name: str, value: Value) -> Figure:
    """A figure that cannot be missed."""
    return Figure(name, value)


def none_of(name: str, offenders: Sequence[str]) -> Figure:
    """A figure that should be 0."""
    return Figure(name, len(offenders), "0", not offenders, offenders)


def at_least(name: str, value: float, least: float) -> Figure:
    """A figure that should not be less."""
    return Figure(name, value, f"{AT_LEAST}{least:g}", value >= least)


def at_most(name: str, value: float, most: float | None) -> Figure:
    """A figure that should not be more, if there is a bound."""
    if most is None:
        return told(name, value)
    return Figure(name, value, f"{AT_MOST}{most:g}", value <= most)


def in_time(name: str, seconds: float, most: float) -> Figure:
    """So many seconds; they should not be more."""
    return Figure(f"{name} (s)", round(seconds, 2), f"≤ {most:g}", seconds <= most, timed=True)


def none_late(name: str, offenders: Sequence[str]) -> Figure:
    """A figure that should be 0, of what was too slow."""
    return replace(none_of(name, offenders), timed=True)


def total(outcomes: Sequence[Outcome]) -> Outcome:
    """Several runs of one campaign as one: values and offenders are added up."""
    by_name: dict[str, list[Figure]] = defaultdict(list)
    for outcome in outcomes:
        for figure in outcome.figures:
            by_name[figure.name].append(figure)
    figures = [_added(same) for same in by_name.values()]
    seconds = sum(outcome.seconds for outcome in outcomes)
    name = f"{outcomes[0].campaign}, {len(outcomes)} seeds"
    return replace(outcomes[0], campaign=name, seconds=seconds, figures=figures, runs=len(outcomes))


def _added(same: Sequence[Figure]) -> Figure:
    target = same[0].target
    if not same[0].timed and (sign := target[: len(AT_LEAST)]) in (AT_LEAST, AT_MOST):
        target = f"{sign}{sum(float(one.target.removeprefix(sign)) for one in same):g}"
    return Figure(
        same[0].name,
        sum(one.value for one in same),
        target,
        all(one.met for one in same),
        [offender for one in same for offender in one.offenders],
    )


def show(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Print every figure, the methods, and whom to look at."""
    table = Table(title="Under fire")
    for name in ("campaign", "store", "figure"):
        table.add_column(name)
    for name in ("value", "target"):
        table.add_column(name, justify="right")
    table.add_column("")
    for outcome in outcomes:
        for number, figure in enumerate(outcome.figures):
            first = (outcome.campaign, outcome.store) if number == 0 else ("", "")
            mark = "" if not figure.target else "[green]met[/]" if figure.met else "[red]MISSED[/]"
            table.add_row(*first, figure.name, str(figure.value), figure.target, mark)
        table.add_section()
    console.print(table)
    for campaign, method in {one.campaign: one.method for one in outcomes if not one.runs}.items():
        console.print(f"[bold]{campaign}[/]: {method}")
    for outcome in outcomes:
        for figure in outcome.missed:
            who = ", ".join(figure.offenders[:OFFENDERS_SHOWN])
            where = f"{outcome.campaign} over {outcome.store}, seed {outcome.seed}"
            console.print(f"[red]{where}: {figure.name} is {figure.value}[/] {who}")
