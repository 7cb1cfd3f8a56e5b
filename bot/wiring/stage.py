"""Where citizens and departments meet what is live, in one process."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.adapters.departments.ways import Ways
from bot.adapters.knowledge.answering import answers_of
from bot.adapters.knowledge.dispatching import CATALOGUE, catalogue_of, deliveries_of
from bot.adapters.knowledge.keywords import KeywordsFile
from bot.adapters.knowledge.shelving import Shelving
from bot.adapters.knowledge.welcome import WELCOME, WelcomeText, variations
from bot.adapters.rasa.knowledge import Answers
from bot.adapters.releases import choose
from bot.domain.dispatch import Catalogue, Delivery
from bot.domain.errors import BadInput, without_words
from bot.domain.keywords import Keywords
from bot.domain.releases import Release
from bot.domain.revisions import Files
from bot.services.breaker import WatchedDialogue
from bot.services.drift import NotedDialogue, Tally
from bot.services.turns import Turns
from bot.settings.environment import department_secrets
from bot.wiring.garbage import Garbage
from bot.wiring.ground import Ground
from bot.wiring.present import PresentKnowledge

if TYPE_CHECKING:
    from bot.adapters.rasa.engine import RasaEngine

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UnitsStage:
    """The port `Stage` where there is no dialogue: units and ways to them."""

    base: Ground

    async def show(self, release: Release, files: Files) -> None:
        self.exchange(await asyncio.to_thread(_units, files))

    def exchange(self, units: "Units | None") -> None:
        """The operator's file says how its own units are told; new ones say it themselves."""
        self.base.present.become(units.catalogue if units else None)
        for code, delivery in units.deliveries.items() if units else ():
            self.base.ways.add(code, delivery)


@dataclass
class RasaStage:
    """The port `Stage` of a gateway.

    A turn that is under way keeps the talk it began with; the next one finds the new. The memory
    of a conversation is plain values: a form goes on over another model.
    """

    base: Ground
    engine: "RasaEngine"
    shelving: Shelving
    watched: WatchedDialogue
    turns: Turns
    knowledge: PresentKnowledge
    tally: Tally
    garbage: Garbage

    async def show(self, release: Release, files: Files) -> None:
        engine = await self._engine(release.model)
        read = await asyncio.to_thread(_read, files)
        UnitsStage(self.base).exchange(read.units)
        self._exchange(engine, read)
        try:
            await asyncio.to_thread(choose, self.shelving.folder, release.model)
        except OSError as error:  # a full disk: it is live all the same, and found again at a start
            log.error("the current model could not be noted", extra=without_words(error))

    @property
    def keywords(self) -> Keywords:
        """Those that are live."""
        return self.turns.talk.shelf.keywords

    async def _engine(self, version: str) -> "RasaEngine":
        from bot.adapters.rasa.engine import RasaEngine

        if self.engine.model == version:
            return self.engine
        return await RasaEngine.load(await self.shelving.path(version))

    def _exchange(self, engine: "RasaEngine", read: "Read") -> None:
        """Between two turns: nothing here waits for anything."""
        shelf = replace(
            self.turns.talk.shelf,
            knowledge=read.answers,
            habits=engine.habits,
            keywords=read.keywords,
        )
        self.turns.talk = replace(self.turns.talk, shelf=shelf)
        if read.welcome:
            engine.say(WELCOME, read.welcome)
        if engine is not self.engine:
            self.watched.dialogue = NotedDialogue(engine, self.tally)
            self.garbage.take_back()
        self.knowledge.become(read.answers)
        self.engine = engine


class Units(NamedTuple):
    """A catalogue that somebody edited, and the ways to its units."""

    catalogue: Catalogue
    deliveries: Mapping[str, Delivery]


class Read(NamedTuple):
    """What a release brings besides its model. No `welcome`: the model's own is said."""

    answers: Answers
    units: Units | None
    keywords: Keywords
    welcome: Sequence[Mapping[str, Any]]


def _read(files: Files) -> Read:
    keywords = KeywordsFile().read(files) or Keywords()
    return Read(answers_of(files), _units(files), keywords, _welcome(files))


def _welcome(files: Files) -> Sequence[Mapping[str, Any]]:
    if WelcomeText().read(files) is None:
        return ()
    return variations(files[WelcomeText.path])


def _units(files: Files) -> Units | None:
    if CATALOGUE not in files:
        return None
    catalogue = catalogue_of(files)
    deliveries = deliveries_of(files, department_secrets())
    signed = {code: one for code, one in deliveries.items() if _can_be_signed(catalogue, code, one)}
    return Units(catalogue, signed)


def _can_be_signed(catalogue: Catalogue, code: str, delivery: Delivery) -> bool:
    try:
        Ways(catalogue, {code: delivery})
    except BadInput as error:
        log.error("a unit's secret is none", extra={"unit": code, **without_words(error)})
        return False
    return True
