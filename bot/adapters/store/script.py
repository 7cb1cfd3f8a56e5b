"""Hot statements written down to be run one after another, later, in somebody's transaction."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.adapters.store.hot import Hot, Line


class Script:
    """What a note writes: in its order, and neighbours that are alike in one go."""

    def __init__(self) -> None:
        self._steps: list[tuple[Hot, Mapping[str, Any]]] = []

    def __bool__(self) -> bool:
        return bool(self._steps)

    def add(self, hot: Hot, values: Mapping[str, Any]) -> None:
        """Run this after what was added before."""
        self._steps.append((hot, values))

    @property
    def only_step(self) -> tuple[Hot, Mapping[str, Any]] | None:
        """What was added, if it is one step."""
        return self._steps[0] if len(self._steps) == 1 else None

    async def run(self, line: Line) -> None:
        """Run everything that was added."""
        for hot, steps in groupby(self._steps, key=itemgetter(0)):
            await line.many(hot, [values for _, values in steps])
