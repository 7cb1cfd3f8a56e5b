"""The promises of nlu/components/facts.py, places.py and times.py."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.facts import find_facts


def found(text: str, kind: str) -> list[str]:
    return [fact["value"] for fact in find_facts(text) if fact["entity"] == kind]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("中山区解放路12号附近晚上烧烤太吵", "中山区解放路12号附近"),
        ("我家住幸福小区3号楼2单元", "幸福小区3号楼2单元"),
        ("在人民路与和平街交叉口有个坑", "人民路与和平街交叉口"),
        ("位于向阳区保卫路东头的路灯不亮", "向阳区保卫路东头"),
        ("不对，地址是建设路18号", "建设路18号"),
        ("地点应该是河东小学南门", "河东小学南门"),
        ("地铁2号线西安路站扶梯坏了", "西安路站"),
        ("杏树镇邹家村半夜有臭气", "杏树镇邹家村"),
        ("人民广场的喷泉漏水", "人民广场"),
        ("第一人民医院对面乱停车", "第一人民医院对面"),
        ("和平南路的井盖没了", "和平南路"),
        ("我们小区阳光花园停水了", "阳光花园"),
        ("光明街道办事处不给办", "光明街道办事处"),
        ("3栋2单元漏水", "3栋2单元"),
    ],
)
def test_a_place_is_found_as_it_was_written(text: str, place: str) -> None:
    assert found(text, "place")[:1] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "我们小区停水了",
        "马路上全是坑",
        "这条路太难走",
        "这个城市真美",
        "家里没水",
        "我在农村住",
        "请政府管一管",
        "101路公交车总不来",
        "孩子上小学怎么报名",
        "上市公司欠薪",
        "晚上广场舞太吵",
        "路灯坏了",
        "身份证怎么办",
    ],
)
def test_a_word_that_could_be_anywhere_is_no_place(text: str) -> None:
    assert found(text, "place") == []


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("上周三晚上，小区停水", "上周三晚上"),
        ("昨天下午3点半在路口", "昨天下午3点半"),
        ("3月5号楼道灯就坏了", "3月5号"),
        ("连续三天没有暖气", "连续三天"),
        ("从去年冬天开始一直漏水", "从去年冬天开始"),
        ("2019年1月30日晚上10点到凌晨2点", "2019年1月30日晚上10点到凌晨2点"),
        ("每天晚上十一点以后施工", "每天晚上十一点以后"),
        ("已经半个月了没人管", "已经半个月了"),
        ("入冬以来就没热过", "入冬以来"),
        ("这个月15号报的修", "这个月15号"),
        ("等了两个多小时", "两个多小时"),
        ("11月5日上午9:30", "11月5日上午9:30"),
    ],
)
def test_a_time_is_found_as_it_was_written(text: str, time: str) -> None:
    assert found(text, "time")[:1] == [time]


@pytest.mark.parametrize(
    "text", ["我是三年级学生", "一点都不热", "解放路3号楼", "65岁的老人", "工龄35年", "70年产权"]
)
def test_a_number_with_another_meaning_is_no_time(text: str) -> None:
    assert found(text, "time") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("我的电话13800138000", "phone", "13800138000"),
        ("打0411-84567890没人接", "phone", "0411-84567890"),
        ("联系我〔手机号1〕", "phone", "〔手机号1〕"),
        ("辽B12345占道", "plate", "辽B12345"),
        ("粤BD12345挡了出口", "plate", "粤BD12345"),
        ("身份证210203197503102721", "id_number", "210203197503102721"),
        ("20多户居民没水", "people", "20多户"),
        ("我们五个人都看见了", "people", "五个人"),
        ("查一下20261123-4821-07", "ticket_number", "20261123-4821-07"),
        ("20261123482107到哪一步了", "ticket_number", "20261123482107"),
    ],
)
def test_a_number_is_known_by_how_it_is_written(text: str, kind: str, value: str) -> None:
    assert found(text, kind) == [value]
    assert [fact["entity"] for fact in find_facts(text) if value in fact["value"]] == [kind]


@given(st.text(alphabet="市区县路街号楼小区医院学年月日点天上下的在和一二三123 ，。", max_size=300))
def test_facts_never_overlap_and_say_where_they_stand(text: str) -> None:
    facts = sorted(find_facts(text), key=lambda fact: fact["start"])

    assert all(text[fact["start"] : fact["end"]] == fact["value"] for fact in facts)
    assert all(one["end"] <= two["start"] for one, two in itertools.pairwise(facts))


def test_a_long_hostile_text_takes_no_time_worth_mentioning() -> None:
    """Every pattern looks at a character a bounded number of times: this ends at once."""
    for piece in ("小区路", "一", "1", "市", "上上", "的的", "每到", "正月"):
        find_facts(piece * 3000)
