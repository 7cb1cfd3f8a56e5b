"""Which loads are put on which house, in which order, and what is noted of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.driver import Run, at_once, at_rate
from benchmarks.houses import House
from benchmarks.kinds import Kind
from benchmarks.post import LATER, PostOffice, Push

FASTEST = 800
"""Messages a second that are prepared for a closed loop: more than any door here takes."""
WARM_UP = 20
"""Messages of each kind before anything is noted."""


@dataclass(frozen=True)
class Load:
    """Messages of one kind: `per_second` at a steady rate, or `hands` at a time without a pause."""

    kind: Kind
    seconds: float
    per_second: float = 0
    hands: int = 0

    @property
    def title(self) -> str:
        """How the load is called in the table."""
        return f"{self.per_second:g}/s" if self.per_second else f"{self.hands} at once"


LOADS = (
    Load(Kind.FAQ, 6, per_second=20),
    Load(Kind.FAQ, 7, per_second=50),
    Load(Kind.FAQ, 3, hands=8),
    Load(Kind.FAQ, 3, hands=32),
    Load(Kind.STEP, 6, per_second=20),
    Load(Kind.STEP, 3, hands=8),
    Load(Kind.PLACE, 6, per_second=20),
    Load(Kind.PLACE, 3, hands=8),
    Load(Kind.TICKET, 6, per_second=20),
    Load(Kind.TICKET, 3, hands=8),
    Load(Kind.TICKET, 3, hands=32),
)


@dataclass(frozen=True)
class Figures:
    """What one load made of one house. Times in milliseconds, over `messages` answers."""

    house: str
    kind: str
    load: str
    messages: int
    per_second: float
    p50: float
    p95: float
    p99: float
    later: int  # acknowledged, answer to follow
    wrong: int  # answered with something else than the kind calls for
    failed: int  # no answer, or a status other than 200


@dataclass
class Bench:
    """Puts loads on houses. Citizens who were asked where something is are remembered, so that a
    later load can let them answer."""

    office: PostOffice
    asked: dict[str, list[str]] = field(default_factory=dict)

    async def warm_up(self, house: House) -> None:
        """Let a house find its feet; whoever is asked something here never answers."""
        for kind in (Kind.FAQ, Kind.STEP, Kind.TICKET):
            await at_once(house.doors, [self.office.push(kind) for _ in range(WARM_UP)], 2, 10)

    async def measure(self, house: House, load: Load) -> Figures:
        """One load on one house."""
        pushes = self._pushes(house, load)
        if load.per_second:
            run = await at_rate(house.doors, pushes, load.per_second)
        else:
            run = await at_once(house.doors, pushes, load.hands, load.seconds)
        if load.kind is Kind.STEP:
            self.asked.setdefault(house.name, []).extend(
                answer.push.citizen
                for answer in run.answers
                if Kind.STEP.is_right(self.office.opened(answer.body))
            )
        return figures(house.name, load, run, self.office.opened)

    def _pushes(self, house: House, load: Load) -> list[Push]:
        many = int(load.seconds * (load.per_second or FASTEST))
        if load.kind is not Kind.PLACE:
            return [self.office.push(load.kind) for _ in range(many)]
        asked = self.asked.get(house.name, [])
        answering, asked[:] = asked[:many], asked[many:]
        return [self.office.push(load.kind, citizen) for citizen in answering]


def figures(house: str, load: Load, run: Run, opened: Callable[[bytes], str]) -> Figures:
    """What a run amounts to; only good answers have a say in the times."""
    good = [answer for answer in run.answers if answer.status == 200]
    later = [answer for answer in good if answer.body == LATER]
    right = [answer for answer in good if load.kind.is_right(opened(answer.body))]
    times = sorted(1000 * answer.seconds for answer in good)
    return Figures(
        house=house,
        kind=load.kind.title,
        load=load.title,
        messages=len(run.answers),
        per_second=round(len(good) / run.seconds, 1) if good else 0.0,
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        p99=percentile(times, 99),
        later=len(later),
        wrong=len(good) - len(later) - len(right),
        failed=len(run.answers) - len(good),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed (nearest rank); 0 of nothing."""
    if not ordered:
        return 0.0
    rank = -(-len(ordered) * percent // 100)
    return round(ordered[max(int(rank) - 1, 0)], 1)
