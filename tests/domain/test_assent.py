"""The promises of bot/domain/assent.py."""

import pytest

from bot.domain.assent import agrees, refuses, wants_all


@pytest.mark.parametrize(
    "said",
    [
        "是",
        "好的",
        "是的，同一件",
        "是上次那个",
        "就是那件事",
        "对，加进去",
        "一样的",
        "是同一件事",
    ],
)
def test_yes(said: str):
    assert agrees(said)
    assert not refuses(said)


@pytest.mark.parametrize(
    "said",
    [
        "不",
        "不是",
        "不是那个",
        "不是，是另一件事",
        "另开一件",
        "这是新的事",
        "不是同一件事",
        "不是一回事",
        "另外登记一件",
    ],
)
def test_no(said: str):
    assert refuses(said)
    assert not agrees(said)


@pytest.mark.parametrize(
    "said",
    [
        "是路灯坏了",
        "不是路灯，是井盖",
        "对面",
        "是不是",
        "另外路灯也坏了",
        "查询",
        "单独",
        "没有水",
    ],
)
def test_neither(said: str):
    assert not agrees(said)
    assert not refuses(said)


def test_a_long_text_is_no_such_answer_and_is_not_tried_in_all_ways():
    """Some of these ways are as many as there are ways to part the text."""
    assert not agrees("是" + "说的" * 500 + "？")
    assert not refuses("不是" + "说的" * 500 + "？")


@pytest.mark.parametrize("said", ["算了还是不撤了", "先别撤吧", "不撤了继续办吧"])
def test_no_to_taking_back(said: str):
    assert refuses(said)


@pytest.mark.parametrize(
    "said", ["都要", "都办", "三件都要", "都登记", "全都办了吧", "都给我登记上"]
)
def test_all_of_it(said: str):
    assert wants_all(said)


@pytest.mark.parametrize("said", ["都不要", "不要", "都是你们", "都三天了"])
def test_not_all_of_it(said: str):
    assert not wants_all(said)
