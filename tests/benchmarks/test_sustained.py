"""The search for the highest rate that a house sustains."""

from dataclasses import replace

from benchmarks.driver import Run
from benchmarks.kinds import Kind
from benchmarks.plan import Figures, Load, figures
from benchmarks.sustained import P99_MS, STEP, highest, is_sustained

NOTHING = figures("house", Load(Kind.FAQ, 1, hands=1), Run([], 1.0), lambda body: "")


class AHouse:
    """Sustains up to `limit`; over a long time only up to `lasting`."""

    def __init__(self, limit: float, lasting: float) -> None:
        self.limit, self.lasting = limit, lasting
        self.tried: list[float] = []

    async def attempt(self, rate: float, seconds: float) -> Figures:
        self.tried.append(rate)
        within = rate <= (self.limit if seconds < 10 else self.lasting)
        return replace(NOTHING, messages=1, p99=P99_MS if within else P99_MS + 1)


async def test_the_highest_rate_is_found_within_a_step():
    """Below what the house takes, and not far below."""
    house = AHouse(limit=217, lasting=217)

    found = await highest(house.attempt, 5, 20)

    assert 217 / STEP <= found.per_second <= 217
    assert len(house.tried) < 12


async def test_what_holds_for_a_moment_only_does_not_count():
    """The long run decides."""
    house = AHouse(limit=217, lasting=150)

    found = await highest(house.attempt, 5, 20)

    assert 150 / STEP**2 <= found.per_second <= 150


async def test_a_slow_house_is_searched_downwards():
    """It has a rate, too; one that answers nobody has none."""
    assert 7 <= (await highest(AHouse(9, 9).attempt, 5, 20)).per_second <= 9
    assert (await highest(AHouse(0, 0).attempt, 5, 20)).per_second == 0


def test_one_bad_answer_is_too_many():
    """Late, wrong, missing, or not even sent."""
    well = replace(NOTHING, messages=1, p99=1.0)

    assert is_sustained(well)
    for name in ("later", "wrong", "failed"):
        assert not is_sustained(replace(well, **{name: 1}))
    assert not is_sustained(replace(well, broken_off=True))
