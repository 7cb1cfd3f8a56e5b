"""The promises of nlu/components/matters.py."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.components.matters import (
    ALSO,
    AND,
    ANNOUNCED,
    LISTED,
    MatterCollector,
    MatterSplitter,
    parts_of,
)

BOTH = "路灯坏了，另外社保卡丢了怎么补"


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("路灯坏了，另外社保怎么转", AND),
        ("路灯坏了。还有社保怎么转", AND),
        ("路灯坏了，此外社保怎么转", AND),
        ("路灯坏了，顺便问一下社保怎么转", ANNOUNCED),
        ("路灯坏了 再问下社保怎么转", ANNOUNCED),
        ("路灯坏了，我还想问一下社保怎么转", ANNOUNCED),
        ("路灯坏了，另外我要咨询社保怎么转", ANNOUNCED),
        ("路灯坏了；对了，社保怎么转", ANNOUNCED),
        ("1、路灯坏了 2、社保怎么转", LISTED),
        ("1. 路灯坏了\n2. 社保怎么转", LISTED),
        ("一、路灯坏了；二、社保怎么转", LISTED),
        ("两件事：第一，路灯坏了，第二，社保怎么转", LISTED),
        ("反映两件事，一是路灯坏了，二是社保怎么转", LISTED),
        ("首先路灯坏了；其次，社保怎么转", LISTED),
        ("①路灯坏了②社保怎么转", LISTED),
        ("两件事：路灯坏了，社保怎么转", LISTED),
        ("路灯坏了，社保怎么转，这几件事请管管", LISTED),
        ("反映两个情况，一个是路灯坏了，另一个是社保怎么转", LISTED),
        ("路灯坏了，还有一个问题就是社保怎么转", ANNOUNCED),
        ("路灯坏了。另外一件事是社保怎么转", ANNOUNCED),
        ("路灯坏了，再就是社保怎么转", AND),
        ("除了路灯坏了以外，社保怎么转", AND),
    ],
)
def test_a_joining_word_or_a_number_parts_two_matters(text: str, joint: str):
    parts = parts_of(text, 120)
    assert [part.text for part in parts] == ["路灯坏了", "社保怎么转"]
    assert parts[1].joint == joint


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("路灯坏了，而且楼下太吵", ["路灯坏了", "楼下太吵"]),
        ("路灯坏了 公交车也老晚点", ["路灯坏了", "公交车也老晚点"]),
    ],
)
def test_a_few_words_part_where_something_is_told_besides(text: str, pieces: list[str]):
    parts = parts_of(text, 120)
    assert [part.text for part in parts] == pieces
    assert {part.joint for part in parts} == {ALSO}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("好的修好了 谢谢 早餐摊占道也管管", ["好的修好了 谢谢", "早餐摊占道也管管"]),
        ("热了，谢谢你们，就是门禁也坏了", ["热了，谢谢你们", "门禁也坏了"]),
    ],
)
def test_thanks_part_what_is_settled_from_what_is_wrong(text: str, pieces: list[str]):
    assert [part.text for part in parts_of(text, 120)] == pieces


def test_a_longer_story_goes_on_with_the_same_words():
    assert parts_of("暖气从上个月就坏了，而且打了多少次电话都没有人来修，" * 2, 300) == []


def test_numbers_without_a_mark_between_them_count_too():
    parts = parts_of("第一路灯坏了第二垃圾没人收", 120)
    assert [part.text for part in parts] == ["路灯坏了", "垃圾没人收"]


def test_a_list_may_have_several_items():
    parts = parts_of("1、路灯不亮 2、暖气不热 3、自来水有味", 120)
    assert [part.text for part in parts] == ["路灯不亮", "暖气不热", "自来水有味"]


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "另外社保怎么转",
        "路灯坏了，另外",
        "一，另外二，另外三",
        f"{'长' * 120}，另外社保怎么转",
        "第一次反映是上个月，第二次是上周",
        "第一中学门口和第二中学门口都没有路灯",
        "水压只有1.2，后来2.5",
        "2、暖气不热 3、路灯不亮",
        "我住1号楼，2号楼的人家里不热",
        f"{'事' * 30}：1、马上停工 2、恢复原状",
        "我想咨询异地就医，一是怎么备案，二是报销比例多少",
        "要求：1、恢复供水 2、公开账目",
        "我家有两个孩子，上学要走三里路，没有校车",
        "下午三点，楼上装修，吵得睡不着",
    ],
)
def test_everything_else_is_one_piece(text: str):
    assert parts_of(text, 120) == []


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
