"""Somebody else's business is told from the city's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.domain.elsewhere import AREA_CODES, WHERE_TO_TURN, elsewhere

GOLD = Path(__file__).parents[1] / "gold" / "out_of_scope.yml"


def test_who_asks_for_what_others_handle_is_told_where_to_turn():
    """Nine of ten; what is nobody's business hardly ever."""
    told = YAML(typ="safe").load(GOLD.read_text(encoding="utf-8"))
    found = [elsewhere(row["text"]) for row in told["elsewhere"]]
    idle = [text for text in told["idle"] if elsewhere(str(text))]

    assert sum(one is not None for one in found) >= 0.9 * len(found)
    assert len(idle) <= 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("火车票怎么改签", "train"),
        ("火車票怎麼改簽", "train"),
        ("明天会下雨吗", "weather"),
        ("银行卡密码忘了", "bank"),
        ("湖北卫视晚上放什么", "screen"),
        ("去宜昌的火车", "train"),
        ("成都那边的社保怎么查", "other_city"),
    ],
)
def test_the_kind_of_business_is_found(text: str, kind: str):
    found = elsewhere(text)

    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "火车站门口黑车太多，希望管管",
        "我要投诉银行门口乱停车",
        "公积金贷款利率现在多少",
        "从火车站到新医院坐几路车",
        "北京路路灯坏了",
        "我在北京上班，老家这边医保怎么报",
        "从上海转社保回来怎么办",
        "天气热公交不开空调",
        "电视台旁边的路灯坏了",
        "有线电视收不到信号三天了",
        "比赛场地噪音太大",
        "",
    ],
)
def test_what_only_mentions_it_is_the_citys(text: str):
    assert elsewhere(text) is None


def test_the_own_city_is_no_other_one():
    """Who serves 成都 does not send its citizens away, and knows Guangzhou for another city."""
    assert elsewhere("成都那边的社保怎么查", own_city="成都") is None
    assert elsewhere("广州积分入户怎么办", own_city="成都") is not None
    assert elsewhere("广州积分入户怎么办") is None


def test_every_sentence_names_whom_to_call_or_what_to_use():
    for kind, words in WHERE_TO_TURN.items():
        assert any(sign.isdigit() for sign in words) or kind in {"route", "screen"}
    found = elsewhere("广州那边工资没发怎么办")
    assert found is not None
    assert f"{AREA_CODES['广州']}-12345" in found.words


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str):
    elsewhere(text)
