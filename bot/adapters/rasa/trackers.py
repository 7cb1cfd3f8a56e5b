"""Conversations as Rasa holds them, copied instead of told all over again.

For every action, and several times for every form, Rasa makes a second tracker and lets it live
through the whole conversation. The copy here has the same past and the same state at once.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, Restarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa.moments import applied

_told_again = FormAction._temporary_tracker
_marked = DialogueStateTracker.update


def quicken_trackers() -> None:
    """Let Rasa copy here."""
    Slot.__copy__ = _copied_slot
    DialogueStateTracker.copy = copied
    DialogueStateTracker.update = _updated
    DialogueStateTracker.applied_events = applied
    FormAction._temporary_tracker = _temporary


def a_tracker(citizen: str, events: Iterable[Event], domain: Domain) -> DialogueStateTracker:
    """The conversation of these events; `DialogueStateTracker.from_events` copies slots slowly."""
    tracker = DialogueStateTracker(citizen, ())
    tracker.slots = {slot.name: _copied_slot(slot) for slot in domain.slots}
    for event in events:
        tracker.update(event)
    return tracker


def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A tracker that goes its own way from here."""
    twin = object.__new__(DialogueStateTracker)
    twin.__dict__.update(tracker.__dict__)
    twin.events = deque(tracker.events, tracker.events.maxlen)
    twin.slots = {name: _copied_slot(slot) for name, slot in tracker.slots.items()}
    twin.active_loop = tracker.active_loop and dataclasses.replace(tracker.active_loop)
    # these mark every event that is added; the copy's events are no part of the conversation yet
    twin.model_id = twin.assistant_id = None
    return twin


def _updated(tracker: DialogueStateTracker, event: Event, domain: Domain | None = None) -> None:
    """Only Rasa's own server marks every event with the model that was there."""
    if tracker.model_id or tracker.assistant_id:
        _marked(tracker, event, domain)
        return
    tracker.events.append(event)
    event.apply_to(tracker)


def _copied_slot(slot: Slot) -> Slot:
    """`copy.copy` asks the slot's class how it would like to be copied: a tenth of a turn."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def _temporary(
    form: FormAction, tracker: DialogueStateTracker, events: list[Event], domain: Domain
) -> DialogueStateTracker:
    """The conversation as if the form had run and these events had followed."""
    if any(type(event) is Restarted for event in tracker.events):
        return _told_again(form, tracker, events, domain)
    twin = copied(tracker)
    asked = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(tracker))
    for event in (asked, ActionExecuted(form.name()), *events):
        twin.update(event)
    return twin
