"""The promises of nlu/components/facts.py, places.py and times.py."""

import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.personal_data import mask
from nlu.components import times
from nlu.components.facts import find_facts


def found(text: str, kind: str) -> list[str]:
    """The words that tell this, in a message as it reaches the dialogue: masked."""
    return [fact["value"] for fact in find_facts(mask(text).text) if fact["entity"] == kind]


def roles(text: str) -> list[str | None]:
    return [fact.get("role") for fact in find_facts(text) if fact["entity"] == "time"]


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
        ("机床厂宿舍2号楼1单元", "机床厂宿舍2号楼1单元"),
        ("铁路宿舍3栋没暖气", "铁路宿舍3栋"),
        ("北安里路灯不亮", "北安里"),
    ],
)
def test_a_place_is_found_as_it_was_written(text: str, place: str) -> None:
    assert found(text, "place")[:1] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "我们小区停水了",
        "马路上全是坑",
        "货车禁止进入小区",
        "应当增加各社区的活动",
        "这条路太难走",
        "这个城市真美",
        "家里没水",
        "我在农村住",
        "孩子学校食堂吃出虫子",
        "找社区社区说不知道",
        "职工宿舍楼停电",
        "把我包裹弄丢了",
        "公交上老人站不住",
        "放学路上有个大坑",
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
        ("我的电话13800138000", "phone", "〔手机号1〕"),
        ("打0411-84567890没人接", "phone", "〔固话1〕"),
        ("客服400-123-4567总占线", "phone", "400-123-4567"),
        ("辽B12345占道", "plate", "〔车牌1〕"),
        ("粤BD12345挡了出口", "plate", "〔车牌1〕"),
        ("身份证210203197503102721", "id_number", "〔身份证号1〕"),
        ("20多户居民没水", "people", "20多户居民"),
        ("我们五个人都看见了", "people", "五个人"),
        ("我们三十多户都没水", "people", "三十多户"),
        ("十几名学生拉肚子", "people", "十几名学生"),
        ("我们一家三口没地方住", "people", "一家三口"),
        ("101路公交车总不来", "line", "101路公交车"),
        ("地铁二号线太挤", "line", "地铁二号线"),
        ("K9路能不能晚点收车", "line", "K9路"),
        ("查一下20261123-4821-07", "ticket_number", "20261123-4821-07"),
        ("20261123482107到哪一步了", "ticket_number", "20261123482107"),
    ],
)
def test_a_number_is_known_by_how_it_is_written(text: str, kind: str, value: str) -> None:
    assert found(text, kind) == [value]
    assert [f["entity"] for f in find_facts(mask(text).text) if value in f["value"]] == [kind]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("反映过多次都没人管", "反映过多次"),
        ("打了八遍12345也没用", "打了八遍12345"),
        ("跟物业说了不下十遍", "说了不下十遍"),
        ("多次投诉无果", "多次投诉"),
        ("这是第三次反映了", "第三次反映了"),
        ("找过物业四五回", "找过物业四五回"),
        ("已经上报过两回", "已经上报过两回"),
    ],
)
def test_that_it_was_told_before_is_heard(text: str, told: str) -> None:
    assert found(text, "repeated") == [told]


@pytest.mark.parametrize(
    "text",
    ["我要投诉", "我想反映一个问题", "第一次来办证", "打12345就行吗", "去一趟要多久", "怎么投诉"],
)
def test_what_is_told_now_was_not_told_before(text: str) -> None:
    assert found(text, "repeated") == []


@pytest.mark.parametrize(
    "text",
    [
        "从去年十月开始漏水",
        "自2021年5月起挖沟",
        "入冬以来就没热过",
        "已经半个月了没人管",
        "连续三天没有暖气",
        "从交房到现在没修好",
        "从2020年就没交过社保",
    ],
)
def test_since_when_is_a_role_of_its_own(text: str) -> None:
    assert roles(text) == ["since"]


@pytest.mark.parametrize(
    "text",
    [
        "上周三晚上停电",
        "每天凌晨两点施工",
        "两天前报的修",
        "昨天下午3点到5点",
        "半夜太吵",
        "93年盖的房子",
        "每晚十点开始唱",
    ],
)
def test_a_moment_is_no_beginning(text: str) -> None:
    assert roles(text) == [None]


def test_a_word_that_only_goes_on_belongs_to_no_place() -> None:
    """“另外” once became a part of the community's name."""
    assert found("路灯坏了，另外幸福小区停水了", "place") == ["幸福小区"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("吉林省长春市朝阳区红旗街道光明社区停水", "吉林省长春市朝阳区红旗街道光明社区"),
        ("102国道38公里处限高杆歪了", "102国道38公里处"),
        ("北京市海淀区中关村大街27号院漏水", "北京市海淀区中关村大街27号院"),
        ("家住长江路88号3单元501的李女士", "长江路88号3单元501"),
        ("101路在人民医院站不停", "人民医院站"),
        ("盛世华庭业主都在反映", "盛世华庭"),
        ("我在市政务大厅等着", "市政务大厅"),
        ("住六马路14号没有气", "六马路14号"),
        ("锦江区东大街塌了", "锦江区东大街"),
    ],
)
def test_a_place_is_told_whole(text: str, place: str) -> None:
    assert found(text, "place") == [place]


@given(st.text(alphabet="市区县路街号楼小区医院学年月日点天上下的在和一二三123 ，。", max_size=300))
def test_facts_never_overlap_and_say_where_they_stand(text: str) -> None:
    facts = sorted(find_facts(text), key=lambda fact: fact["start"])

    assert all(text[fact["start"] : fact["end"]] == fact["value"] for fact in facts)
    assert all(one["end"] <= two["start"] for one, two in itertools.pairwise(facts))


def test_a_long_hostile_text_takes_no_time_worth_mentioning() -> None:
    """Every pattern looks at a character a bounded number of times: this ends at once."""
    for piece in ("小区路", "一", "1", "市", "上上", "的的", "每到", "正月"):
        find_facts(piece * 3000)


def test_of_a_very_long_text_beginning_and_end_tell() -> None:
    story = "日子过得平平常常，" * 200

    text = f"幸福小区停水了，{story}和平南路{story}请到光明路看看"

    facts = find_facts(text)
    assert [text[fact["start"] : fact["end"]] for fact in facts] == ["幸福小区", "光明路"]


def test_every_time_is_looked_for_where_it_may_begin():
    """Two characters tell where an expression may begin: they leave out none that the pattern has.

    Strings are drawn from the pattern's own characters, where expressions stand close together.
    """
    drawn = random.Random(20261124)
    own = sorted(set(re.findall(r"[\u4e00-\u9fff]", times._WHEN_IN_WORDS)) | set("0123456789:-"))
    everywhere = re.compile(f"(?={times._FIRST}){times._WHEN_IN_WORDS}")

    for _ in range(1500):
        text = "".join(drawn.choices(own, k=40))
        found = [one.span() for one in times._found_when(text) if len(one[0]) > 1]
        assert found == [one.span() for one in everywhere.finditer(text) if len(one[0]) > 1]
