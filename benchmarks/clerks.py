"""How long a clerk waits for a list, a search, a ticket, when there are many tickets."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from benchmarks import city
from benchmarks.city import NOW, number_of, unit
from benchmarks.houses import huiying
from benchmarks.plan import percentile
from benchmarks.sections import Goal, Section
from benchmarks.visits import a_visitor, pages
from benchmarks.workshop import STORES, Workshop
from bot.adapters.store import Database, SqlCasebook
from bot.domain.people import Sight
from bot.domain.tickets import State
from bot.services.ports.casebook import Casebook
from bot.services.ports.lists import COUNTED, PAGE_SIZE, Order, Query

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000)
PROMISED_AT = 10_000
PROMISED_MS = 200.0
TIMES = 40
"""So often each is looked at, each time by somebody else or for something else."""
WARM_UP = 3

METHOD = f"""\
What a page of the console asks of the store, one after another, {TIMES} times each; p50 and p95 of
the wall clock in milliseconds. A made-up city (benchmarks/city.py) of {city.UNITS} units, four
tickets of five closed, with their events, messages, parcels and the index of words. "my unit" is
another unit each time. Lists have {PAGE_SIZE} tickets and the counts beside them; a search first
looks whether something waits to be indexed. "page" is a whole page over a socket, from a gateway in
a process of its own, for somebody who sees all units."""

Look = Callable[[int], Awaitable[object]]
"""One look; the number says whose."""


async def measure(workshop: Workshop) -> list[Section]:
    """Every store, growing."""
    sizes = QUICK_SIZES if workshop.quick else SIZES
    rows: list[Sequence[object]] = []
    goals: list[Goal] = []
    for kind in STORES:
        async with workshop.a_store(kind) as url:
            found = await _growing(workshop, kind, url, sizes)
        for what, times in found.items():
            rows.append((what, kind, *(value for size in sizes for value in times[size])))
        worst = max(times[PROMISED_AT][1] for times in found.values())
        promised = f"console, the slowest look's p95, {PROMISED_AT:,} tickets, {kind}"
        goals.append(Goal(promised, worst, PROMISED_MS, "ms"))
    columns = ["look", "store"]
    for size in sizes:
        columns += [f"p50, {size:,} tickets", f"p95, {size:,} tickets"]
    return [Section("The console's looks", columns, rows, METHOD, goals)]


async def timed(look: Look, times: int = TIMES) -> tuple[float, float]:
    """p50 and p95 of so many looks, in milliseconds."""
    for number in range(WARM_UP):
        await look(number)
    took = []
    for number in range(times):
        began = time.perf_counter()
        await look(number)
        took.append(1000 * (time.perf_counter() - began))
    took.sort()
    return percentile(took, 50), percentile(took, 95)


async def _growing(
    workshop: Workshop, kind: str, url: str, sizes: Sequence[int]
) -> dict[str, dict[int, tuple[float, float]]]:
    database, have = Database(url), 0
    found: dict[str, dict[int, tuple[float, float]]] = {}
    await database.upgrade()
    for size in sizes:
        workshop.say(f"the console: {kind}, {size:,} tickets")
        await city.grow(database, have, size)
        have = size
        for what, look in looks(SqlCasebook(database), size).items():
            found.setdefault(what, {})[size] = await timed(look)
        for what, times in (await _opened(workshop, kind, url, database, size)).items():
            found.setdefault(what, {})[size] = times
    await database.close()
    return found


async def _opened(
    workshop: Workshop, kind: str, url: str, database: Database, size: int
) -> dict[str, tuple[float, float]]:
    """The pages themselves, over a socket from a gateway of its own."""
    async with (
        huiying(workshop.site, f"desk {kind} {size}", url, workers=0) as house,
        a_visitor(database, house.doors[0]) as opens,
    ):
        return {what: await timed(look) for what, look in pages(opens, size).items()}


def looks(book: Casebook, size: int) -> Mapping[str, Look]:
    """What pages ask for, by name."""

    def listed(everybody: bool, **wanted: object) -> Look:
        def look(number: int) -> Awaitable[object]:
            sight = Sight(None if everybody else frozenset({unit(number)}))
            return book.look(sight, f"reader-{number}", Query(**wanted), NOW)  # type: ignore[arg-type]

        return look

    async def ticket(number: int) -> None:
        sight, its_number = Sight(None), number_of(number * 7919 % size)
        await book.find(sight, its_number)
        await book.mark_read(sight, "reader", its_number, 1)
        await book.deliveries(sight, its_number)
        await book.attachments(sight, its_number)
        await book.talk_before(sight, its_number)
        await book.similar(sight, its_number)

    last_page = COUNTED // PAGE_SIZE
    return {
        "open ones of my unit": listed(False),
        "unread ones of my unit": listed(False, unread=True),
        "open ones of all units": listed(True),
        "overdue ones of all units": listed(True, overdue=True),
        "all of all units, last moved first": listed(True, states=frozenset(), order=Order.MOVED),
        "closed ones, the last page": listed(
            True, states=frozenset({State.CLOSED}), order=Order.NEWEST, page=last_page
        ),
        "search: a street and what is wrong": listed(True, words="东风路 路灯"),
        "search: one character": listed(True, words="灯", states=frozenset()),
        "search: one character, my unit": listed(False, words="灯", states=frozenset()),
        "search: a phone number": listed(True, words="13800000500", states=frozenset()),
        "search: nothing has it": listed(True, words="电梯困人", states=frozenset()),
        "one ticket with all around it": ticket,
        "figures of the overview": lambda number: book.tally(Sight(None), NOW),
    }
