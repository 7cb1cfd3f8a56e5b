"""Citizens' corrections, until somebody looked at them."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.corrections import Correction, Verdict


class Corrections(Protocol):
    """Where corrections are kept; they come there with the turn that made them."""

    async def of(self, verdict: Verdict) -> list[Correction]:
        """All with this verdict, the oldest first."""
        ...

    async def decide(self, ids: Sequence[int], verdict: Verdict) -> list[int]:
        """Give these a verdict, whatever theirs was; returns which of the ids there are."""
        ...
