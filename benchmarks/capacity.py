"""What a city or a province needs: which part is full first, and what is added then.

`python -m benchmarks.capacity --measured out.json` takes the cost of a message from a run of
`make bench --json out.json`, and checks itself: from the costs with one gateway it foretells how
many messages two gateways take, and compares that with what the same run measured.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import demand, report
from benchmarks.demand import PLACES, Place
from benchmarks.sections import Goal, Section

FULL = 0.7
"""So busy a part may be in the worst minute: above it, waiting grows faster than the load."""
LARGEST_DATABASE = 64
"""Cores of the largest machine that one would give to a PostgreSQL."""
UNIT_HANDS, UNIT_ANSWERS_S = 4, 0.3
"""So many parcels are on their way to one unit at a time; its system takes so long (assumed)."""
WORST_UNIT = 0.5
"""Assumed: the share of a storm's tickets that one unit gets (water, drains)."""
WRONG_BY = 0.25
"""The prediction is good if it is no further off than this."""


@dataclass(frozen=True)
class Costs:
    """Processor milliseconds, measured with `make bench`."""

    gateway: float
    database: float
    redis: float
    parcel: float  # of a worker, for one parcel
    client: float = 0.5  # of the one who measures, on the same cores

    @property
    def all(self) -> float:
        """What a message takes of a machine on which everything runs."""
        return self.gateway + self.database + self.redis + self.client


DEFAULT = Costs(gateway=5.5, database=1.6, redis=0.1, parcel=12.0)
"""Of 23 November 2026, rounded up; docs/performance.md has the run."""


@dataclass(frozen=True)
class House:
    """How much of everything there is."""

    gateways: int = 2
    database_cores: int = 4
    workers: int = 1
    installations: int = 1  # each with a database and a Redis of its own


@dataclass
class Station:
    """Work waits here until it is done; `speed` is messages a second."""

    name: str
    speed: float
    waiting: float = 0.0
    worst: float = 0.0
    late: list[tuple[float, float]] = field(default_factory=list)

    def take(self, messages: float) -> float:
        """One second: what came in; returns what goes on."""
        self.worst = max(self.worst, messages / self.speed)
        self.waiting += messages
        done = min(self.waiting, self.speed)
        self.waiting -= done
        self.late.append((self.waiting / self.speed + self._queue_s(messages), messages))
        return done

    def _queue_s(self, messages: float) -> float:
        """The mean wait within the second (M/M/1, one server as fast as all of them together);
        where messages are left over, they are the wait."""
        busy = messages / self.speed
        return 0.0 if self.waiting else busy / (1.01 - busy) / self.speed

    @property
    def p99_s(self) -> float:
        """How late the 99th of 100 messages is."""
        count = sum(messages for _, messages in self.late)
        for wait, messages in sorted(self.late, reverse=True):
            count -= messages
            if count <= 0.99 * sum(messages for _, messages in self.late):
                return wait
        return 0.0


def storm(place: Place, house: House, costs: Costs, seed: int = 1) -> list[Station]:
    """Let the storm come over this house; the stations as they ended."""
    parcels = demand.TICKETS_A_REQUEST * demand.PARCELS_A_TICKET / demand.MESSAGES_A_REQUEST
    gateways = Station("gateways", house.gateways * 1000 / costs.gateway)
    cores = house.database_cores * house.installations
    database = Station("database", cores * 1000 / costs.database)
    redis = Station("Redis", house.installations * 1000 / costs.redis)
    workers = Station("workers", house.workers * 1000 / costs.parcel)
    unit = Station("one unit's system", UNIT_HANDS / UNIT_ANSWERS_S)
    for messages in demand.seconds_of_storm(place, random.Random(seed)):
        taken = database.take(redis.take(gateways.take(messages)))
        sent = workers.take(taken * parcels)
        unit.take(sent / 2 * WORST_UNIT * place.struck)
    return [gateways, redis, database, workers, unit]


def enough(place: Place, costs: Costs, house: House | None = None) -> tuple[House, list[str]]:
    """A house that stands the storm, and what was added on the way to it, in order."""
    house = house or House()
    added: list[str] = []
    while True:
        ours = storm(place, house, costs)[:-1]
        fullest = max(ours, key=lambda station: station.worst)
        if fullest.worst <= FULL:
            return house, added
        house, what = _more(house, fullest.name)
        added.append(f"{fullest.name} {fullest.worst:.0%} full: {what}")


def _more(house: House, name: str) -> tuple[House, str]:
    """Half as much again of what is full."""
    if name == "database" and house.database_cores < LARGEST_DATABASE:
        cores = 2 * house.database_cores
        return replace(house, database_cores=cores), f"{cores} cores"
    part = name if name in ("gateways", "workers") else "installations"
    many = getattr(house, part) + max(getattr(house, part) // 2, 1)
    return replace(house, **{part: many}), f"{many} {part}"


def in_order(added: Sequence[str]) -> str:
    """What was full first, and what after it; each part once, with what it got in the end."""
    first = {step.partition(":")[0].rpartition(" ")[0].rpartition(" ")[0]: step for step in added}
    last = {step.partition(" ")[0]: step.partition(": ")[2] for step in added}
    return ", then ".join(f"{name}: {last[name.partition(' ')[0]]}" for name in first) or "nothing"


def section(costs: Costs) -> Section:
    """What each place needs."""
    rows = []
    for place in PLACES:
        house, added = enough(place, costs)
        stations = storm(place, house, costs)
        peak = max(place.per_second(hour / 60, storm=True) for hour in range(24 * 60))
        rows.append(
            (
                *(place.name, round(place.messages_a_day), round(place.per_second(9.5, False), 1)),
                *(round(peak, 1), house.gateways, house.database_cores * house.installations),
                house.workers,
                f"{max(s.p99_s for s in stations[:3]) * 1000:.0f} ms",
                f"{stations[-1].worst:.0%}",
                in_order(added),
            )
        )
    method = f"""\
A rainstorm over each place, second by second (benchmarks/demand.py): messages come by chance
around a daily profile that rises to {demand.STORM_PEAK:g} times the usual within five minutes. Each
part does so many a second as its measured cost allows, what is more waits: {costs.gateway:g} ms of
a gateway, {costs.database:g} of the database, {costs.redis:g} of Redis a message, {costs.parcel:g}
of a worker a parcel. A part is full above {FULL:.0%} in its worst second; then the fullest part
gets more, until none is. "unit" is how full the system of the unit is that gets half of the storm's
tickets: above 100 % its parcels wait."""
    columns = (
        *("place", "messages a day", "a second, busiest hour", "a second, storm", "gateways"),
        *("database cores", "workers", "p99 wait", "unit", "what is full first, and what it gets"),
    )
    return Section("What a city and a province need", columns, rows, method)


# --- against what was measured --------------------------------------------------------------------


def foretold(costs: Costs, gateways: int, cores: float) -> float:
    """Messages a second on one machine: a gateway is one thread, and all share the cores."""
    return min(gateways * 1000 / costs.gateway, cores * 1000 / costs.all)


def check(parts: Mapping[str, Any], cores: int) -> Section:
    """Two gateways foretold from the costs with one, beside what was measured with two."""
    measured = {row["house"]: row for row in parts["sustained"][0]["rows"]}
    names = ("SQLite", "PostgreSQL", "PostgreSQL, 2 gateways")
    rows = [_foretold_and_measured(measured, name, cores) for name in names]
    [_, _, one, one_was], [_, _, two, two_was] = rows[1][:4], rows[2][:4]
    off = abs(two / one / (two_was / one_was) - 1) if one_was and two_was else 1.0
    goals = [Goal("a second gateway's gain, foretold", round(off, 2), WRONG_BY, "off")]
    method = f"""\
Foretold from the processor time of a message with ONE gateway: a gateway is one thread, and all
parts and the client share {cores} cores, of which none idles. Measured: the highest rate with p99
within half a second, which lies below that, because queues grow before everything is busy. "gain":
how many times as much two gateways take over PostgreSQL, foretold against measured. Over SQLite,
which has one writer, this model says nothing of a second gateway."""
    columns = ("house", "gateways", "foretold/s", "sustained/s", "measured of foretold")
    return Section("The simulation against the measurement", columns, rows, method, goals)


def _foretold_and_measured(
    measured: Mapping[str, Any], name: str, cores: int
) -> tuple[str, int, int, int, str]:
    gateways = 2 if name.endswith("2 gateways") else 1
    costs = costs_of(measured[name.removesuffix(", 2 gateways")])
    said, was = foretold(costs, gateways, cores), measured[name]["sustained/s"]
    return name, gateways, round(said), round(was), f"{was / said:.0%}"


def costs_of(row: Mapping[str, Any]) -> Costs:
    """The costs that a row of the sustained rates was measured with."""
    return Costs(
        gateway=row["gateway ms"],
        database=row["database ms"],
        redis=max(row["redis ms"], 0.01),
        parcel=max(row["worker ms a ticket"], 0.01),
        client=1000 * row["client"] / max(row["sustained/s"], 1),
    )


def sections(parts: Mapping[str, Any] | None, cores: int) -> list[Section]:
    """Everything, from a run's parts as JSON; without one from the costs that were kept."""
    if not parts or "sustained" not in parts:
        return [section(DEFAULT)]
    rows = {row["house"]: row for row in parts["sustained"][0]["rows"]}
    return [section(costs_of(rows["PostgreSQL, 2 gateways"])), check(parts, cores)]


def main(
    measured: Annotated[Path | None, typer.Option(help="What make bench wrote with --json")] = None,
) -> None:
    """Print what a county, a city and a province need."""
    console = Console(highlight=False, width=160)
    record = json.loads(measured.read_text("utf-8")) if measured else {}
    for one in sections(record.get("parts"), int(record.get("facts", {}).get("cores", 2))):
        report.show(console, one)


if __name__ == "__main__":
    typer.run(main)
