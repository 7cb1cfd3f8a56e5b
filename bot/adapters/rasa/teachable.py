"""The live model, as it would be if it knew an editor's draft of the known questions."""

from __future__ import annotations

import asyncio
import copy
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.entries import FaqEntry
from bot.domain.habits import Habits
from bot.domain.plain import plain
from bot.services.ports.dialogue import Knowledge
from nlu.components.faq import FaqRetriever

_KEPT = 3
"""Drafts that are tried at the same time; each takes a few megabytes."""
_Learned = tuple[str, tuple[tuple[str, str, tuple[str, ...], str], ...]]


class TeachableRasa:
    """The port `Teachable`. `engine` and `knowledge` are those that are live when asked."""

    def __init__(self, engine: Callable[[], RasaEngine], knowledge: Knowledge) -> None:
        self._engine = engine
        self.knowledge = knowledge
        self._taught: OrderedDict[_Learned, RasaEngine] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    @property
    def live(self) -> RasaEngine:
        return self._engine()

    @property
    def habits(self) -> Habits | None:
        return self._engine().habits

    async def taught(self, entries: Sequence[FaqEntry]) -> RasaEngine:
        engine = self._engine()
        what = engine.model, tuple((e.key, e.question, e.ways, e.answer) for e in entries)
        async with self._one_at_a_time:  # several editors must not take all processors
            if what not in self._taught:
                self._taught[what] = await asyncio.to_thread(_taught, engine, entries)
            self._taught.move_to_end(what)
            while len(self._taught) > _KEPT:
                self._taught.popitem(last=False)
            return self._taught[what]


def _taught(engine: RasaEngine, entries: Sequence[FaqEntry]) -> RasaEngine:
    processor = copy.copy(engine._processor)
    runner = processor.graph_runner
    for part in runner.components:
        if isinstance(part, FaqRetriever):
            runner = runner.with_part(part, _retriever(part, entries))
    processor.graph_runner = runner
    twin = copy.copy(engine)
    twin._processor = processor
    return twin


def _retriever(retriever: FaqRetriever, entries: Sequence[FaqEntry]) -> FaqRetriever:
    """As if it had been trained on these: examples reach it as plain words."""
    return retriever.taught(
        {one.key: one.question for one in entries if one.question},
        {one.key: [plain(way).text for way in one.ways] for one in entries if one.ways},
        {one.key: one.answer for one in entries},
    )
