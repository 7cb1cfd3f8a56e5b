"""The same call at the same moment at two gateways: one answer, one ticket."""

import asyncio
import random
from collections.abc import Sequence

from benchmarks.driver import Line
from benchmarks.kinds import Kind
from benchmarks.post import PostOffice, Push
from bot.services.later import LATER
from tests.faults.campaigns.base import Campaign
from tests.faults.crew import Crew
from tests.faults.direct import doors_of, kept, office_of
from tests.faults.figures import Figure, at_least, none_late, none_of, told
from tests.faults.watch import Watch

METHOD = (
    "Each message goes to both gateways in the same moment, byte for byte the same call, over "
    "connections kept open; the two answers are compared as bytes. Where a gateway had to put its "
    "caller off (it says that the answer follows), the pair is counted apart. Complaints, matters "
    "without a "
    "place and questions in turn. Tickets and rows are then counted in the database."
)
AT_ONCE = 8
HINT = 12
KINDS = (Kind.TICKET, Kind.TICKET, Kind.STEP, Kind.FAQ)
"""Most pairs would open a ticket twice if they could."""


async def run(crew: Crew, watch: Watch, chance: random.Random, pairs: int) -> Sequence[Figure]:
    """So many pairs."""
    office = office_of(crew)
    pushes = [office.push(chance.choice(KINDS)) for _ in range(pairs)]
    waiting = iter(pushes)
    answers: list[tuple[Push, list[tuple[int, bytes]]]] = []

    async def deliver() -> None:
        lines = [await Line.to(door) for door in doors_of(crew)]
        for push in waiting:
            both = await asyncio.gather(*(line.post(push.request) for line in lines))
            answers.append((push, both))
            watch.advance()
        for line in lines:
            line.close()

    await asyncio.gather(*(deliver() for _ in range(AT_ONCE)))
    await crew.rest()
    found = await kept(crew, pushes)
    opened = sum(len(rows) for rows in found.books.tickets.values())
    differ = [both for _, both in answers if both[0] != both[1]]
    put_off = [_heard(office, both) for both in differ if _was_put_off(office, both)]
    wrong = [_heard(office, both) for both in differ if not _was_put_off(office, both)]
    return [
        told("pairs", len(answers)),
        none_of("pairs with two answers", wrong),
        none_late("pairs of which one was put off", put_off),
        none_of("refused", [push.citizen for push, both in answers if both[0][0] != 200]),
        none_of("lost", found.lost(pushes)),
        none_of("doubled", found.doubled(pushes)),
        at_least("tickets", opened, sum(push.kind is Kind.TICKET for push in pushes)),
    ]


def _was_put_off(office: PostOffice, both: Sequence[tuple[int, bytes]]) -> bool:
    """A store that stood still for a second: where it was not reached, nobody knows the answer."""
    return any(LATER.text in office.opened(body) for _, body in both)


def _heard(office: PostOffice, both: Sequence[tuple[int, bytes]]) -> str:
    """The beginnings of two answers, for whoever looks into it."""
    return " / ".join(office.opened(body)[:HINT] for _, body in both)


CAMPAIGN = Campaign(
    name="pairs", method=METHOD, run=run, size=5_000, counts="pairs", simulated=False
)
