"""A gateway and a worker whose clocks are five minutes off: nobody notices."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

from bot.domain.zone import SHANGHAI
from tests.faults import account
from tests.faults.account import Account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import stories
from tests.faults.crew import Crew
from tests.faults.figures import Figure, in_time, none_of
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch

METHOD = (
    "One gateway's clock is five minutes ahead and one worker's five minutes behind, then the "
    "other way round (the whole process, by time-machine); the others, the simulator and the "
    "database have the true time. Citizens write without a pause. Every message must be taken at "
    "the first try, no ticket may carry a time that is more than ten seconds from the truth, no "
    "event an earlier time than the one before, no parcel may go out twice or wait for a clock; "
    "and the messages are accounted for as in kills."
)
OFF_S = 300
HANDS = 6
NEAR = timedelta(seconds=10)
DELIVERED_S = 20.0


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """Half of the messages with the one clock ahead, half with it behind."""
    traffic = Traffic(crew, watch)
    began = datetime.now(UTC)
    for off in (OFF_S, -OFF_S):
        await crew.kill("gateway-2", "worker-2")
        await crew.start("gateway-2", fate={"clock_s": off})
        await crew.start("worker-2", fate={"clock_s": -off})
        await crew.balancer.knows_well(crew.port("gateway-2"))
        watch.say(f"one clock is {off} s off")
        await traffic.at_once(stories(chance, messages // 2), HANDS)
        last_said = datetime.now(UTC)
        await crew.settled()
    ended = datetime.now(UTC)
    delivered_s = (ended - last_said).total_seconds()
    found = await account.account_of(crew, traffic.said)
    repeated = [one.who for one in traffic.said if one.exchange.tries > 1 or not one.acknowledged]
    twice = [
        f"{event.number} {event.id}"
        for event in found.world.events
        if event.number in found.books.opened and event.deliveries > 1
    ]
    return [
        none_of("not taken at the first try", repeated),
        none_of("moments that never were", list(_untrue(found, began, ended))),
        none_of("steps back in time", list(_back(found))),
        none_of("deadlines of another day", list(_other_days(found))),
        none_of("sent twice to a department", twice),
        in_time("all delivered after the last message", delivered_s, DELIVERED_S),
        *await account.figures(traffic),
    ]


def _untrue(found: Account, began: datetime, ended: datetime) -> Iterator[str]:
    """Rows with a moment before the beginning or after the end."""
    written = [
        *((row.key, row.received_at) for rows in found.books.inbox.values() for row in rows),
        *((row.number, row.at) for row in found.books.events),
        *((row.id, row.created_at) for row in found.books.parcels),
    ]
    for name, moment in written:
        if not began - NEAR <= moment <= ended + NEAR:
            yield f"{name} {moment:%H:%M:%S}"


def _back(found: Account) -> Iterator[str]:
    """Events of a ticket, and messages of a citizen, that are earlier than the one before."""
    for number, events in groupby(found.books.events, key=lambda row: row.number):
        if any(after.at < before.at for before, after in pairwise(events)):
            yield number
    for citizen, rows in found.books.inbox.items():
        if any(after.received_at < before.received_at for before, after in pairwise(rows)):
            yield citizen


def _other_days(found: Account) -> Iterator[str]:
    """All tickets of one kind that were opened on one day are due on the same day."""
    days = defaultdict(set)
    for rows in found.books.tickets.values():
        for row in rows:
            days[row.type, _day(row.opened_at)].add(_day(row.due_at))
    yield from (f"{kind}: {sorted(due)}" for (kind, _), due in days.items() if len(due) > 1)


def _day(moment: datetime) -> str:
    """Midnight may come while citizens write."""
    return f"{moment.astimezone(SHANGHAI):%m-%d}"


CAMPAIGN = Campaign(
    name="clock",
    method=METHOD,
    run=run,
    size=1_000,
    counts="messages",
)
