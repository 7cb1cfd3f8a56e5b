"""The database is away while citizens go on writing: all are taken, and none is forgotten."""

import random
import time
from collections.abc import Sequence

from tests.faults import account, spool
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import stories
from tests.faults.crew import Crew
from tests.faults.figures import Figure, at_least, in_time, none_of, told
from tests.faults.moments import IN_THE_STORE
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch
from tests.houses import eventually

METHOD = (
    "Twenty messages a second at a steady rate (open loop). PostgreSQL is killed and stays away; "
    "SQLite is locked by somebody else for as long. Every message must get its 200 at WeChat's "
    "first try. Then the database is back: the clock runs until every message is in it and the "
    "spool is empty. One gateway dies when its first spooled calls are in the database and not yet "
    "removed from its disk; the other finds and drains them. The messages are accounted for as in "
    "kills."
)
A_SECOND = 20
DRAINED_S = 30.0
LONGEST_S = 120.0
DIES = "gateway-2"


async def run(crew: Crew, watch: Watch, chance: random.Random, seconds: int) -> Sequence[Figure]:
    """The database is away for so many seconds."""
    traffic = Traffic(crew, watch)
    told_of = list(stories(chance, A_SECOND * seconds))
    watch.say("citizens follow")
    await traffic.meet(*told_of)
    async with crew.database_away():
        watch.say("the database is away")
        await traffic.at_rate(told_of, A_SECOND)
        waiting = spool.calls(crew.folder)
        await crew.doom(DIES, IN_THE_STORE)
    back = time.monotonic()
    watch.say("the database is back")
    await eventually(lambda: _drained(crew), LONGEST_S)
    drained_s = time.monotonic() - back
    died = crew.dead(DIES)
    await crew.start(*died)
    refused = [one.who for one in traffic.said if one.exchange.tries > 1 or not one.acknowledged]
    slowest = max(one.slowest_s for one in traffic.said)
    return [
        told("seconds away", seconds),
        at_least("calls in the spool at the end of it", waiting, 1),
        none_of("not taken at the first try", refused),
        in_time("slowest answer", slowest, 4.5),
        in_time("drained after", drained_s, DRAINED_S),
        at_least("killed before it forgot what it had drained", len(died), 1),
        *await account.figures(traffic),
    ]


async def _drained(crew: Crew) -> bool:
    return spool.calls(crew.folder) == 0


CAMPAIGN = Campaign(name="away", method=METHOD, run=run, size=60, counts="seconds")
