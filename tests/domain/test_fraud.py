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


@pytest.mark.parametrize(
    "text",
    [
        "有个人说是医保局的 叫我把银行卡密码报给他",
        "微信上有个自称社保局的人让我把短信验证码发过去",
        "一个女的说是社保局的 要我身份证和银行卡密码",
        "他说他是派出所的让我把钱转到他账上 我没转",
    ],
)
def test_who_was_only_asked_for_a_secret_is_warned(text: str):
    """Also without a telephone and without 冒充; nothing is lost yet."""
    assert is_tried(text)
    assert recognise(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "有个人说是医保局的 叫我把银行卡密码报给他 我报了",
        "自称社保局的人让我发验证码 我发过去了",
        "有人说是公安局的让我把钱转到安全账户",
    ],
)
def test_who_gave_it_is_in_danger(text: str):
    found = recognise(text)

    assert found is not None
    assert found.kind == "fraud"


@pytest.mark.parametrize("text", ["社区让我报银行卡号发补贴", "他说是物业的 让我交钱"])
def test_who_may_ask_for_it_is_no_fraud(text: str):
    assert not is_tried(text)
