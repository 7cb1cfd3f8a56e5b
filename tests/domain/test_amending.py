"""The promises of bot/domain/amending.py."""

import pytest

from bot.domain.amending import (
    carried_over,
    matter_put_right,
    meant,
    right_place,
    says_wrong,
)


@pytest.mark.parametrize(
    ("text", "places", "right"),
    [
        ("是人民路12号不是解放路", ["人民路12号", "解放路"], ["人民路12号"]),
        ("不是解放路，是人民路12号", ["解放路", "人民路12号"], ["人民路12号"]),
        ("不在解放路8号，在人民路", ["解放路8号", "人民路"], ["人民路"]),
        ("把解放路8号改成人民路", ["解放路8号", "人民路"], ["人民路"]),
        ("我把人民路写成了解放路", ["人民路", "解放路"], []),
        ("解放路写错了，应该是人民路", ["解放路", "人民路"], ["人民路"]),
        ("解放路和人民路的路灯都坏了", ["解放路", "人民路"], ["解放路", "人民路"]),
    ],
)
def test_what_is_denied_is_not_meant(text: str, places: list[str], right: list[str]):
    assert meant(text, places) == right


@pytest.mark.parametrize(
    "text",
    [
        "地址错了，是人民路",
        "说错了，是五号楼",
        "把地点改成人民路",
        "更正一下，人民路",
        "应该是人民路",
    ],
)
def test_who_says_that_it_was_wrong_is_heard(text: str):
    assert says_wrong(text)


@pytest.mark.parametrize(
    "text",
    ["人民路的路灯也坏了", "我没做错什么", "路不对着小区", f"地址错了，{'很长' * 40}"],
)
def test_nobody_else_corrects_anything(text: str):
    assert not says_wrong(text)


def test_a_denied_place_beside_another_says_so_too():
    assert says_wrong("不是解放路，是人民路", ["解放路", "人民路"])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("地址错了，是老供销社后面", "老供销社后面"),
        ("地址是老供销社后面，不是解放路8号", "老供销社后面"),
        ("地点应该是大柳树底下", "大柳树底下"),
        ("地址错了", None),
        ("是老供销社后面", None),
    ],
)
def test_the_right_place_is_read_where_no_rule_knows_it(text: str, right: str | None):
    assert right_place(text) == right


@pytest.mark.parametrize(
    ("before", "right", "place"),
    [
        ("和平路12号", "和平街", "和平街12号"),
        ("红旗小区1号楼", "红星小区", "红星小区1号楼"),
        ("和平路12号", "人民路5号", "人民路5号"),
        ("北安里4号楼", "14号楼", "北安里14号楼"),
        ("和平路12号", "21号", "和平路21号"),
        ("清河大桥", "14号楼", "14号楼"),
        ("和平路12号", "老供销社后面", "老供销社后面"),
        ("清河大桥", "清水大桥", "清水大桥"),
    ],
)
def test_what_was_right_stays(before: str, right: str, place: str):
    assert carried_over(before, right) == place


@pytest.mark.parametrize(
    ("text", "put_right"),
    [
        ("不是路灯，是红绿灯", ("路灯", "红绿灯")),
        ("是红绿灯不是路灯", ("路灯", "红绿灯")),
        ("是不是路灯坏了", None),
        ("路灯坏了", None),
    ],
)
def test_what_it_is_about_instead(text: str, put_right: tuple[str, str] | None):
    assert matter_put_right(text) == put_right
