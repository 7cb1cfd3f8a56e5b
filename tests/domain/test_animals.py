"""A cat in a tree is no danger to people; who climbs after it may be in one."""

import pytest

from bot.domain.emergency import recognise


@pytest.mark.parametrize(
    "text",
    ["我家猫下不来了", "流浪狗掉进下水道里出不来了", "鸟卡在防盗网里了", "我的狗掉冰窟窿里了"],
)
def test_an_animal_that_is_stuck_rings_no_alarm(text: str):
    assert recognise(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我爸上树抓猫下不来了",
        "孩子追猫掉进井里了",
        "有人去捞狗掉河里了",
        "小孩被狗咬了一直流血",
        "我跟猫一起困在电梯里了",
        "有个小伙子爬树救猫摔下来了 不会动了",
    ],
)
def test_somebody_who_comes_to_harm_with_it_does(text: str):
    assert recognise(text) is not None
