"""What may become another thing while a process runs, for who holds on to it."""

from typing import Any, cast

from bot.domain.dispatch import Catalogue
from bot.domain.knowledge import Entry
from bot.services.ports.dialogue import Knowledge


class Present:
    """Stands for the catalogue that is in force at the moment."""

    def __init__(self, operators: Catalogue) -> None:
        self._operators = self._catalogue = operators

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)

    def become(self, catalogue: Catalogue | None) -> None:
        """From now on it is this one; None: the operator's own, as at the start."""
        self._catalogue = catalogue or self._operators

    @property
    def as_catalogue(self) -> Catalogue:
        """For whoever asks a catalogue."""
        return cast(Catalogue, self)


class PresentKnowledge:
    """The port `Knowledge`: the answers that are live at the moment."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def entry(self, key: str) -> Entry | None:
        return self._knowledge.entry(key)

    def become(self, knowledge: Knowledge) -> None:
        """From now on it is these."""
        self._knowledge = knowledge
