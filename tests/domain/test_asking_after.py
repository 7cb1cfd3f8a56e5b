"""Who only asks how their own matter stands is told from who puts one forward."""

import pytest

from bot.domain.asking_after import asks_after_own


@pytest.mark.parametrize(
    "text",
    [
        "几天给修啊",
        "大概几天能给我回信",
        "请问啥时候能有人来处理",
        "什么时候能派人过来看看",
        "现在归哪个部门管这事",
        "我一共反映了几件事",
        "我都登记了哪些事",
        "你给我记的地址是哪儿",
        "我报的地址你记成哪儿了",
    ],
)
def test_when_which_and_what_of_ones_own(text: str):
    assert asks_after_own(text)


@pytest.mark.parametrize(
    "text",
    [
        "下水道堵了多久能来修",
        "身份证几天能办好",
        "消防通道归哪个部门管",
        "反映了几次都没人管",
        "路灯坏了几天了还没人修",
        "你们几点上班",
        "什么时候供暖",
        "几天",
        "",
    ],
)
def test_a_matter_or_another_question(text: str):
    assert not asks_after_own(text)
