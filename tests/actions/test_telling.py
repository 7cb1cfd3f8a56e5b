"""A ticket in the citizen's words."""

import pytest

from actions.telling import _STEPS, facts_of
from bot.domain.tickets import Step
from tests.builders import a_ticket
from tests.fakes.house import House


def test_every_step_has_words():
    assert set(_STEPS) == set(Step)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((Step.DISPATCHED,), "11月23日 08:01 已转给城乡建设局"),
        ((Step.DISPATCHED, Step.ACKNOWLEDGED), "11月23日 08:02 城乡建设局已签收"),
    ],
)
def test_the_last_step_names_day_hour_and_unit(steps: tuple[Step, ...], words: str):
    facts = facts_of(a_ticket(*steps), House().a_desk())
    assert facts["step"] == words


def test_what_is_missing_is_named_in_chinese():
    facts = facts_of(a_ticket(missing=("content", "place")), House().a_desk())
    assert facts["missing"] == "是什么事、地点"


def test_nobody_elses_words_are_among_the_facts():
    """What the bot says is remembered: no content, no telephone number is ever repeated."""
    facts = facts_of(a_ticket(contact="13800138000"), House().a_desk())
    assert "13800138000" not in str(facts)
    assert "路灯" not in str(facts)
