"""A question is told from what merely tells of something."""

import pytest

from bot.domain.asking import asks


@pytest.mark.parametrize(
    "text",
    [
        "社保卡丢了怎么补",
        "港澳的签注用没了，自助机上能续不",
        "楼上空调嗡嗡响，该物业管还是环保管",
        "健身房的年卡想退，法律上有说法没有",
        "居民身份证的办理流程是",
        "暖气报停",
    ],
)
def test_questions(text: str):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "电子社保卡一直提示认证失败，打12333打不进去",
        "大件垃圾堆在消防通道半个月了",
        "水表过户以后还让我交前房主欠的钱",
        "社保卡办了三个月还没下来，没人管",
    ],
)
def test_what_tells_of_something(text: str):
    assert not asks(text)
