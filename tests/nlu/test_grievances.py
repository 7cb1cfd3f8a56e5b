"""A rule takes a grievance for a complaint where a question or thanks were heard."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.components.corrections import RetypingGuard
from nlu.components.grievances import GrievanceGuard

GUARD = GrievanceGuard(**GrievanceGuard.get_default_config())


def heard(text: str, intent: str) -> dict[str, object]:
    message = Message({"text": text, "intent": {"name": intent, "confidence": 0.9}})
    [message] = GUARD.process([message])
    found: dict[str, object] = message.get("intent")
    return found


@pytest.mark.parametrize("intent", ["inquiry", "out_of_scope"])
def test_a_long_wait_is_a_complaint(intent: str):
    assert heard("护照四个月了还没寄来", intent) == {"name": "complaint", "confidence": 0.6}


@pytest.mark.parametrize("intent", ["praise", "thanks"])
def test_blame_is_a_complaint_that_is_asked_about(intent: str):
    assert heard("真是谢谢你们，白跑五趟", intent) == {"name": "complaint", "confidence": 0.5}


@pytest.mark.parametrize("intent", ["suggestion", "ask_status", "supplement", "help"])
def test_whatever_else_was_heard_stays(intent: str):
    assert heard("护照四个月了还没寄来", intent)["name"] == intent


def test_a_question_stays_one():
    assert heard("护照四个月了，过期要换怎么办理", "inquiry")["name"] == "inquiry"


def test_a_type_named_alone_corrects_whatever_it_resembles():
    message = Message({"text": "改成建议", "intent": {"name": "suggestion", "confidence": 0.9}})

    [message] = RetypingGuard("correct").process([message])

    assert message.get("intent") == {"name": "correct", "confidence": 1.0}
