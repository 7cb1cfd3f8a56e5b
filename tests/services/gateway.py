"""A gateway whose store can go away, and whose spool is in memory."""

from datetime import timedelta

from bot.domain.parcels import Alarm
from bot.domain.replies import Reply
from bot.services.spooling import SpoolingReceiver
from tests.builders import NOW, a_call
from tests.fakes.door import FakeDoor
from tests.fakes.house import House
from tests.fakes.spool import FakeSpool

SENT_AT = NOW - timedelta(seconds=3)


class FakeBell:
    def __init__(self) -> None:
        self.rung: list[Alarm] = []

    async def __call__(self, alarm: Alarm) -> None:
        self.rung.append(alarm)


class Gateway:
    """A spool before a reception, over a store that can go away."""

    def __init__(self, house: House | None = None) -> None:
        self.house = house or House()
        self.store = self.house.store
        self.spool = FakeSpool()
        self.bell = FakeBell()
        self.receiver = SpoolingReceiver(
            self.house.a_reception(), self.spool, FakeDoor(), self.bell, self.house.clock
        )

    async def says(self, text: str = "路灯坏了", **more: object) -> tuple[Reply | None, object]:
        return await self.receiver.answer(a_call(text, at=SENT_AT, **more))

    async def gets_over_it(self) -> None:
        """The store is back, all is drained, and its turns are taken."""
        self.store.away = False
        while self.spool.waiting:
            await self.receiver.drain()
        self.house.clock.forward(seconds=30)
        await self.house.reception.resume(self.house.clock())
