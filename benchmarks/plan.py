"""Puts loads on houses, and notes what came back and what it cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.driver import ANSWER_S, Run, at_once, at_rate
from benchmarks.houses import House
from benchmarks.kinds import Kind, Said
from benchmarks.post import LATER, PostOffice, Push

FASTEST = 500
"""Messages a second that are prepared for a closed loop: more than any door here takes."""
WARM_UP = 20
"""Messages of each kind before anything is noted."""


@dataclass(frozen=True)
class Load:
    """Messages of one kind: `per_second` at a steady rate, or `hands` at a time without a pause."""

    kind: Said
    seconds: float
    per_second: float = 0
    hands: int = 0
    most_behind_s: float = ANSWER_S

    @property
    def title(self) -> str:
        """How the load is called in the table."""
        return f"{self.per_second:g}/s" if self.per_second else f"{self.hands} at once"


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
    client: float = 0.0  # the client's share of one core
    cost: Mapping[str, float] = field(default_factory=dict)  # processor ms a message, by part
    broken_off: bool = False

    @property
    def bad(self) -> int:
        """Answers that are not what the citizen should have got at once."""
        return self.later + self.wrong + self.failed


@dataclass
class Bench:
    """Puts loads on houses. Citizens who were asked where something is are remembered, so that a
    later load can let them answer."""

    office: PostOffice
    asked: dict[str, list[str]] = field(default_factory=dict)

    async def warm_up(self, house: House, many: int = WARM_UP) -> None:
        """Let a house find its feet; whoever is asked something here never answers."""
        for kind in (Kind.FAQ, Kind.STEP, Kind.TICKET):
            hands = 2 * len(house.doors)
            pushes = [self.office.push(kind) for _ in range(many * len(house.doors))]
            await at_once(house.doors, pushes, hands, 20)

    async def measure(self, house: House, load: Load) -> Figures:
        """One load on one house."""
        pushes = self._pushes(house, load)
        before = house.processor_s()
        if load.per_second:
            run = await at_rate(house.doors, pushes, load.per_second, load.most_behind_s)
        else:
            run = await at_once(house.doors, pushes, load.hands, load.seconds)
        after = house.processor_s()
        self._remember(house, load, run)
        spent = {part: after[part] - before[part] for part in before}
        return figures(house.name, load, run, self.office.opened, spent)

    def _remember(self, house: House, load: Load, run: Run) -> None:
        if load.kind is Kind.STEP:
            self.asked.setdefault(house.name, []).extend(
                answer.push.citizen
                for answer in run.answers
                if Kind.STEP.is_right(self.office.opened(answer.body))
            )

    def _pushes(self, house: House, load: Load) -> list[Push]:
        many = max(int(load.seconds * (load.per_second or FASTEST)), 1)
        if load.kind is not Kind.PLACE:
            return [self.office.push(load.kind) for _ in range(many)]
        asked = self.asked.get(house.name, [])
        answering, asked[:] = asked[:many], asked[many:]
        return [self.office.push(load.kind, citizen) for citizen in answering]


def figures(
    house: str,
    load: Load,
    run: Run,
    opened: Callable[[bytes], str],
    spent: Mapping[str, float] | None = None,
) -> Figures:
    """What a run amounts to; only good answers have a say in the times.

    `spent` is the processor time of the house's parts meanwhile, in seconds.
    """
    good = [answer for answer in run.answers if answer.status == 200]
    later = [answer for answer in good if answer.body == LATER]
    right = [answer for answer in good if load.kind.is_right(opened(answer.body))]
    times = sorted(1000 * answer.seconds for answer in good)
    many = len(run.answers)
    return Figures(
        house=house,
        kind=load.kind.title,
        load=load.title,
        messages=many,
        per_second=round(len(good) / run.seconds, 1) if good else 0.0,
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        p99=percentile(times, 99),
        later=len(later),
        wrong=len(good) - len(later) - len(right),
        failed=many - len(good),
        client=round(run.client_s / run.seconds, 3) if run.seconds else 0.0,
        cost={part: round(1000 * taken / many, 2) for part, taken in (spent or {}).items() if many},
        broken_off=run.broken_off,
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed (nearest rank); 0 of nothing."""
    if not ordered:
        return 0.0
    rank = -(-len(ordered) * percent // 100)
    return round(ordered[max(int(rank) - 1, 0)], 1)
