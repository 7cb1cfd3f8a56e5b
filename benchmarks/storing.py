"""The store's share of an FAQ: its message kept, its turn begun and ended, nothing else.

Run as `python -m benchmarks.storing`. Processor time of this process alone, the best and the median
of some rounds: other work on the machine changes them much less than what the clock says.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.houses import postgresql
from bot.adapters.store import Database, SqlInbox
from bot.adapters.store.script import Script
from bot.adapters.wechat import contacts
from bot.domain.messages import Kind, Message
from bot.domain.replies import Reply
from bot.domain.zone import SHANGHAI
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Ending
from bot.wiring.ground import SWITCH_S

ROUNDS, MANY = 6, 150
HANDS = (1, 16)
MEMORY = [{"event": "user", "text": "社保卡丢了怎么补办" * 3, "confidence": 0.9123}] * 7
SAID = Ending(Reply("您好，" * 80))


class NewCitizen:
    """A note of somebody who never wrote before."""

    def __init__(self, citizen: str, at: datetime) -> None:
        self._citizen, self._at = citizen, at

    async def write(self, within: object) -> None:
        assert isinstance(within, Script)
        contacts.keep(within, self._citizen, f"o{self._citizen}", True, self._at)

    async def kept(self) -> None:
        """Nothing to do."""


async def one(inbox: SqlInbox, citizen: str) -> None:
    """All that the store does for one FAQ of a citizen who never wrote before."""
    now = datetime.now(SHANGHAI)
    message = Message(citizen, citizen, Kind.TEXT, now, "社保卡丢了怎么补办")
    await inbox.receive(message, now, NewCitizen(citizen, now))
    opening = await inbox.opening_for(citizen)
    assert opening is not None
    talk = replace(opening.conversation, memory=MEMORY, last_at=now + timedelta(milliseconds=2))
    await inbox.finish(opening.row, talk, Changes(), SAID, SAID)


async def _hand(inbox: SqlInbox, citizens: Iterator[str]) -> None:
    for citizen in citizens:
        await one(inbox, citizen)


async def rounds(url: str, hands: int) -> list[float]:
    """Milliseconds of the processor for one, by round."""
    database = Database(url)
    await database.upgrade()
    inbox, numbers, run = SqlInbox(database), count(), secrets.token_hex(28)
    taken = []
    for _ in range(ROUNDS):
        citizens = iter([f"{run}{next(numbers):08d}" for _ in range(MANY)])

        began = time.process_time()
        await asyncio.gather(*(_hand(inbox, citizens) for _ in range(hands)))
        taken.append(1000 * (time.process_time() - began) / MANY)
    await database.close()
    return taken[1:]


def main() -> None:
    """Print a line for each store and number of hands."""
    console = Console(highlight=False)
    sys.setswitchinterval(SWITCH_S)
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        for name, url in {"SQLite": f"sqlite:///{Path(folder)}/x.db", "PostgreSQL": server}.items():
            for hands in HANDS:
                taken = asyncio.run(rounds(url, hands))
                console.print(
                    f"{name}, {hands} at once: {min(taken):.2f} ms (median {median(taken):.2f})"
                )


if __name__ == "__main__":
    main()
