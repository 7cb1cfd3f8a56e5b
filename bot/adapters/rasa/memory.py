"""What a conversation remembers between two messages: Rasa's events, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa.trackers import a_tracker

MOST_EVENTS = 80
"""A longer memory is shortened …"""
KEPT_EVENTS = 40
"""… to the last whole turns with at most so many events, and what was known before them."""

_TOO_DETAILED = ("intent_ranking", "text_tokens", "response_selector")

Memory = Sequence[Mapping[str, Any]]


def recall(citizen: str, memory: Memory, domain: Domain) -> DialogueStateTracker:
    """The conversation as Rasa knows it."""
    return a_tracker(citizen, deserialise_events([dict(event) for event in memory]), domain)


def remember(tracker: DialogueStateTracker, domain: Domain) -> list[dict[str, Any]]:
    """The conversation as JSON values, for `recall`: at most MOST_EVENTS of the current session."""
    events = _this_session(list(tracker.events))
    if len(events) > MOST_EVENTS:
        events = _shortened(events, tracker.sender_id, domain)
    return [_plain(event) for event in events]


def _this_session(events: list[Event]) -> list[Event]:
    """What came before the last start or restart has no influence any more."""
    starts = [
        at for at, event in enumerate(events) if isinstance(event, SessionStarted | Restarted)
    ]
    if not starts:
        return events
    start = starts[-1]
    if start and _is_action(events[start - 1], ACTION_SESSION_START_NAME):
        start -= 1
    return events[start:]


def _shortened(events: list[Event], citizen: str, domain: Domain) -> list[Event]:
    """The last turns as they were, and before them the state in which they began."""
    cut = _cut(events)
    before = a_tracker(citizen, events[:cut], domain)
    return [*_state(before), *events[cut:]]


def _cut(events: Sequence[Event]) -> int:
    """Where the oldest turn begins that still fits; the latest turn is kept at any length."""
    turns = [
        at + 1
        for at, event in enumerate(events[:-1])
        if _is_action(event, ACTION_LISTEN_NAME) and isinstance(events[at + 1], UserUttered)
    ]
    fitting = [at for at in turns if len(events) - at <= KEPT_EVENTS]
    return fitting[0] if fitting else turns[-1] if turns else 0


def _state(tracker: DialogueStateTracker) -> Iterable[Event]:
    """A session's start that has the same slots and the same form open."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    if tracker.is_paused():
        yield ConversationPaused()
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    for slot in tracker.slots.values():
        if slot.value != slot.initial_value:
            yield SlotSet(slot.name, slot.value)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def _plain(event: Event) -> dict[str, Any]:
    record: dict[str, Any] = event.as_dict()
    parsed = record.get("parse_data")
    if parsed:
        record["parse_data"] = {k: v for k, v in parsed.items() if k not in _TOO_DETAILED}
    return record


def _is_action(event: Event, name: str) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == name
