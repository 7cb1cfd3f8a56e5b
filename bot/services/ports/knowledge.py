"""Where the knowledge base is kept, checked and tried."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.dispatch import Catalogue, Department
from bot.domain.entries import FaqEntry
from bot.domain.knowledge_check import Finding
from bot.domain.releases import Release, Report, Trial
from bot.domain.revisions import Draft, Files, Revision

Tell = Callable[[str], Coroutine[Any, Any, None]]
"""Hears how far something has come, as a short sentence."""


class Revisions(Protocol):
    """Contents, revisions of them, and the one draft."""

    async def keep(self, contents: Iterable[bytes]) -> None:
        """Keep each under its name; what is kept already stays as it is."""
        ...

    async def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of these names. Raises NotFound if one is missing."""
        ...

    async def add(self, revision: Revision) -> Revision:
        """Keep it; it gets its id."""
        ...

    async def revision(self, number: int) -> Revision:
        """Raises NotFound."""
        ...

    async def revisions(self, limit: int = 50) -> list[Revision]:
        """The newest first."""
        ...

    async def draft(self) -> Draft | None:
        """None before there is a first revision."""
        ...

    async def save(self, draft: Draft, seen: int | None) -> bool:
        """Keep the draft if the kept one is still of version `seen` (None: if there is none)."""
        ...


class Releases(Protocol):
    """Trials and what became live."""

    async def live(self) -> Release | None:
        """The newest release."""
        ...

    async def releases(self, limit: int = 50) -> list[Release]:
        """The newest first."""
        ...

    async def publish(self, release: Release, after: int | None) -> Release:
        """Make it the live one, if the live one still has the id `after`. Raises TurnConflict."""
        ...

    async def ask(self, trial: Trial) -> Trial:
        """Keep a trial; it gets its id."""
        ...

    async def trial(self, number: int) -> Trial:
        """Raises NotFound."""
        ...

    async def trials(self, limit: int = 20) -> list[Trial]:
        """The newest first."""
        ...

    async def take(self, at: datetime, left_before: datetime) -> Trial | None:
        """The oldest trial that waits, or that nobody told of since `left_before`: now running."""
        ...

    async def tell(self, trial: Trial) -> None:
        """Write down how it stands."""
        ...


class Models(Protocol):
    """Model files, so that every machine has them."""

    async def keep(self, version: str, model: bytes, beside: Mapping[str, str]) -> None:
        """Keep it once; `beside` are small files that belong to it, by their suffix."""
        ...

    async def has(self, version: str) -> bool:
        """Whether it is kept."""
        ...

    async def fetch(self, version: str) -> tuple[bytes, Mapping[str, str]]:
        """Raises NotFound."""
        ...

    async def forget(self, keep: Sequence[str]) -> int:
        """Drop the files of all others; returns how many."""
        ...


class Writing(Protocol):
    """The known questions in Rasa's files: what is not changed stays as it was written."""

    def check(self, files: Files) -> None:
        """Raises BadFile for what is no YAML."""
        ...

    def entries(self, files: Files) -> list[FaqEntry]:
        """All of them, by key. Raises BadFile for what is no YAML."""
        ...

    def edited(self, files: Files, entries: Sequence[FaqEntry]) -> dict[str, bytes]:
        """The files that change when these entries are as given; new ones go to their `path`.

        Raises FieldRejected and BadFile.
        """
        ...

    def without(self, files: Files, key: str) -> dict[str, bytes]:
        """The files that change when this entry is no longer there. Raises NotFound."""
        ...


class Cataloguing(Protocol):
    """Reads and writes the dispatch catalogue among the files of a knowledge base."""

    def catalogue(self, files: Files) -> Catalogue:
        """The units and their words. Raises BadFile, also where there is none."""
        ...

    def edited(self, files: Files, unit: Department, version: str) -> dict[str, bytes]:
        """The files that change when this unit is written, new or known; nothing if none does.

        Every other unit stays as it is written, and so does what the unit is told by. Raises
        BadFile where the catalogue is written in a way that cannot be kept.
        """
        ...


class Inspector(Protocol):
    """Finds what is wrong with a knowledge base, without training."""

    def __call__(self, files: Files) -> list[Finding]:
        """All that is wrong, the grave first. What cannot be read is a grave finding."""
        ...


@dataclass(frozen=True)
class Live:
    """What citizens get at the moment: files, and the version of the model."""

    files: Files
    model: str


class Workshop(Protocol):
    """Trains and tests a knowledge base, away from running turns."""

    async def try_out(
        self, files: Files, live: Live | None, tell: Tell
    ) -> tuple[str | None, Report]:
        """The version of the model that came of it (kept in `Models`), and what was found, also
        beside what is live."""
        ...


class Announcer(Protocol):
    """Tells every gateway that there is something new."""

    async def wake(self) -> None:
        """They look at once; who does not hear it looks a little later."""
        ...


class Stage(Protocol):
    """Where citizens meet what is live, in one process."""

    async def show(self, release: Release, files: Files) -> None:
        """From the next turn on this is live. Turns under way end as they began."""
        ...
