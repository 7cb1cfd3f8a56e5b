"""How the house is doing at this moment, for whoever may know it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.dispatch import Catalogue
from bot.domain.drift import Drift, drift
from bot.domain.errors import NotFound
from bot.domain.people import NOTHING, Person, figures_of
from bot.domain.releases import Release
from bot.domain.revisions import Revision
from bot.services.drift import Release as Reference
from bot.services.drift import last_week
from bot.services.knowledge.library import Library
from bot.services.ports.casebook import Casebook, Delivery
from bot.services.ports.clock import Clock
from bot.services.ports.dispatches import Dispatches, Undelivered
from bot.services.ports.drift import Diary
from bot.services.ports.fleet import Fleet, Serving
from bot.services.ports.tally import Tally
from bot.services.ports.web_links import WebLinks


@dataclass(frozen=True)
class Picture:
    """Figures of a moment. `tickets` says whether those of tickets and deliveries may be known.

    `undelivered` is by unit. `live` is None before the first release, `drift` without a week to
    compare with, `serving` when nobody can be asked who serves what.
    """

    tally: Tally
    tickets: bool
    undelivered: Mapping[str, Undelivered] = field(default_factory=dict)
    answers_stuck: tuple[Delivery, ...] = ()
    live: tuple[Release, Revision] | None = None
    drift: Drift | None = None
    dead_links: int = 0
    serving: tuple[Serving, ...] | None = ()


@dataclass(frozen=True)
class Overview:
    """Draws the picture. `reference` is what the current model made of an ordinary week."""

    casebook: Casebook
    dispatches: Dispatches
    library: Library
    diary: Diary
    reference: Callable[[], Reference | None]
    catalogue: Catalogue
    clock: Clock
    links: WebLinks
    fleet: Fleet

    async def of(self, who: Person) -> Picture:
        """As far as this person may know it. Raises StoreAway."""
        sight = figures_of(who, self.catalogue)
        seen = sight or NOTHING
        return Picture(
            tally=await self.casebook.tally(seen, self.clock()),
            tickets=sight is not None,
            undelivered=await self.dispatches.undelivered(seen),
            answers_stuck=tuple(await self.dispatches.answers_stuck(seen)),
            live=await self._live(),
            drift=await self._drift(),
            serving=await self._serving(),
            dead_links=len(await self.links.dead()),
        )

    async def _live(self) -> tuple[Release, Revision] | None:
        try:
            return await self.library.live()
        except NotFound:
            return None

    async def _serving(self) -> tuple[Serving, ...] | None:
        told = await self.fleet.all(self.clock())
        return None if told is None else tuple(told)

    async def _drift(self) -> Drift | None:
        reference = self.reference()
        if reference is None:
            return None
        return drift(reference.counts, await last_week(self.diary, reference.model, self.clock))
