"""Known questions as files that people edit elsewhere."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from bot.domain.entries import FaqEntry


class Sheet(StrEnum):
    """A kind of file, as its name ends."""

    XLSX = "xlsx"
    CSV = "csv"
    YAML = "yml"


class Exchange(Protocol):
    """Writes entries into a file and reads them back as they were."""

    async def written(self, kind: Sheet, entries: Sequence[FaqEntry]) -> bytes:
        """A file with these. No spreadsheet calculates what somebody wrote in it."""
        ...

    async def read(self, name: str, data: bytes, known: Mapping[str, FaqEntry]) -> list[FaqEntry]:
        """The entries of a file of this name; what it does not tell stays as it is in `known`.

        Raises BadFile with the place, what is wrong there and what to do.
        """
        ...
