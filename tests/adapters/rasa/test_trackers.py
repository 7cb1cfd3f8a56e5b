"""The promises of bot/adapters/rasa/trackers.py: copies are what Rasa's own would be."""

from typing import Any

from rasa.core.actions.forms import FormAction
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.memory import recall
from bot.adapters.rasa.trackers import _told_again, copied
from tests.adapters.rasa.conversations import conversations, play


async def test_a_copy_is_as_if_all_had_been_told_again(dialogue: RasaEngine) -> None:
    domain = dialogue._processor.domain
    for said in conversations():
        for memory in await play(dialogue, said[:40]):
            tracker = recall("c1", memory, domain)

            assert _state(copied(tracker)) == _state(tracker.travel_back_in_time(float("inf")))
            assert _state(tracker) == _state(
                DialogueStateTracker.from_events("c1", list(tracker.events), domain.slots)
            )


def test_a_copy_goes_its_own_way(dialogue: RasaEngine) -> None:
    """Neither slots nor the open form nor the events of the original change with it."""
    tracker = recall("c1", (), dialogue._processor.domain)
    tracker.update_with_events([ActiveLoop("help_form"), SlotSet("what", "a")], None)
    before = _state(tracker)

    twin = tracker.copy()
    twin.update_with_events([SlotSet("what", "b"), ActionExecuted("help_form")], None)
    twin.reject_action("help_form")

    assert _state(tracker) == before
    assert twin.get_slot("what") == "b"


def test_a_form_looks_at_the_same_conversation(dialogue: RasaEngine) -> None:
    """Its temporary tracker, also after everything began anew."""
    domain = dialogue._processor.domain
    form = FormAction("help_form", None)
    told = [UserUttered("帮帮我", {"name": "help"}), ActiveLoop("help_form"), SlotSet("what", "a")]
    for events in (told, [SlotSet("place", "x"), Restarted(), *told]):
        tracker = recall("c1", (), domain)
        tracker.update_with_events(events, None)
        more = [SlotSet("what", "b")]

        looked_at = form._temporary_tracker(tracker, more, domain)

        assert _state(looked_at) == _state(_told_again(form, tracker, more, domain))


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that anybody can ask, times aside."""
    state = tracker.current_state(EventVerbosity.ALL)
    events = [{k: v for k, v in e.items() if k != "timestamp"} for e in state.pop("events")]
    del state["latest_event_time"]
    set_once = {name: slot.has_been_set for name, slot in tracker.slots.items()}
    return {**state, "events": events, "interrupted": tracker.active_loop, "set": set_once}
