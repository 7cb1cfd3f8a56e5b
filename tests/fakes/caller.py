"""Somebody who writes one message after another to a house, whatever its dialogue is."""

from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Ticket
from tests.builders import a_call
from tests.fakes.house import House


class Caller:
    """A minute passes before every message, unless it is said how many."""

    def __init__(self, house: House | None = None) -> None:
        self.house = house or House()
        self._said = 0

    async def says(self, text: str, after_minutes: float = 1) -> Reply:
        self._said += 1
        self.house.clock.forward(minutes=after_minutes)
        reply, _ = await self.house.reception.answer(a_call(text, key=f"m{self._said}"))
        assert reply is not None
        return reply

    async def tickets(self) -> list[Ticket]:
        return await self.house.store.tickets.of_citizen("c1")

    @property
    def offered(self) -> tuple[Choice, ...]:
        return tuple(self.house.store.kept.conversations["c1"].offered)

    @property
    def alarms(self) -> list[str]:
        return [alarm.kind for alarm in self.house.store.kept.alarms.values()]
