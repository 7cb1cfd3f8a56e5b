"""The promise of nlu/components/commands.py."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.components.commands import CommandGuard

RANKING = [
    {"name": "thanks", "confidence": 0.6},
    {"name": "greet", "confidence": 0.2},
    {"name": "inquiry", "confidence": 0.15},
]


def guarded(text: str, intent: str = "thanks", ranking=RANKING, confidence=0.6) -> dict:
    message = Message({"text": text, "intent": {"name": intent, "confidence": confidence}})
    message.set("intent_ranking", ranking, add_to_output=True)
    CommandGuard({"thanks": 15, "greet": 12}, sure_from=0.35).process([message])
    return dict(message.get("intent"))


def test_a_short_command_stays_one():
    assert guarded("谢谢你们")["name"] == "thanks"


def test_a_long_message_is_what_it_most_likely_is_besides_commands():
    understood = guarded("和平街的先锋路至胜利路段，今年是否可通？谢谢！")
    assert understood["name"] == "inquiry"


def test_commands_that_a_message_is_too_long_for_leave_their_share_to_the_rest():
    ranking = [*RANKING, {"name": "complaint", "confidence": 0.05}]

    understood = guarded("和平街的先锋路至胜利路段，今年是否可通？谢谢！", ranking=ranking)

    assert understood == {"name": "inquiry", "confidence": pytest.approx(0.75)}


def test_an_unsure_command_is_none():
    assert guarded("谢谢你们", confidence=0.3)["name"] == "inquiry"


def test_other_intents_may_be_of_any_length():
    assert guarded("和平街的路灯坏了" * 10, "complaint")["name"] == "complaint"


def test_without_anything_else_it_stays_as_it_is():
    assert guarded("谢谢" * 20, ranking=[])["name"] == "thanks"
