"""Two spellings of one address are one robot."""

import pytest

from bot.domain.robots import key_of, same_robot

ONE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=Ab1&debug=1"


@pytest.mark.parametrize(
    "spelled",
    [
        ONE,
        f" {ONE}#group",
        "HTTPS://QYAPI.Weixin.qq.com/cgi-bin/webhook/send?key=Ab1&debug=1",
        "https://qyapi.weixin.qq.com:443/cgi-bin/webhook/send?key=Ab1&debug=1",
        "https://qyapi.weixin.qq.com./cgi-bin/webhook/send/?key=Ab1&debug=1",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?debug=1&key=Ab1",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/s%65nd?key=%41b1&debug=1",
    ],
)
def test_spelled_otherwise_it_is_the_same(spelled: str):
    assert same_robot(ONE, spelled)
    assert key_of(ONE) == key_of(spelled)


@pytest.mark.parametrize(
    "other",
    [
        ONE.replace("Ab1", "ab1"),
        ONE.replace("https", "http"),
        ONE.replace(".com", ".com:8443"),
        ONE.replace("send", "SEND"),
        ONE.replace("&debug=1", ""),
        "https://[::1",
    ],
)
def test_another_key_place_or_path_is_another(other: str):
    """Keys are told apart by their case."""
    assert not same_robot(ONE, other)
    assert same_robot(other, other)
