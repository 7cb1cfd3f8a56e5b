"""A message that says nothing but which type it is, or is not."""

import pytest

from bot.domain.retyping import Retyping, retyping
from bot.domain.tickets import Type


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("改成建议", Type.SUGGESTION),
        ("这是建议不是投诉", Type.SUGGESTION),
        ("不是投诉，是建议", Type.SUGGESTION),
        ("我不是问这个，我是投诉", Type.COMPLAINT),
        ("你搞错了，这是举报", Type.REPORT),
        ("按求助办", Type.HELP),
        ("我只是咨询", Type.INQUIRY),
        ("类型不对，应该是建议", Type.SUGGESTION),
    ],
)
def test_the_type_that_it_shall_be(text: str, wanted: Type):
    said = retyping(text)

    assert said is not None
    assert said.wanted is wanted


@pytest.mark.parametrize("text", ["我这不是投诉", "不算投诉", "这个不是投诉啊"])
def test_only_what_it_is_not(text: str):
    assert retyping(text) == Retyping(None, frozenset({Type.COMPLAINT}))


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "投诉",
        "我要投诉物业",
        "不投诉了",
        "我没有投诉",
        "我建议把路改成单行道",
        "这个建议不错",
        "路灯坏了，不是投诉",
        "",
    ],
)
def test_what_begins_or_tells_or_takes_back_is_none(text: str):
    assert retyping(text) is None
