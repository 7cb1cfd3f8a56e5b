"""The promises of nlu/components/matters.py."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.components.matters import MatterCollector, MatterSplitter, two_matters

BOTH = "路灯坏了，另外社保卡丢了怎么补"


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了，另外社保怎么转",
        "路灯坏了。还有社保怎么转",
        "路灯坏了，顺便问一下社保怎么转",
        "路灯坏了 再问下社保怎么转",
        "路灯坏了，我还想问一下社保怎么转",
        "路灯坏了；对了，社保怎么转",
    ],
)
def test_a_joining_word_parts_two_matters(text: str):
    assert two_matters(text, 120) == ["路灯坏了", "社保怎么转"]


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "另外社保怎么转",
        "路灯坏了，另外",
        "一，另外二，另外三",
        f"{'长' * 120}，另外社保怎么转",
    ],
)
def test_everything_else_is_one_matter(text: str):
    assert two_matters(text, 120) == []


def understood(first: str, second: str) -> Message:
    """The message after the pipeline, with its parts understood as these intents."""
    message = Message({"text": BOTH, "intent": {"name": "faq", "confidence": 0.9}})
    whole, *parts = MatterSplitter(120).process([message])
    for part, intent in zip(parts, (first, second), strict=True):
        part.set("intent", {"name": intent, "confidence": 0.7})
    (collected,) = MatterCollector(frozenset({"complaint", "inquiry"})).process([whole, *parts])
    return collected


def test_each_part_is_understood_by_itself():
    parts = understood("complaint", "faq").get("parts")
    assert [(part["text"], part["intent"]["name"]) for part in parts] == [
        ("路灯坏了", "complaint"),
        ("社保卡丢了怎么补", "faq"),
    ]


def test_beside_a_known_question_the_other_part_decides():
    assert understood("complaint", "faq").get("intent")["name"] == "complaint"
    assert understood("faq", "inquiry").get("intent")["name"] == "inquiry"


def test_otherwise_the_message_stays_what_it_is_as_a_whole():
    assert understood("complaint", "inquiry").get("intent")["name"] == "faq"
    assert understood("faq", "faq").get("intent")["name"] == "faq"


def test_one_matter_has_no_parts():
    message = Message({"text": "路灯坏了"})
    (collected,) = MatterCollector(frozenset()).process(MatterSplitter(120).process([message]))
    assert collected.get("parts") is None
