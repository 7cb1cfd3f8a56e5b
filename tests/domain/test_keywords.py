"""Keywords: when a message is one, and which words may be."""

from typing import Any

import pytest

from bot.domain.errors import FieldRejected
from bot.domain.keywords import Keyword, Keywords, gone

CARD = {"words": ["社保卡", "医保卡"], "question": "card_lost"}
WAY = {"words": ["进度"], "says": "查询我的工单"}


@pytest.mark.parametrize("text", ["社保卡", " 社保卡。", "社保卡？", "社保卡!", "社保卡～"])
def test_a_message_is_a_keyword_whatever_stands_around_it(text: str):
    assert Keywords.of([CARD, WAY]).of_text(text) == Keyword(("社保卡", "医保卡"), "card_lost")


@pytest.mark.parametrize(("word", "text"), [("Wi-Fi", "ＷＩ-ＦＩ"), ("养老", "養老")])
def test_width_case_and_traditional_characters_are_the_same(word: str, text: str):
    assert Keywords.of([{"words": [word], "says": "怎么连"}]).of_text(text)


@pytest.mark.parametrize("text", ["社保卡丢了", "我的社保卡", "社保", "", "。"])
def test_a_message_with_other_words_is_none(text: str):
    assert Keywords.of([CARD]).of_text(text) is None


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ([CARD, {"words": ["医保卡。"], "says": "x"}], "words-1", "一样"),
        ([{"words": ["1"], "says": "x"}], "words-0", "数字"),
        ([{"words": ["转人工"], "says": "x"}], "words-0", "另有用处"),
        ([{"words": ["是的"], "says": "x"}], "words-0", "另有用处"),
        ([{"words": ["词" * 21], "says": "x"}], "words-0", "20 个字"),
        ([{"words": ["。"], "says": "x"}], "words-0", "个字"),
        ([{"words": [], "says": "x"}], "words-0", "个词"),
        ([{"words": ["社保"]}], "leads-0", "两样里的一样"),
        ([{"words": ["社保"], "says": "x", "question": "y"}], "leads-0", "两样里的一样"),
        ([{"words": ["社保"], "says": "长" * 41}], "leads-0", "太长"),
        ([{"words": ["社\u202e保"], "says": "x"}], "words-0", "看不见"),
        ([{"words": ["${HOME}"], "says": "x"}], "words-0", "看不见"),
        (["社保"], "words-0", "看不懂"),
        ({"words": 1}, "words-0", "200"),
    ],
)
def test_what_would_not_work_is_refused_at_its_line(told: Any, field: str, problem: str):
    with pytest.raises(FieldRejected, match=problem) as refused:
        Keywords.of(told)

    assert refused.value.field == field


def test_what_is_told_is_told_again():
    told = [CARD, WAY]

    assert [one.as_record() for one in Keywords.of(told).all] == told


def test_a_keyword_whose_question_is_gone_is_found():
    assert [one.words[0] for one in gone(Keywords.of([CARD, WAY]), frozenset({"x"}))] == ["社保卡"]
