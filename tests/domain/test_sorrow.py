"""Who says only that they suffer is known from who tells of a matter."""

import pytest

from bot.domain.sorrow import Sorrow, sorrow_of


@pytest.mark.parametrize(
    ("text", "sorrow"),
    [
        ("我好难过", Sorrow.HEART),
        ("心里难受", Sorrow.HEART),
        ("我心裡好難受啊……", Sorrow.HEART),
        ("心情不好", Sorrow.HEART),
        ("压力好大，睡不着", Sorrow.HEART),
        ("崩溃了", Sorrow.HEART),
        ("失恋了好难过", Sorrow.HEART),
        ("我快撑不住了", Sorrow.HEART),
        ("好累", Sorrow.HEART),
        ("我很害怕", Sorrow.HEART),
        ("烦死了", Sorrow.VEXED),
        ("真是气死我了", Sorrow.VEXED),
        ("我妈去世了", Sorrow.GRIEF),
        ("我爷爷今天早上去世了", Sorrow.GRIEF),
        ("我爸昨天走了", Sorrow.GRIEF),
        ("老伴不在了，心里空落落的", Sorrow.GRIEF),
        ("小孩发烧", Sorrow.CHILD),
        ("小孩发烧了半夜", Sorrow.CHILD),
        ("半夜孩子发烧怎么办", Sorrow.CHILD),
        ("孩子烧到39度", Sorrow.CHILD),
        ("呜呜呜呜呜呜我好难过啊啊啊啊啊啊啊", Sorrow.HEART),
        ("头疼", Sorrow.ILLNESS),
        ("我感冒了", Sorrow.ILLNESS),
        ("我妈发烧了怎么办", Sorrow.ILLNESS),
        ("一个人在家好难过 儿女都不来看我", Sorrow.LONELY),
        ("没人跟我说话", Sorrow.LONELY),
        ("想找个人聊聊天", Sorrow.LONELY),
        ("一个人过年，没意思", Sorrow.LONELY),
        ("我老伴走了以后没人说话，心里空", Sorrow.GRIEF),
    ],
)
def test_who_only_suffers(text: str, sorrow: Sorrow):
    assert sorrow_of(text) is sorrow


@pytest.mark.parametrize(
    "text",
    [
        "我妈去世了丧葬费怎么领",
        "孩子发烧了，想问下社保卡怎么办",
        "楼上装修吵得我睡不着",
        "我不难过",
        "我很好",
        "孩子发烧请假扣工资吗",
        "我快崩溃了，物业天天施工",
        "我妈走了",
        "没人管我",
        "不好",
        "太好了",
        "气",
        "天然气",
        "暖气",
        "烦死了天天施工",
        "好",
        "我",
        "39",
        "大",
        "",
    ],
)
def test_who_tells_of_something_else(text: str):
    assert sorrow_of(text) is None


@pytest.mark.parametrize("text", ["哎" * 24, "呜" * 23 + "吗", "真的" * 12, "刚刚半夜" * 6])
def test_a_row_of_sighs_is_not_thought_about_for_long(text: str):
    """A pattern that tried every way through them once took half a minute."""
    assert sorrow_of(text) is None
