"""A citizen at a telephone: says something, reads the answer, says the next thing."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.adapters.catalogue import load_catalogue
from bot.adapters.rasa.engine import RasaEngine
from bot.domain.dispatch import Catalogue
from bot.domain.keywords import Keywords
from bot.domain.messages import Kind, Media, Point
from bot.domain.parcels import Parcel
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Outcome, State, Step, Ticket
from bot.services.conversation import Talk
from bot.services.cutting import Cutter
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.dialogue import Knowledge
from bot.services.shelf import Shelf
from tests.builders import a_message
from tests.fakes.house import House

DEPARTMENTS = Path(__file__).resolve().parents[2] / "departments.yml"


class Citizen:
    """Talks to the real dialogue over a store in memory; a minute passes with every message.

    Model, answers and departments are those of this repository.
    """

    def __init__(
        self,
        engine: RasaEngine,
        house: House | None = None,
        name: str = "c1",
        knowledge: Knowledge | None = None,
        keywords: Keywords | None = None,
    ) -> None:
        self.house = house or House()
        self.engine = engine
        self.name = name
        self._said = 0
        all_at_once = Cutter(lambda words, link: [words], str)
        self._talk: Talk = replace(self.house.talk, dialogue=engine, cutter=all_at_once)
        self.shelves(
            replace(
                self.house.shelf,
                knowledge=knowledge or engine.knowledge,
                catalogue=_catalogue(),
                keywords=keywords or Keywords(),
            )
        )

    def shelves(self, shelf: Shelf) -> None:
        """From now on this is what is known of units, answers and days."""
        self.house.shelf = shelf
        self._talk = replace(self._talk, shelf=shelf)

    async def says(self, *texts: str) -> Reply:
        """Send these texts one after another; the reply to the last."""
        replies = [await self._sends(text=text) for text in texts]
        return replies[-1]

    async def takes(self, title: str) -> Reply:
        """Tap the choice of this title, which must be there."""
        assert title in [choice.title for choice in await self.offered()]
        return await self.says(title)

    async def sends_picture(self) -> Reply:
        return await self._sends(
            kind=Kind.IMAGE, text="", media=Media("image", f"media{self._said}")
        )

    async def sends_place(self, label: str) -> Reply:
        return await self._sends(kind=Kind.LOCATION, text="", point=Point(43.8, 125.3, label))

    async def follows(self) -> Reply:
        return await self._sends(kind=Kind.FOLLOWED, text="")

    async def tickets(self) -> list[Ticket]:
        """This citizen's tickets, the one that moved last first."""
        return await self.house.store.tickets.of_citizen(self.name)

    async def ticket(self) -> Ticket:
        """The only ticket."""
        (ticket,) = await self.tickets()
        return ticket

    async def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now."""
        return self.house.store.remembered_of(self.name).offered

    async def unit(self) -> str:
        """The name of the unit that has the only ticket."""
        code = (await self.ticket()).department
        return self.house.shelf.catalogue.name_of(code or "")

    async def form(self) -> str | None:
        """The form that is open."""
        loops = [e for e in await self.memory() if e["event"] == "active_loop"]
        name: str | None = loops[-1]["name"] if loops else None
        return name

    async def memory(self) -> list[dict[str, Any]]:
        return [dict(e) for e in self.house.store.remembered_of(self.name).memory]

    async def is_answered(self, text: str = "已经派人修好了。") -> Ticket:
        """The unit answers the only ticket, and the citizen can read it."""
        ticket = await self.ticket()
        before, at = ticket, self.house.clock()
        unit = ticket.department or ""
        for step, data in (
            (Step.ACKNOWLEDGED, {}),
            (Step.REPLIED, {"text": text, "outcome": Outcome.RESOLVED.value}),
            (Step.DELIVERED, {"channel": "passive"}),
        ):
            ticket = ticket.after(Event(step, at, unit, data))
        changes = Changes(tickets={ticket.number: TicketChange(before, ticket)})
        await self.house.store.tickets.apply(changes)
        assert ticket.state is State.ANSWERED
        return ticket

    @property
    def parcels(self) -> list[Parcel]:
        """What departments were told, in order."""
        return [p for p in self.house.store.parcels if p.addressee == "department"]

    async def _sends(self, **message: Any) -> Reply:
        self._said += 1
        self.house.clock.forward(minutes=1)
        key = f"{self.name}-{self._said}"
        sent = a_message(key=key, citizen=self.name, at=self.house.clock(), **message)
        await self.house.store.inbox.receive(sent, self.house.clock())
        opening = await self.house.store.inbox.opening_for(self.name)
        assert opening is not None
        done = (await self._talk.take(opening)).row
        assert done.reply is not None
        # The reply that was sent has its choices written out: these are what can be tapped.
        return replace(done.reply, choices=await self.offered())


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(DEPARTMENTS, {})[0]
