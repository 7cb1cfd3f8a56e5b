"""Was a document lost, whichever it is?"""

import pytest

from bot.domain.losing import tells_of_loss


@pytest.mark.parametrize(
    "text",
    [
        "身份证丢了",
        "户口本找不到了",
        "驾照掉河里了",
        "社保卡不见了",
        "把护照弄没了",
        "补办营业执照",
    ],
)
def test_a_lost_document(text: str):
    assert tells_of_loss(text)


@pytest.mark.parametrize("text", ["身份证过期了", "驾照到期怎么换", "我家的狗丢了", "路灯坏了", ""])
def test_nothing_of_that_kind(text: str):
    assert not tells_of_loss(text)
