"""What somebody says who wants a matter handled with others' or alone."""

import pytest

from bot.domain.together import Way, wished


@pytest.mark.parametrize(
    "text",
    [
        *(
            "单独办",
            "我要单独办理",
            "还是单独办吧",
            "不用，单独办",
            "退出，单独办",
            "分开处理",
            "我想退出，单独办",
        ),
        *("不跟大家一起办了", "不一起办了", "退出一起办"),
    ],
)
def test_alone(text: str):
    assert wished(text) is Way.ALONE


@pytest.mark.parametrize(
    "text",
    ["一起办", "那就一起办吧", "跟大家一起办", "我也加入", "愿意和邻居们一起处理", "合并办理"],
)
def test_together(text: str):
    assert wished(text) is Way.TOGETHER


@pytest.mark.parametrize(
    "text",
    [
        "退出",
        "单独",
        "不用单独办",
        "我们小区一起办了供热卡",
        "营业执照和税务登记能一起办吗",
        "一起",
        "办",
    ],
)
def test_neither(text: str):
    assert wished(text) is None


def test_a_long_text_is_no_such_answer_and_is_not_tried_in_all_ways():
    """Some of these ways are as many as there are ways to part the text."""
    assert wished("想要" * 500 + "不") is None
