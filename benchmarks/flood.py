"""What one citizen who floods takes from all others."""

import asyncio
from dataclasses import dataclass, field

from benchmarks.driver import FAILED, Answer, at_rate
from benchmarks.houses import House, huiying
from benchmarks.kinds import Kind
from benchmarks.plan import Bench, percentile
from benchmarks.post import LATER
from benchmarks.sections import Goal, Section
from benchmarks.workshop import POSTGRESQL, SQLITE, Workshop

LIMITS = {"HUIYING_MESSAGES_PER_MINUTE": "10", "HUIYING_MESSAGES_PER_HOUR": "60"}
OTHERS, FLOOD = 50.0, 100.0
"""Messages a second: of citizens who each write once, and of the one who does not stop."""
BLOCK_S, PAIRS = 8.0, 4
FLOODER = "oBenchFlooder_000000000000000"
MOST_WORSE = 20.0

METHOD = f"""\
FAQ messages in an open loop, over loopback in safe mode, all parts on the same cores, the limits as
they are set out of the box (10 a minute, 60 an hour). "Others" are {OTHERS:g} citizens a second who
each write once. {PAIRS} quiet and {PAIRS} flooded blocks of {BLOCK_S:g} s take turns in one run of
the same house; in the flooded ones a single citizen writes {FLOOD:g} messages a second besides. The
client that sends both shares the processor. Every message of the flooder is verified, opened,
counted and kept before it is acknowledged; "told" were answered with words, the rest in silence."""

COLUMNS = (
    *("house", "others", "messages", "p50", "p95", "p99", "later", "failed"),
    *("flooder's messages", "told", "flooder's failed", "flooder's p99", "gateway ms a message"),
)


@dataclass
class Half:
    """All blocks of one kind, quiet or flooded."""

    others: list[Answer] = field(default_factory=list)
    flooder: list[Answer] = field(default_factory=list)
    gateway_s: float = 0.0

    def at(self, percent: float) -> float:
        """Milliseconds that so many of the others' answers did not exceed."""
        return _at(self.others, percent)


async def measure(workshop: Workshop) -> list[Section]:
    """On both stores, one gateway each."""
    rows: list[list[object]] = []
    goals = []
    for kind in (SQLITE, POSTGRESQL):
        name = f"huiying, {kind}, limits"
        async with (
            workshop.a_store(kind) as url,
            huiying(workshop.site, name, url, more=LIMITS) as house,
        ):
            quiet, flooded = await _measured(workshop, house)
        rows += [_row(house, "quiet", quiet), _row(house, "flooded", flooded)]
        worse = round(100 * (flooded.at(99) / quiet.at(99) - 1), 1) if quiet.at(99) else 0.0
        goals.append(Goal(f"others' p99 worse by, {kind}", worse, MOST_WORSE, "%"))
    return [Section("One citizen floods, the others are answered", COLUMNS, rows, METHOD, goals)]


async def _measured(workshop: Workshop, house: House) -> tuple[Half, Half]:
    bench, quiet, flooded = Bench(workshop.site.office), Half(), Half()
    await bench.warm_up(house)
    seconds = workshop.seconds(BLOCK_S)
    for number in range(PAIRS):
        workshop.say(f"{house.name}: pair {number + 1} of {PAIRS}")
        await _block(workshop, house, quiet, seconds, flood=False)
        await _block(workshop, house, flooded, seconds, flood=True)
    return quiet, flooded


async def _block(
    workshop: Workshop, house: House, half: Half, seconds: float, *, flood: bool
) -> None:
    office = workshop.site.office
    others = [office.push(Kind.FAQ) for _ in range(int(OTHERS * seconds))]
    more = [office.push(Kind.FAQ, FLOODER) for _ in range(int(FLOOD * seconds) if flood else 0)]
    before = house.processor_s()["gateway"]
    answered, flooding = await asyncio.gather(
        at_rate(house.doors, others, OTHERS), at_rate(house.doors, more, FLOOD)
    )
    half.gateway_s += house.processor_s()["gateway"] - before
    half.others += answered.answers
    half.flooder += flooding.answers


def _row(house: House, title: str, half: Half) -> list[object]:
    told = [answer for answer in half.flooder if answer.status == 200 and answer.body != LATER]
    many = len(half.others) + len(half.flooder)
    return [
        *(house.name, title, len(half.others), half.at(50), half.at(95), half.at(99)),
        sum(answer.body == LATER for answer in half.others),
        sum(answer.status in (FAILED, *range(300, 600)) for answer in half.others),
        *(len(half.flooder), len(told)),
        sum(answer.status != 200 for answer in half.flooder),
        _at(half.flooder, 99),
        round(1000 * half.gateway_s / many, 2) if many else 0.0,
    ]


def _at(answers: list[Answer], percent: float) -> float:
    return percentile(sorted(1000 * answer.seconds for answer in answers), percent)
