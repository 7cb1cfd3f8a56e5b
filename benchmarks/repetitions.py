"""What it costs to look for the same matter among many open tickets.

Run `python -m benchmarks.repetitions`. Tickets of one unit about many streets, a tenth of them
about the same one: the hardest case. Time of the processor: a look waits for nothing else.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.store import Database, SqlTickets
from bot.domain import tickets
from bot.domain.repetition import Told, signs
from bot.domain.tickets import Appeal, Event, Step, Ticket, Type
from bot.domain.zone import SHANGHAI
from bot.services.ports.changes import Changes, TicketChange

TICKETS = 50_000
AT_ONCE = 1000
LOOKS = 500
UNIT, CLAUSE = "construction", "construction-1"
NOW = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
WHERE = [f"{name}{kind}" for name in "东西南北中新旧大小长" for kind in ("风路", "门街", "湖小区")]
WHAT = (
    "路灯坏了三天没人修",
    "路灯一闪一闪的晃眼",
    "井盖不见了很危险",
    "路面塌了一个大坑",
    "护栏被撞断了",
)


async def main() -> None:
    """Fill a database, look, and print what a look took."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'huiying.db'}")
        await database.upgrade()
        store = SqlTickets(database)
        opening = await _fill(store)
        took = await _look(store)
        await database.close()
    print(f"open tickets of one unit: {TICKETS}")
    print(f"opening one, with its signs: {opening:.2f} ms of processor")
    p50, p99 = _share(took, 0.5), _share(took, 0.99)
    print(f"looking for the same matter: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


async def _fill(store: SqlTickets) -> float:
    began = time.process_time()
    for first in range(0, TICKETS, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        made = [_ticket(number) for number in numbers]
        await store.apply(Changes(tickets={one.number: TicketChange(None, one) for one in made}))
        print(f"\r{numbers[-1] + 1}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return 1000 * (time.process_time() - began) / TICKETS


async def _look(store: SqlTickets) -> list[float]:
    took = []
    for number in range(LOOKS):
        told = Told.by(_ticket(number * 97 % TICKETS))
        began = time.process_time()
        found = await store.sharing(UNIT, signs(told), NOW - timedelta(days=30))
        took.append(1000 * (time.process_time() - began))
        assert found
    return sorted(took)


def _ticket(number: int) -> Ticket:
    street = WHERE[0] if number % 10 == 0 else WHERE[number % len(WHERE)]
    place = f"{street}{number % 300}号"
    text = f"{place}门口的{WHAT[number % len(WHAT)]}，已经第{number % 40}天了"
    appeal = Appeal(Type.COMPLAINT, text[:20], text, place)
    at = NOW - timedelta(minutes=number % (28 * 24 * 60))
    why = {"departments": [{"code": UNIT, "clause": CLAUSE}]}
    opened = tickets.opened(f"t{number:06}", f"c{number}", appeal, at, at, why)
    return opened.after(Event(Step.DISPATCHED, at, "system", {"department": UNIT}))


def _share(took: Sequence[float], share: float) -> float:
    return took[int(share * (len(took) - 1))]


if __name__ == "__main__":
    asyncio.run(main())
