"""Models that wait aside, to be talked to by editors."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.adapters.knowledge.answering import answers_of
from bot.adapters.knowledge.dispatching import catalogue_of
from bot.adapters.knowledge.shelving import Shelving
from bot.domain.revisions import Files, name_of
from bot.services.evaluation.comparing import Side

if TYPE_CHECKING:
    from bot.adapters.rasa.engine import RasaEngine

KEPT = 2
"""Models in memory besides the live one: each takes some twenty megabytes."""


@dataclass
class Understudies:
    """The port `Actors`. `now` is what is live when asked."""

    now: Callable[[], Side]
    shelving: Shelving
    _kept: OrderedDict[str, Side] = field(default_factory=OrderedDict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def live(self) -> Side:
        return self.now()

    async def of(self, files: Files, model: str) -> Side:
        named = name_of(repr((model, sorted((p, name_of(c)) for p, c in files.items()))).encode())
        async with self._one_at_a_time:  # several editors must not fill the memory at once
            if named not in self._kept:
                self._kept[named] = await self._loaded(files, model)
            self._kept.move_to_end(named)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[named]

    async def _loaded(self, files: Files, model: str) -> Side:
        from bot.adapters.rasa.engine import RasaEngine

        engine: RasaEngine = await RasaEngine.load(await self.shelving.path(model))
        answers = await asyncio.to_thread(answers_of, files)
        catalogue = await asyncio.to_thread(catalogue_of, files)
        return Side(engine, catalogue, answers, engine.habits)
