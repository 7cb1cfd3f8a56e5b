"""The highest rate that a house sustains: every answer right, 99 of 100 within half a second."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

from benchmarks.houses import House, plain
from benchmarks.kinds import Kind
from benchmarks.plan import Bench, Figures, Load
from benchmarks.sections import Goal, Section
from benchmarks.workshop import POSTGRESQL, SQLITE, Workshop

P99_MS = 500.0
TRY_S, LONG_S = 4.0, 15.0
"""How long a rate is tried, and how long the one that was found is held."""
FIRST, STEP = 100.0, 1.1
"""The first rate; the search ends when the best and the first too high one lie so close."""
PARCELS_A_SECOND = 20.0
BEHIND_S = 1.0
"""So many seconds' worth of unanswered messages say that the rate is too high."""
PROMISED = {(SQLITE, 1): 150.0, (POSTGRESQL, 2): 300.0}

METHOD = f"""\
FAQ messages in an open loop, over loopback in safe mode, all parts on the same cores. A rate is
sustained when no message failed, was answered wrongly or got its answer later, and p99 is at most
{P99_MS:g} ms. From {FIRST:g}/s up by doubling, {TRY_S:g} s each, then halving the interval until
it is narrower than {STEP - 1:.0%}; what was found is held for {LONG_S:g} s, and lowered until it
holds. A try begins when the one before it has left no work, and ends early when a second's worth
of messages waits. The row shows the long run, with
the processor time of a message (from /proc); "client" is the client's share of one core. "worker
ms a ticket" is what the workers took for one parcel to a unit, with {PARCELS_A_SECOND:g} tickets/s
afterwards."""

COLUMNS = (
    *("house", "sustained/s", "p50", "p95", "p99", "gateway ms", "database ms", "redis ms"),
    *("client", "worker ms a ticket", "tried"),
)

Try = Callable[[float, float], Awaitable[Figures]]


async def measure(workshop: Workshop) -> list[Section]:
    """Search for each house in turn; only one of them runs at a time."""
    rows, goals = [], []
    for kind, gateways in ((SQLITE, 1), (POSTGRESQL, 1), (POSTGRESQL, 2)):
        async with workshop.a_house(kind, gateways) as house:
            best, tried = await _searched(workshop, house)
            rows.append(_row(best, house, tried, await _parcel_ms(workshop, house)))
        if promised := PROMISED.get((kind, gateways)):
            goal = Goal(f"FAQ sustained, {house.name}", best.per_second, promised, "/s", True)
            goals.append(goal)
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(plain(workshop.site, "plain, no store"))
        best, tried = await _searched(workshop, door)
    rows.append(_row(best, door, tried, 0.0))
    return [Section("FAQ messages a second, sustained", COLUMNS, rows, METHOD, goals)]


async def _searched(workshop: Workshop, house: House) -> tuple[Figures, list[float]]:
    bench, tried = Bench(workshop.site.office), []
    await bench.warm_up(house)

    async def attempt(rate: float, seconds: float) -> Figures:
        tried.append(rate)
        workshop.say(f"{house.name}: {rate:g}/s for {seconds:g} s")
        load = Load(Kind.FAQ, seconds, per_second=rate, most_behind_s=BEHIND_S)
        await house.rested()
        return await bench.measure(house, load)

    held = await highest(attempt, workshop.seconds(TRY_S), workshop.seconds(LONG_S))
    return held, tried


async def highest(attempt: Try, short_s: float, long_s: float, first: float = FIRST) -> Figures:
    """The figures of the highest rate that holds for `long_s`.

    Their `per_second` is the rate that was asked for; 0 if not even one a second holds.
    """
    best, too_high = await _bounds(attempt, short_s, first)
    while best * STEP < too_high and too_high - best > 1:
        middle = float(round((best + too_high) / 2))
        if is_sustained(await attempt(middle, short_s)):
            best = middle
        else:
            too_high = middle
    while True:
        held = await attempt(max(best, 1.0), long_s)
        if is_sustained(held) or best < 1:
            return replace(held, per_second=best if is_sustained(held) else 0.0)
        best = min(best - 1, float(int(best / STEP)))


async def _bounds(attempt: Try, short_s: float, rate: float) -> tuple[float, float]:
    """A rate that is sustained (or 1), and the first one tried that is not."""
    if is_sustained(await attempt(rate, short_s)):
        while is_sustained(await attempt(2 * rate, short_s)):
            rate *= 2
        return rate, 2 * rate
    while rate > 2 and not is_sustained(await attempt(float(rate // 2), short_s)):
        rate //= 2
    return float(rate // 2), rate


def is_sustained(figures: Figures) -> bool:
    """Everybody got the right answer at once, and 99 of 100 within the promised time."""
    return not figures.broken_off and figures.bad == 0 and figures.p99 <= P99_MS


async def _parcel_ms(workshop: Workshop, house: House) -> float:
    """Processor time of the workers for a ticket, whose one parcel goes to a unit."""
    load = Load(Kind.TICKET, workshop.seconds(TRY_S), per_second=PARCELS_A_SECOND)
    found = await Bench(workshop.site.office).measure(house, load)
    return found.cost["worker"]


def _row(best: Figures, house: House, tried: list[float], parcel_ms: float) -> tuple[object, ...]:
    cost = (best.cost.get(part, 0.0) for part in ("gateway", "database", "redis"))
    return (
        *(house.name, best.per_second, best.p50, best.p95, best.p99, *cost, best.client),
        *(parcel_ms, " ".join(f"{rate:g}" for rate in tried)),
    )
