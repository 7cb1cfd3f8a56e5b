"""A fraud that is tried is warned of; one that worked is an emergency."""

import pytest

from bot.domain.emergency import recognise
from bot.domain.fraud import is_tried


@pytest.mark.parametrize(
    "text",
    [
        "有人冒充社保局打电话要我银行卡号",
        "刚有个电话说我社保卡被冻结了让我报验证码",
        "收到短信说我养老金要停发 让点链接认证",
        "老有骗子给我打电话说我医保卡异常",
    ],
)
def test_what_somebody_tries(text: str):
    assert is_tried(text)


@pytest.mark.parametrize(
    "text",
    [
        "社保局打电话通知我去领卡 什么时候去",
        "短信收不到验证码 社保网站登不上去",
        "商家卖假冒伪劣的手机",
        "有人冒充我的名字在业委会签字",
    ],
)
def test_ordinary_calls_and_codes(text: str):
    assert not is_tried(text)


@pytest.mark.parametrize(
    "text", ["冒充社保局的让我交钱 我已经转了5000", "冒充社保局的打电话来 我把验证码给他了"]
)
def test_what_has_worked_is_urgent(text: str):
    found = recognise(text)

    assert found is not None
    assert found.kind == "fraud"
    assert found.advice.startswith("110")
    assert "96110" in found.advice
    assert "银行" in found.advice
