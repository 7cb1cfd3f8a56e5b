"""Messages sealed beforehand that go to the gateways themselves: for loads beyond a simulator.

Every message has a citizen of its own, so that rows are found by their citizen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.driver import Door
from benchmarks.post import PostOffice, Push
from bot.demo.places import HOST
from tests.faults.books import Books, names_of, read_books
from tests.faults.crew import GATEWAYS, Crew


def doors_of(crew: Crew) -> Sequence[Door]:
    """Where the gateways listen, without a balancer before them."""
    return [(HOST, crew.port(gateway)) for gateway in GATEWAYS]


def office_of(crew: Crew) -> PostOffice:
    """Where messages to this house are sealed."""
    told = crew.environment
    return PostOffice(
        told["HUIYING_WECHAT_APP_ID"],
        told["HUIYING_WECHAT_TOKEN"],
        told["HUIYING_WECHAT_AES_KEY"],
    )


@dataclass(frozen=True)
class Kept:
    """What the books say of some pushes."""

    names: Mapping[str, str]  # openid -> our name
    books: Books

    def lost(self, pushes: Sequence[Push]) -> list[str]:
        """Pushes without a row that has an outcome."""
        return [push.citizen for push in pushes if not self._done(push)]

    def doubled(self, pushes: Sequence[Push]) -> list[str]:
        """Pushes with two rows or two tickets."""
        return [push.citizen for push in pushes if self._many(push)]

    def _done(self, push: Push) -> bool:
        rows = self.books.inbox.get(self.names[push.citizen], ())
        return any(row.done or row.set_aside for row in rows)

    def _many(self, push: Push) -> bool:
        citizen = self.names[push.citizen]
        rows, tickets = self.books.inbox.get(citizen, ()), self.books.tickets.get(citizen, ())
        return len(rows) > 1 or len(tickets) > 1


async def kept(crew: Crew, pushes: Sequence[Push]) -> Kept:
    """Look these up; each has a citizen of its own."""
    hidden = names_of(crew)
    names = {push.citizen: hidden.citizen(push.citizen) for push in pushes}
    return Kept(names, await read_books(crew, names.values()))
