"""Rules are matched quicker than Rasa does it, and never otherwise."""

import json
from itertools import product

import pytest
from rasa.core.policies.rule_policy import RulePolicy

from bot.adapters.rasa.rules import Step

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
