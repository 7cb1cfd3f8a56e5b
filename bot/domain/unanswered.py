"""What citizens said that found no answer, and what somebody does about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.personal_data import redact

LONGEST = 200
"""Characters that are kept: a question is short, and a long story is nobody's FAQ."""


class Why(StrEnum):
    """Why it found no answer."""

    UNCLEAR = "unclear"  # the bot did not understand
    UNKNOWN = "unknown"  # it asks something that no entry answers
    REFUSED = "refused"  # questions were offered, and none of them was meant
    IGNORED = "ignored"  # questions were offered, and none of them was taken
    NOT_SOLVED = "not_solved"  # an answer was given, and did not help


WHY_NAMES = {
    Why.UNCLEAR: "没听懂",
    Why.UNKNOWN: "没有答案",
    Why.REFUSED: "给的选项都不是",
    Why.IGNORED: "给了选项，没有选",
    Why.NOT_SOLVED: "答案没解决",
}


class TaskState(StrEnum):
    """What became of a group."""

    OPEN = "open"
    ANSWERED = "answered"  # it is in the knowledge base now
    MARKED = "marked"  # it is no question: somebody said which type it is
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Unanswered:
    """One message, without personal data. `task` says that it is taken care of.

    With an `offer` it is taken back when one of the questions is taken that were offered then.
    """

    text: str
    why: Why
    at: datetime
    task: int | None = None
    id: int | None = None
    offer: str | None = None

    @classmethod
    def of(cls, text: str, why: Why, at: datetime, offer: str | None = None) -> "Unanswered":
        """Of words as they were written: personal data is taken out for good."""
        return cls(redact(text).strip()[:LONGEST], why, at, offer=offer)


@dataclass(frozen=True)
class Task:
    """Somebody takes care of a group: `owner` is a unit's code, `due` an ISO date.

    `words` stand for the group, `outcome` says what was done: an entry's key, or a type.
    """

    words: str
    by: str
    at: datetime
    state: TaskState = TaskState.OPEN
    owner: str | None = None
    due: str | None = None
    outcome: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Group:
    """Messages that are like each other: `many` of them, the newest at `at`, some `examples`.

    `ids` are those of messages that nobody takes care of yet; with a `task` none of them may be
    new.
    """

    words: str
    many: int
    at: datetime
    examples: tuple[str, ...]
    whys: tuple[Why, ...]
    ids: Sequence[int] = ()
    task: Task | None = None
