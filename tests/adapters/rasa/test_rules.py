"""Rules are matched quicker than Rasa does it, and never otherwise."""

import json
from itertools import product

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.memory import recall
from bot.adapters.rasa.moments import last_moments
from bot.adapters.rasa.rules import Fitting, Step, steps_of
from tests.adapters.rasa.conversations import conversations, play

LISTEN = {"prev_action": {"action_name": "action_listen"}}
STATES = [
    {},
    LISTEN,
    {"prev_action": {"action_name": "utter_greet"}},
    {**LISTEN, "user": {"intent": "greet"}},
    {**LISTEN, "user": {"intent": "complaint", "entities": ("place", "time")}},
    {**LISTEN, "user": {"intent": "complaint"}, "active_loop": {"name": "complaint_form"}},
    {**LISTEN, "user": {"intent": "complaint"}, "active_loop": {"name": "should_not_be_set"}},
    {**LISTEN, "slots": {"ticket": (1.0,), "asked": (0.0, 1.0)}},
    {**LISTEN, "slots": {"ticket": "should_not_be_set"}},
    {**LISTEN, "user": {"intent": None}},
]


@pytest.mark.parametrize(("rule", "state"), list(product(STATES, STATES)))
def test_a_rule_fits_exactly_when_rasa_says_so(rule: dict, state: dict):
    """Every kind of state against every kind of rule, as the model's file holds it."""
    written = json.loads(json.dumps(rule))
    begins = not rule.get("prev_action"), not state.get("prev_action")
    fitting = RulePolicy._does_rule_match_state(written, state)
    expected = all(begins) if any(begins) else fitting

    assert Step.of(written).fits(state) is expected


async def test_rules_that_fit_are_those_that_rasa_finds(dialogue: RasaEngine) -> None:
    """By intent and by words, over every moment of every test story."""
    processor = dialogue._processor
    policy = next(one for one in processor.graph_runner.components if type(one) is RulePolicy)
    lookups = [policy.lookup[kind] for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)]
    keys = [key for lookup in lookups for key in lookup]
    fitting = Fitting([steps_of(key) for key in keys])

    for said in conversations():
        for memory in await play(dialogue, said[:40]):
            for end in range(len(memory) + 1):
                tracker = recall("c1", memory[:end], processor.domain)
                moments = last_moments(tracker, processor.domain, fitting.reach)

                for words, found in zip((False, True), fitting.after(moments), strict=True):
                    states = policy._prediction_states(tracker, processor.domain, words)
                    expected = {
                        k for one in lookups for k in policy._get_possible_keys(one, states)
                    }
                    assert {key for n, key in enumerate(keys) if found >> n & 1} == expected


@pytest.mark.parametrize(
    ("state", "about_words"),
    [
        ({**LISTEN, "user": {"text": "你好"}}, True),
        ({**LISTEN, "user": {"intent": "greet"}}, False),
    ],
)
def test_a_rule_about_words_is_known(state: dict, about_words: bool) -> None:
    assert Step.of(state).is_about_words is about_words
