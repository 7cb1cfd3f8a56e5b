"""What we say to a citizen, whatever the channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SERVED, SOLVED, ESCALATED = "served", "solved", "escalated"
"""What may become of a known question: its answer is given, helps, or does not."""


@dataclass(frozen=True)
class Choice:
    """Something the citizen can take with one tap or by its number.

    `intent` and `entities` are what the dialogue hears when it is taken; a citizen's own text can
    never force them.
    """

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One answer: words, and what may be chosen next. An empty text says nothing at all.

    `faq` notes for the books what became of known questions in this turn: SERVED, SOLVED or
    ESCALATED, and the entry's key.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    faq: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def words(self) -> str:
        """Text and numbered choices as one plain text, for a channel that only has text."""
        if not self.choices:
            return self.text
        # an answer may hold numbered steps of its own: this line says which numbers can be sent
        lines = [f"{number}. {choice.title}" for number, choice in enumerate(self.choices, 1)]
        return "\n".join([self.text, CHOOSE, *lines])

    def as_record(self) -> dict[str, Any]:
        """The reply as plain JSON values, for `from_record`."""
        record: dict[str, Any] = {
            "text": self.text,
            "choices": [
                {"title": one.title, "intent": one.intent, "entities": dict(one.entities)}
                for one in self.choices
            ],
        }
        return record | ({"faq": [list(step) for step in self.faq]} if self.faq else {})

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Reply":
        """The reply that `as_record` wrote down."""
        choices = tuple(Choice(**choice) for choice in record["choices"])
        steps = record.get("faq", ())
        return cls(record["text"], choices, tuple((step, key) for step, key in steps))


CHOOSE = "回复数字："
SILENCE = Reply("")


def joined(replies: Sequence[Reply]) -> Reply:
    """Several replies as one: a passive answer carries one message. The last choices win."""
    spoken = [reply for reply in replies if reply]
    choices = next((reply.choices for reply in reversed(spoken) if reply.choices), ())
    return Reply("\n".join(reply.text for reply in spoken), choices)
