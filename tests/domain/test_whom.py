"""Who is named and not yet blamed for anything."""

import pytest

from bot.domain.whom import says_only_whom


@pytest.mark.parametrize("said", ["物业", "我们小区物业公司", "公交司机", "派出所", "楼上邻居"])
def test_somebody_and_nothing_more(said: str):
    assert says_only_whom(said)


@pytest.mark.parametrize("said", ["物业态度差", "老师打人", "暖气", "电梯坏了", ""])
def test_something_is_told(said: str):
    assert not says_only_whom(said)
