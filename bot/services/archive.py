"""A city's archive of letters: kept without personal data, and learned from."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.letters import Letter, without_personal_data


class Letters(Protocol):
    """Where imported letters are kept."""

    async def add_all(self, letters: Sequence[Letter], batch: str) -> int:
        """Keep them all or none; letters whose id is known already are left as they are.

        Returns how many are new.
        """
        ...

    async def all(self) -> list[Letter]: ...


async def import_letters(letters: Sequence[Letter], batch: str, kept: Letters) -> int:
    """Keep a batch of letters, masked for good. Returns how many were new."""
    return await kept.add_all([without_personal_data(letter) for letter in letters], batch)
