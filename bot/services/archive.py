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

    async def some(self, ids: Sequence[str]) -> list[Letter]:
        """Those of these ids that are kept, in the order asked for."""
        ...


class Similar(Protocol):
    """Finds letters by how alike they are."""

    def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        """Ids of the letters most like `text` with how much they are, the most alike first."""
        ...


def words_of(letter: Letter) -> str:
    """What a letter is found by. With the words of its answer, others came before it as often."""
    return f"{letter.title}\n{letter.content}".strip()


def in_short(letters: Sequence[Letter]) -> list[tuple[str, str]]:
    """What was told twice: each title with the words of its letter, which may begin with it."""
    return [
        (letter.title, letter.content.removeprefix(letter.title))
        for letter in letters
        if letter.title
    ]


async def similar(text: str, index: Similar, kept: Letters, limit: int = 5) -> list[Letter]:
    """Answered letters most like `text`, for staff to see how it was answered before.

    Local and dated: never shown to citizens.
    """
    found = await kept.some([name for name, _ in index.search(text, 2 * limit)])
    return [letter for letter in found if letter.reply][:limit]


async def import_letters(letters: Sequence[Letter], batch: str, kept: Letters) -> int:
    """Keep a batch of letters, masked for good. Returns how many were new."""
    return await kept.add_all([without_personal_data(letter) for letter in letters], batch)
