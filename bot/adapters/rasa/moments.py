"""The last moments of a conversation, in the words in which Rasa's rules look at them.

Rasa makes a new tracker for every question, replays the whole conversation on it with all slots
copied, and takes down every moment since the beginning. Rules look at the last few only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    LegacyForm,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_NEW_BEGINNINGS = frozenset({Restarted, SessionStarted})
_SEEN_BY_NO_RULE = frozenset({BotUttered})
_LOOPS = frozenset({ActiveLoop, LegacyForm})
_UNDOING = frozenset({ActionReverted, UserUtteranceReverted})


_gone_through = DialogueStateTracker.applied_events


def last_moments(tracker: DialogueStateTracker, domain: Domain, most: int) -> list[State]:
    """The last of `tracker.past_states(domain)`, at most so many, the latest last."""
    events = applied(tracker)
    actions = [at for at, event in enumerate(events) if type(event) is ActionExecuted]
    stage = _Stage(tracker.slots.values())
    moments: list[State] = []
    done = 0
    for at in (*actions[max(0, len(actions) - most + 1) :], len(events)):
        for event in events[done:at]:
            if type(event) not in _SEEN_BY_NO_RULE:
                event.apply_to(stage)
        moments.append(domain.get_active_state(stage))
        done = at
    return moments


def applied(tracker: DialogueStateTracker) -> list[Event]:
    """What `tracker.applied_events()` returns; quickly where nothing was taken back."""
    events: list[Event] = list(tracker.events)
    kinds = {type(event) for event in events}
    if kinds & _UNDOING or (kinds & _LOOPS and _goes_round(events)):
        left: list[Event] = _gone_through(tracker)
        return left
    if kinds & _NEW_BEGINNINGS:
        return events[max(at for at, e in enumerate(events, 1) if type(e) in _NEW_BEGINNINGS) :]
    return events


def _goes_round(events: Iterable[Event]) -> bool:
    """Whether a form ran more than once: Rasa then forgets what lay between."""
    loops = {event.name for event in events if type(event) in _LOOPS}
    ran = [e.action_name for e in events if type(e) is ActionExecuted and e.action_name in loops]
    return len(ran) > len(set(ran))


class _Stage:
    """As much of a tracker as its states are made of: Rasa's events act on it."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.slots = {slot.name: slot.__copy__() for slot in slots if slot.influence_conversation}
        self.latest_action: dict[str, str] = {}
        self.latest_message = UserUttered.empty()
        self.latest_bot_utterance: Any = None
        self.active_loop: ActiveLoop | None = None
        self._reset_slots()

    @property
    def latest_action_name(self) -> str | None:
        return next(iter(self.latest_action.values()), None)

    def set_latest_action(self, action: dict[str, str]) -> None:
        self.latest_action = action

    def change_loop_to(self, name: str | None) -> None:
        self.active_loop = ActiveLoop(name) if name is not None else None

    def _set_slot(self, name: str, value: Any) -> None:
        if name in self.slots:
            self.slots[name].value = value

    def _reset_slots(self) -> None:
        for slot in self.slots.values():
            slot.reset()

    def clear_followup_action(self) -> None: ...

    def trigger_followup_action(self, action: str) -> None: ...

    def interrupt_loop(self, is_interrupted: bool) -> None: ...

    def reject_action(self, action_name: str) -> None: ...
