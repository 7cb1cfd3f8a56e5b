"""What a conversation remembers between two messages: Rasa's events, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa.trackers import a_tracker

MOST_EVENTS = 60
"""A longer memory is shortened at any cost."""
MANY_EVENTS = 40
"""A longer one is shortened where no form is open: inside of one Rasa counts its rounds."""
KEPT_EVENTS = 20
"""What is left then: the last whole turns with at most so many events, at least one turn, and what
was known before them. Rules look at the last three moments, which lie in one turn."""

Memory = Sequence[Mapping[str, Any]]

_TOO_DETAILED = frozenset(
    ("intent_ranking", "text_tokens", "response_selector", "text", "message_id", "metadata")
)
"""What a message was parsed into beyond what later turns ask, or what stands beside it again."""
_NOBODYS = frozenset(("message_id", "input_channel", "policy", "confidence"))


def recall(citizen: str, memory: Memory, domain: Domain) -> DialogueStateTracker:
    """The conversation as Rasa knows it."""
    return a_tracker(citizen, filter(None, map(_event, memory)), domain)


def remember(tracker: DialogueStateTracker, domain: Domain) -> list[Mapping[str, Any]]:
    """The conversation as JSON values, for `recall`: at most MOST_EVENTS of the current session,
    and a value for each slot that was set before them."""
    events = _this_session(list(tracker.events))
    if len(events) > MANY_EVENTS:
        events = _shortened(events, tracker.sender_id, domain)
    return [getattr(event, _RECORD, None) or _plain(event) for event in events]


def form_open_in(memory: Memory) -> bool:
    """Whether a form is open. Reads the records alone: it is asked before every message."""
    loops = (one for one in reversed(memory) if one.get("event") == ActiveLoop.type_name)
    return bool(next(loops, {}).get("name"))


def set_aside(memory: Memory, domain: Domain) -> Memory:
    """The memory of a conversation that begins anew, and of this one only what waits: the slots of
    a form that was open, under KEPT, what was set aside before, and what was told besides."""
    before = recall("", memory, domain)
    slots = {name: value for name, value in before.current_slot_values().items() if value}
    waiting = {name: slots.pop(name) for name in (KEPT, *_TOLD_BESIDES) if name in slots}
    if before.active_loop_name and slots.get(_MATTER):
        waiting[KEPT] = {name: value for name, value in slots.items() if name not in _OF_THE_FORM}
    if not waiting:
        return ()
    told = a_tracker("", [SlotSet(name, value) for name, value in waiting.items()], domain)
    return [_plain(event) for event in _state(told)]


KEPT = "kept"
"""The slot that holds the slots of a form until it is taken up again."""
_TOLD_BESIDES = ("other",)
_MATTER = "what"
"""The slot without which a form holds nothing worth keeping."""
_OF_THE_FORM = frozenset({REQUESTED_SLOT, SESSION_START_METADATA_SLOT, "matter"})

_RECORD = "_huiying_record"
"""Where an event that was recalled keeps what it was read from: it is not written out again."""


def _event(record: Mapping[str, Any]) -> Event | None:
    event: Event | None = Event.from_parameters(dict(record))
    if event is not None:
        setattr(event, _RECORD, record)
    return event


def _this_session(events: list[Event]) -> list[Event]:
    """What came before the last start or restart has no influence any more."""
    starts = [at for at, event in enumerate(events) if type(event) in (SessionStarted, Restarted)]
    if not starts:
        return events
    start = starts[-1]
    if start and _is_action(events[start - 1], ACTION_SESSION_START_NAME):
        start -= 1
    return events[start:]


def _shortened(events: list[Event], citizen: str, domain: Domain) -> list[Event]:
    """The last turns as they were, and before them the state in which they began."""
    cut = _cut(events)
    if not cut:
        return events
    before = a_tracker(citizen, events[:cut], domain)
    return [*_state(before), *events[cut:]]


def _cut(events: Sequence[Event]) -> int:
    """Where the oldest turn begins that is kept; 0 when everything is."""
    # before the first turn there is nothing but a beginning
    turns = list(_turns(events))[1:]
    cut = _fitting([at for at, form in turns if form is None], len(events))
    if len(events) - cut > MOST_EVENTS:
        cut = _fitting([at for at, _ in turns], len(events))
    return cut


def _fitting(turns: Sequence[int], end: int) -> int:
    """The oldest turn from which on little enough is left, or else the latest of them."""
    return next((at for at in turns if end - at <= KEPT_EVENTS), turns[-1] if turns else 0)


def _turns(events: Sequence[Event]) -> Iterable[tuple[int, str | None]]:
    """Where each turn begins that follows another one, and the form that was open then."""
    form = None
    for at, event in enumerate(events[:-1]):
        if type(event) is ActiveLoop:
            form = event.name
        elif _is_action(event, ACTION_LISTEN_NAME) and type(events[at + 1]) is UserUttered:
            yield at + 1, form


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
    """The event without what is empty, and without what nobody asks any more."""
    record = {name: value for name, value in event.as_dict().items() if name not in _NOBODYS}
    if type(event) is UserUttered:
        parsed = event.parse_data.items()
        record["parse_data"] = _filled({k: v for k, v in parsed if k not in _TOO_DETAILED})
    else:
        del record["timestamp"]  # only the age of words ends a session
    if type(event) is BotUttered:
        record["data"] = _filled(event.data)
    return record if type(event) in _MAY_BE_NOTHING else _filled(record)


_MAY_BE_NOTHING = frozenset({SlotSet, ActiveLoop})


def _filled(record: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in record.items() if v is not None and v != {} and v != []}


def _is_action(event: Event, name: str) -> bool:
    return type(event) is ActionExecuted and event.action_name == name
