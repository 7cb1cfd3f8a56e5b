"""The promises of bot/adapters/rasa/hands.py."""

import pytest
from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import EventVerbosity
from rasa_sdk import Tracker

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.hands import Hands, seen_by_actions
from bot.adapters.rasa.memory import recall
from bot.domain.errors import DialogueFailed


def test_actions_see_what_an_action_server_would_be_sent(dialogue: RasaEngine) -> None:
    tracker = recall("c1", (), dialogue._processor.domain)
    tracker.update_with_events(
        [
            ActionExecuted("action_listen"),
            UserUttered("帮帮我", {"name": "help"}, [{"entity": "place", "value": "x"}]),
            ActiveLoop("help_form"),
            SlotSet("what", "a"),
        ],
        None,
    )
    sent = vars(Tracker.from_dict(tracker.current_state(EventVerbosity.ALL)))

    seen = vars(seen_by_actions(tracker))

    assert {**seen, "events": list(seen["events"])} == sent
    assert list(reversed(seen["events"])) == list(reversed(sent["events"]))
    assert seen["events"][1:3] == sent["events"][1:3]


async def test_an_action_that_does_not_exist_is_named(dialogue: RasaEngine) -> None:
    tracker = recall("c1", (), dialogue._processor.domain)

    with pytest.raises(DialogueFailed, match="action_nobody_wrote"):
        await Hands(None).do("action_nobody_wrote", tracker)


async def test_an_action_may_refuse(dialogue: RasaEngine) -> None:
    """Rasa then chooses another one."""
    tracker = recall("c1", (), dialogue._processor.domain)

    with pytest.raises(ActionExecutionRejection):
        await Hands("tests.adapters.rasa.small_actions").do("action_refuse", tracker)


async def test_an_action_need_not_wait_for_anything(dialogue: RasaEngine) -> None:
    """A plain function, as Rasa's action server takes it too."""
    tracker = recall("c1", (), dialogue._processor.domain)

    said, events = await Hands("tests.adapters.rasa.small_actions").do("action_at_once", tracker)

    assert said[0]["text"] == "马上"
    assert events == []
