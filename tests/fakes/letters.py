"""Imported letters in memory."""

from collections.abc import Sequence

from bot.domain.letters import Letter


class FakeLetters:
    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}

    async def add_all(self, letters: Sequence[Letter], batch: str) -> int:
        before = len(self._letters)
        for letter in letters:
            self._letters.setdefault(letter.id, letter)
        return len(self._letters) - before

    async def count(self) -> int:
        return len(self._letters)

    async def some(self, ids: Sequence[str]) -> list[Letter]:
        return [self._letters[name] for name in ids if name in self._letters]

    async def all(self) -> list[Letter]:
        return list(self._letters.values())
