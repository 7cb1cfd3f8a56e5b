"""Does a message cost more when its citizen has written three hundred before it?"""

from collections.abc import Sequence

from benchmarks.driver import at_once
from benchmarks.houses import House, huiying
from benchmarks.kinds import Kind
from benchmarks.plan import Bench, Figures, Load, figures
from benchmarks.post import PostOffice
from benchmarks.sections import Goal, Section
from benchmarks.workshop import STORES, Workshop

LENGTHS, QUICK_LENGTHS = (1, 30, 300), (1, 30, 100)
CITIZENS = 12
FLAT = 1.5

METHOD = f"""\
{CITIZENS} citizens ask one question after the other in one conversation without a pause, each with
a different answer than the one before, one message at a time. A column is the mean over the
citizens of the message that is the n-th of its conversation (for n > 10 over ten messages that end
with it): processor time of gateway, worker and database server together, and what the citizen
waited. The limit of messages a minute is off."""


async def measure(workshop: Workshop) -> list[Section]:
    """Each store in turn."""
    lengths = QUICK_LENGTHS if workshop.quick else LENGTHS
    columns = ["store"]
    for length in lengths:
        columns += [f"ms, message {length}", f"p50, message {length}"]
    rows: list[Sequence[object]] = []
    goals: list[Goal] = []
    for kind in STORES:
        workshop.say(f"{kind}: {CITIZENS} conversations of {lengths[-1]} messages")
        name = f"talk {kind}"
        async with (
            workshop.a_store(kind) as url,
            huiying(workshop.site, name, url) as house,
        ):
            found = await _talk(house, workshop.site.office, lengths)
        costs = [(round(sum(one.cost.values()), 2), one.p50) for one in found]
        ratio = round(costs[-1][0] / max(costs[0][0], 0.01), 2)
        rows.append((kind, *(value for cost in costs for value in cost), ratio))
        goals.append(Goal(f"growth, length of a conversation, {kind}", ratio, FLAT, "times"))
    title = "Cost with the length of a conversation"
    return [Section(title, [*columns, "times"], rows, METHOD, goals)]


async def _talk(house: House, office: PostOffice, lengths: Sequence[int]) -> list[Figures]:
    """The figures of the n-th message for each n, on the way to the longest."""
    bench, found, written = Bench(office), [], 0
    await bench.warm_up(house)
    citizens = [office.push(Kind.FAQ).citizen for _ in range(CITIZENS)]
    for length in lengths:
        window = 10 if length > 10 else 1
        await _write(house, office, citizens, length - window - written, hands=8)
        found.append(await _write(house, office, citizens, window, hands=1))
        written = length
    return found


async def _write(
    house: House, office: PostOffice, citizens: Sequence[str], many: int, hands: int
) -> Figures:
    """Every citizen writes so many more messages."""
    pushes = [office.push(Kind.FAQ, citizen) for _ in range(many) for citizen in citizens]
    before = house.processor_s()
    run = await at_once(house.doors, pushes, hands, seconds=120)
    after = house.processor_s()
    spent = {part: after[part] - before[part] for part in before}
    return figures(house.name, Load(Kind.FAQ, 0, hands=hands), run, office.opened, spent)
