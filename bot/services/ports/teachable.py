"""The live dialogue, and what it would say had it learned an editor's draft."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.entries import FaqEntry
from bot.domain.habits import Habits
from bot.services.ports.dialogue import Dialogue, Knowledge


class Teachable(Protocol):
    """Dialogues of which nobody hears."""

    @property
    def live(self) -> Dialogue:
        """The one that answers citizens at the moment."""
        ...

    @property
    def knowledge(self) -> Knowledge:
        """The answers that citizens get at the moment."""
        ...

    @property
    def habits(self) -> Habits | None:
        """Of the live model."""
        ...

    async def taught(self, entries: Sequence[FaqEntry]) -> Dialogue:
        """The live one, if it knew these questions instead of its own.

        It takes them for as likely as a model that is trained on them; what else such a model
        learns from them (that who writes so asks something) it does not know yet.
        """
        ...
