"""What citizens correct: words, the type they were taken for, and the type they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.personal_data import redact
from bot.domain.tickets import Type

LONGEST = 2000
"""Characters that are kept: a model looks at fewer."""


class Verdict(StrEnum):
    """What somebody who looked at a correction made of it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Correction:
    """Words that a citizen says are another type: an example, once somebody accepts it.

    `text` holds no personal data. `id` is None until it is kept, `number` where no ticket had been
    opened yet.
    """

    text: str
    was: Type
    wanted: Type
    model: str
    at: datetime
    number: str | None = None
    verdict: Verdict = Verdict.WAITING
    id: int | None = None

    @classmethod
    def of(
        cls,
        text: str,
        was: Type,
        wanted: Type,
        model: str,
        at: datetime,
        number: str | None = None,
    ) -> "Correction":
        """Of words as they were written: personal data is taken out for good."""
        return cls(redact(text)[:LONGEST], was, wanted, model, at, number)
