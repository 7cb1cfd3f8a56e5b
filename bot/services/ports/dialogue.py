"""Rasa, seen from the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.knowledge import Entry
from bot.domain.replies import Choice, Reply


@dataclass(frozen=True)
class Heard:
    """What the dialogue hears: masked words, or a choice that was taken."""

    citizen: str
    text: str
    choice: Choice | None = None


@dataclass(frozen=True)
class Understanding:
    """How words were understood. `faq` and `ranking` are best first, confidences in 0..1."""

    intent: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    faq: tuple[tuple[str, float], ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()  # {"entity", "value", "start", "end"}
    model: str = ""


@dataclass(frozen=True)
class Turned:
    """What the dialogue says, and what it will remember."""

    reply: Reply
    memory: Sequence[Mapping[str, Any]]
    understanding: Understanding


class Dialogue(Protocol):
    """Rasa, seen from the services."""

    @property
    def model(self) -> str:
        """The model's version."""
        ...

    async def parse(self, text: str) -> Understanding:
        """Understand without a conversation."""
        ...

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        """One turn. `desk` is what the actions reach through `actions.desk.current_desk()`.

        Raises DialogueFailed when there is no usable answer.
        """
        ...

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        """Whether a form waits for the answer to its question. Never raises."""
        ...

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """What is remembered when something urgent came between: no question is open, and what was
        half told waits to be taken up again. Empty if nothing was. Never waits for anything."""
        ...


class Knowledge(Protocol):
    """The questions we can answer ourselves."""

    def entry(self, key: str) -> Entry | None:
        """The FAQ of this key, expired or not; None if there is no such key."""
        ...
