"""What is read out of a message's words."""

import pytest

from actions.hearing import Heard, opening, substance
from bot.domain.tickets import Type


def heard(text: str, intent: str = "complaint", **more) -> Heard:
    return Heard(text, intent, **more)


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "您好，我想反映一个问题",
        "我要提个建议",
        "求助",
        "咨询一下",
        "我有个建议",
        "补充",
    ],
)
def test_an_announcement_says_nothing_yet(text: str):
    assert not heard(text).says_something


@pytest.mark.parametrize("text", ["停水了", "我要投诉，暖气不热", "漏水", "问题楼盘没人管"])
def test_a_matter_says_something(text: str):
    assert heard(text).says_something


def test_the_substance_is_what_remains():
    assert substance("您好，我要投诉：楼上漏水") == "楼上漏水"
    assert opening("尊敬的领导您好：路灯坏了\n在解放路") == "路灯坏了"


@pytest.mark.parametrize(
    "text", ["不知道", "我也不清楚", "没有", "无", "不方便说", "记不清了", "不用了", "没有电话"]
)
def test_declining_is_heard_whatever_the_intent(text: str):
    assert heard(text, "inform").declines


@pytest.mark.parametrize("text", ["没有热水", "不知道谁家漏水", "没人管", "不用钥匙就能进单元门"])
def test_a_sentence_that_begins_alike_declines_nothing(text: str):
    assert not heard(text).declines


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不是投诉，是建议", Type.SUGGESTION),
        ("我不是投诉，我是想咨询", Type.INQUIRY),
        ("这不是咨询，是投诉", Type.COMPLAINT),
        ("类型选错了，应该是求助", Type.HELP),
        ("我要的是表扬不是投诉", Type.PRAISE),
        ("不是投诉", None),
        ("地址错了", None),
    ],
)
def test_the_type_that_is_meant(text: str, kind: Type | None):
    assert heard(text, "correct").type_wanted is kind


@pytest.mark.parametrize(
    "text", ["没解决", "还是没修好，路灯又灭了", "问题没有得到解决", "根本没处理"]
)
def test_not_solved_is_heard_at_the_beginning(text: str):
    assert heard(text).says_not_solved


@pytest.mark.parametrize("text", ["路灯没修好", "不好意思打扰了", "没有热水"])
def test_other_beginnings_do_not_say_not_solved(text: str):
    assert not heard(text).says_not_solved


def test_a_number_alone_asks_for_its_ticket():
    number = "20261123-4821-07"
    entities = {"ticket_number": number}
    assert heard(f"查 {number}", entities=entities).names_a_ticket
    assert not heard(f"{number} 又漏水了，还是老地方", entities=entities).names_a_ticket


def test_facts_are_those_a_ticket_has_a_field_for():
    entities = {"place": "解放路8号", "time": "昨天", "phone": "〔手机号1〕", "people": "三人"}
    facts = heard("…", entities=entities).facts
    assert facts == {"place": "解放路8号", "when": "昨天", "contact": "〔手机号1〕"}


def test_one_of_two_matters_keeps_the_facts_of_both():
    parsed = {
        "text": "路灯坏了，另外社保卡丢了怎么补，在解放路8号",
        "intent": {"name": "complaint", "confidence": 0.7},
        "entities": [{"entity": "place", "value": "解放路8号"}],
        "parts": [{"text": "路灯坏了", "intent": {"name": "complaint", "confidence": 0.9}}],
        "model": "m",
    }
    whole = Heard.read(parsed)

    part = whole.narrowed_to(whole.parts[0])

    assert (part.text, part.place, part.confidence, part.model) == (
        "路灯坏了",
        "解放路8号",
        0.9,
        "m",
    )


def test_a_message_without_anything_is_out_of_scope():
    assert Heard.read({}).intent == "out_of_scope"


@pytest.mark.parametrize(
    "told", ["老板电话〔手机号1〕", "司机的手机号〔手机号1〕", "物业的电话〔手机号1〕"]
)
def test_the_number_of_who_is_complained_of_is_nobodys_contact(told: str):
    """A clerk once would have called the boss back."""
    assert heard(told, entities={"phone": "〔手机号1〕"}).contact is None
    assert heard("我的电话〔手机号1〕", entities={"phone": "〔手机号1〕"}).contact == "〔手机号1〕"
