"""A known question as its editor sees it: the answer with its facts, and the ways to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

TEXTS = ("answer", "question", "source", "url", "owner", "updated", "valid_until")
"""Fields that are text. Dates are ISO dates, `owner` is a unit's code."""


@dataclass(frozen=True)
class FaqEntry:
    """One known question. `path` is the file that holds it; `key` its name there."""

    key: str
    question: str
    answer: str
    source: str = ""
    url: str = ""
    owner: str = ""
    updated: str = ""
    valid_until: str = ""
    sample: bool = False
    ways: tuple[str, ...] = ()
    path: str = ""
    topic: str = ""

    def changed(self, **fields: Any) -> "FaqEntry":
        """The entry with these fields."""
        return replace(self, **fields)

    def needs_training(self, before: "FaqEntry | None") -> bool:
        """Whether a model must learn of this change."""
        if before is None:
            return True
        learned = ("key", "question", "ways")
        return any(getattr(self, name) != getattr(before, name) for name in learned)


@dataclass(frozen=True)
class Numbers:
    """How often an entry was given, helped, and did not help, so far as the log tells."""

    served: int = 0
    solved: int = 0
    escalated: int = 0

    @property
    def harm(self) -> int:
        """Given and not said to have helped: what is sorted by."""
        return self.served - self.solved


@dataclass(frozen=True)
class Counted:
    """The numbers of every entry that was given at all."""

    entries: Mapping[str, Numbers] = field(default_factory=dict)
