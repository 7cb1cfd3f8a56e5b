"""Test stories are played: is every message understood and followed by just what should happen?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.domain.errors import HuiyingError
from bot.domain.releases import StoryFailure
from bot.domain.replies import Choice
from bot.services.desk import Desk
from bot.services.evaluation.strangers import Memory
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue, Heard
from bot.services.shelf import Shelf

UNSEEN = frozenset({"action_listen", "action_session_start", "action_extract_slots"})
BETWEEN = timedelta(minutes=1)
"""So long after an answer the citizen writes again."""


@dataclass(frozen=True)
class Message:
    """What is said, or taken; what it should be understood as; what should happen then.

    `happens` are actions, and forms that open or close, as Rasa writes them.
    """

    said: str
    intent: str
    choice: Choice | None = None
    happens: tuple[Mapping[str, Any], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A test story of a file."""

    file: str
    name: str
    messages: tuple[Message, ...]


async def play(
    dialogue: Dialogue, shelf: Shelf, stories: Sequence[Story], clock: Clock
) -> list[StoryFailure]:
    """Every story that goes another way, at its first message that does."""
    failures = [await _play(dialogue, shelf, story, clock) for story in stories]
    return [failure for failure in failures if failure]


async def _play(
    dialogue: Dialogue, shelf: Shelf, story: Story, clock: Clock
) -> StoryFailure | None:
    kept = Memory()
    shelf = replace(shelf, tickets=kept, attachments=kept)  # type: ignore[arg-type]
    memory: Sequence[Mapping[str, Any]] = ()
    now = clock()
    for message in story.messages:
        now += BETWEEN
        desk = Desk("story", message.said, now, shelf, {})
        heard = Heard("story", "" if message.choice else message.said, message.choice)
        try:
            turned = await dialogue.respond(heard, memory, desk)
        except HuiyingError:
            return _failure(story, message, _told(message), "没有回答")
        memory = turned.memory
        kept.tickets["story"] = [
            *{one.number: one for one in (*kept.tickets.get("story", ()), *_tickets(desk))}.values()
        ]
        if turned.understanding.intent != message.intent:
            return _failure(story, message, message.intent, turned.understanding.intent or "听不懂")
        happened = happened_in(memory)
        if happened != list(message.happens):
            return _failure(story, message, _told(message), _words(happened))
        known = slots_in(memory)
        for name, value in message.slots.items():
            if known.get(name) != value:
                told = f"{name}={known.get(name)}"
                return _failure(story, message, f"{name}={value}", told)
    return None


def happened_in(memory: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Actions and forms that followed the last message, in Rasa's notation."""
    happened: list[dict[str, Any]] = []
    for event in _since_the_last_message(memory):
        if event["event"] == "action" and event["name"] not in UNSEEN:
            happened.append({"action": event["name"]})
        elif event["event"] == "active_loop":
            happened.append({"active_loop": event["name"]})
    return happened


def slots_in(memory: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Slots that the last message set, in the end."""
    return {e["name"]: e["value"] for e in _since_the_last_message(memory) if e["event"] == "slot"}


def _since_the_last_message(memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    users = [at for at, event in enumerate(memory) if event["event"] == "user"]
    return memory[users[-1] + 1 :] if users else ()


def _tickets(desk: Desk) -> list[Any]:
    return [change.after for change in desk.changes.tickets.values()]


def _failure(story: Story, message: Message, expected: str, happened: str) -> StoryFailure:
    return StoryFailure(story.file, story.name, message.said, expected, happened)


def _told(message: Message) -> str:
    return _words(message.happens)


def _words(happened: Sequence[Mapping[str, Any]]) -> str:
    return (
        "、".join(f"{kind} {name}" for one in happened for kind, name in one.items())
        or "什么也没有"
    )
