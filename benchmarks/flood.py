"""What one citizen who floods takes from all others."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.blocks import Blocks, order, worse
from benchmarks.driver import FAILED, Answer, Door, at_rate
from benchmarks.houses import House, huiying
from benchmarks.kinds import Kind
from benchmarks.plan import Bench, percentile
from benchmarks.ports import held_port
from benchmarks.post import LATER
from benchmarks.processes import a_process, answers
from benchmarks.sections import Goal, Section
from benchmarks.workshop import POSTGRESQL, SQLITE, Workshop
from bot.demo.places import HOST

LIMITS = {"HUIYING_MESSAGES_PER_MINUTE": "10", "HUIYING_MESSAGES_PER_HOUR": "60"}
OTHERS, FLOOD = 50.0, 100.0
"""Messages a second: of citizens who each write once, and of the one who does not stop."""
BLOCK_S, ROUNDS = 5.0, 12
FLOODER = "oBenchFlooder_000000000000000"
MOST_WORSE = 20.0
QUIET, ELSEWHERE, FLOODED = "quiet", "flood sent elsewhere", "flooded"
LOADS = (QUIET, ELSEWHERE, FLOODED)

METHOD = f"""\
FAQ messages in an open loop, over loopback in safe mode, all parts on the same cores, the limits as
they are set out of the box (10 a minute, 60 an hour). "Others" are {OTHERS:g} citizens a second who
each write once. In one run of the same house {ROUNDS} blocks of {BLOCK_S:g} s of each load take
turns, in an order that changes from round to round: quiet; flooded, where a single citizen writes
{FLOOD:g} messages a second besides; and the same flood sent to a process that says 200 to
everything and is no part of the house: what the machine has to bear for sending it. "p50", "p95"
and "p99" are the median over the blocks of each block's own, "half of the p99s" the quartiles of
these: the p99 of all answers together ("p99 of all") is decided by the worst hundredth, which on a
shared machine is one pause of some 90 ms in the run, whichever block it falls into. A pause spoils
one block; what the flood costs is in every one. Every message of the flooder is verified, opened,
counted and kept before it is acknowledged; "told" were answered with words, the rest in silence."""

COLUMNS = (
    *("house", "others", "messages", "blocks", "p50", "p95", "p99", "half of the p99s"),
    *("p99 of all", "later", "failed"),
    *("flooder's messages", "told", "flooder's failed", "flooder's p99", "gateway ms a message"),
)


@dataclass
class Load:
    """All blocks of one load."""

    others: list[Sequence[Answer]] = field(default_factory=list)
    flooder: list[Answer] = field(default_factory=list)
    gateway_s: float = 0.0

    @property
    def blocks(self) -> Blocks:
        """The times of the others."""
        return Blocks([[1000 * answer.seconds for answer in block] for block in self.others])


Loads = dict[str, Load]


async def measure(workshop: Workshop) -> list[Section]:
    """On both stores, one gateway each."""
    rows: list[list[object]] = []
    goals, remarks = [], []
    for kind in (SQLITE, POSTGRESQL):
        name = f"huiying, {kind}, limits"
        async with (
            workshop.a_store(kind) as url,
            huiying(workshop.site, name, url, more=LIMITS) as house,
            _nobody(workshop, kind) as elsewhere,
        ):
            loads = await _measured(workshop, house, elsewhere)
        rows += [_row(house, title, load) for title, load in loads.items()]
        p99 = {title: load.blocks.of_median_block(99) for title, load in loads.items()}
        is_worse = worse(p99[QUIET], p99[FLOODED])
        goals.append(Goal(f"others' p99 worse by, {kind}", is_worse, MOST_WORSE, "%"))
        remarks.append(
            f"{kind}: sending the flood elsewhere makes the others' p99 "
            f"{worse(p99[QUIET], p99[ELSEWHERE]):+g} % worse, the house's own work for it "
            f"{worse(p99[ELSEWHERE], p99[FLOODED]):+g} %"
        )
    title = "One citizen floods, the others are answered"
    return [Section(title, COLUMNS, rows, METHOD, goals, remarks)]


@asynccontextmanager
async def _nobody(workshop: Workshop, kind: str) -> AsyncIterator[Door]:
    port = held_port()
    command = ("benchmarks.nobody", str(port))
    async with a_process(workshop.site.folder, f"nobody {kind}", command, {}) as process:
        await answers(port, process)
        yield HOST, port


async def _measured(workshop: Workshop, house: House, elsewhere: Door) -> Loads:
    loads = {title: Load() for title in LOADS}
    doors = {QUIET: [], ELSEWHERE: [elsewhere], FLOODED: house.doors}
    await Bench(workshop.site.office).warm_up(house)
    for number in range(ROUNDS):
        workshop.say(f"{house.name}: round {number + 1} of {ROUNDS}")
        for title in order(LOADS, number):
            await _block(workshop, house, loads[title], doors[title])
    if not any(answer.body != LATER for block in loads[QUIET].others for answer in block):
        raise RuntimeError(f"{house.name}: nobody was answered, so nothing was measured")
    return loads


async def _block(workshop: Workshop, house: House, load: Load, flooded: Sequence[Door]) -> None:
    """One block; the flood goes to the doors that are `flooded`."""
    office, seconds = workshop.site.office, workshop.seconds(BLOCK_S)
    others = [office.push(Kind.FAQ) for _ in range(int(OTHERS * seconds))]
    more = [office.push(Kind.FAQ, FLOODER) for _ in range(int(FLOOD * seconds) if flooded else 0)]
    before = house.processor_s()["gateway"]
    answered, flooding = await asyncio.gather(
        at_rate(house.doors, others, OTHERS), at_rate(flooded or house.doors, more, FLOOD)
    )
    load.gateway_s += house.processor_s()["gateway"] - before
    load.others.append(answered.answers)
    load.flooder += flooding.answers


def _row(house: House, title: str, load: Load) -> list[object]:
    others = [answer for block in load.others for answer in block]
    flooder = [] if title == ELSEWHERE else load.flooder  # the house never saw it
    told = [answer for answer in flooder if answer.status == 200 and answer.body != LATER]
    many, blocks = len(others) + len(flooder), load.blocks
    low, high = blocks.quartiles(99)
    return [
        *(house.name, title, len(others), len(load.others)),
        *(blocks.of_median_block(percent) for percent in (50, 95, 99)),
        *(f"{low:g} to {high:g}", blocks.pooled(99)),
        sum(answer.body == LATER for answer in others),
        sum(answer.status in (FAILED, *range(300, 600)) for answer in others),
        *(len(flooder), len(told)),
        sum(answer.status != 200 for answer in flooder),
        percentile(sorted(1000 * answer.seconds for answer in flooder), 99),
        round(1000 * load.gateway_s / many, 2) if many else 0.0,
    ]
