"""The promises of bot/adapters/rasa/moments.py: as Rasa tells them, only quicker."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.memory import recall
from bot.adapters.rasa.moments import _gone_through, applied, last_moments
from tests.adapters.rasa.conversations import conversations, play

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [ask, {tell: {use_entities: []}}]
entities: [place]
slots:
  matter: {type: categorical, values: [new, done], mappings: [{type: custom}]}
  asked: {type: bool, initial_value: true, mappings: [{type: custom}]}
  what: {type: any, mappings: [{type: custom}]}
forms: {a_form: {required_slots: [what]}, b_form: {required_slots: [what]}}
actions: [action_do, action_say]
""")

ENTITY = {"entity": "place", "value": "x", "start": 0, "end": 1}
EVENTS = some.one_of(
    some.builds(UserUttered, some.sampled_from(["话", ""]), some.just({"name": "ask"})),
    some.builds(lambda: UserUttered("在那里", {"name": "ask"}, [ENTITY])),
    some.builds(lambda: UserUttered("在那里", {"name": "tell"}, [ENTITY])),
    some.builds(DefinePrevUserUtteredFeaturization, some.booleans()),
    some.builds(
        ActionExecuted,
        some.sampled_from(["action_listen", "action_do", "a_form", "b_form", "action_say"]),
    ),
    some.builds(ActiveLoop, some.sampled_from(["a_form", "b_form", None])),
    some.builds(SlotSet, some.just("matter"), some.sampled_from(["new", "done", "odd", None])),
    some.builds(SlotSet, some.sampled_from(["asked", "what"]), some.sampled_from([True, None])),
    some.builds(ActionExecutionRejected, some.sampled_from(["a_form", "action_do"])),
    some.builds(LoopInterrupted, some.booleans()),
    some.builds(BotUttered, some.just("答")),
    some.sampled_from([ActionReverted, UserUtteranceReverted, AllSlotsReset]).map(lambda k: k()),
    some.sampled_from([Restarted, SessionStarted]).map(lambda k: k()),
)


@given(some.lists(EVENTS, max_size=25), some.integers(1, 6))
def test_moments_are_those_that_rasa_takes_down(events: Sequence[Event], most: int) -> None:
    """Whatever happened, forms that ran again and words taken back included."""
    tracker = DialogueStateTracker.from_events("c1", list(events), DOMAIN.slots)

    assert applied(tracker) == _gone_through(tracker)
    assert last_moments(tracker, DOMAIN, most) == tracker.past_states(DOMAIN)[-most:]


@pytest.mark.parametrize("most", [1, 3, 100])
async def test_moments_of_whole_conversations(dialogue: RasaEngine, most: int) -> None:
    domain = dialogue._processor.domain
    for said in conversations():
        for memory in await play(dialogue, said[:40]):
            tracker = recall("c1", memory, domain)

            assert last_moments(tracker, domain, most) == tracker.past_states(domain)[-most:]
