"""What an editor had better look at."""

from datetime import date

import pytest

from bot.domain.alike import alike
from bot.domain.entries import FaqEntry
from bot.domain.entry_hints import Asked, Hint, hints, missing

TODAY = date(2026, 11, 23)
CARD = FaqEntry(
    key="card_lost",
    question="社保卡丢了怎么办？",
    answer="先打12333挂失，再看 https://si.12333.gov.cn/a。",
    source="人社局",
    url="https://si.12333.gov.cn/",
    owner="social_security",
    updated="2026-11-01",
    valid_until="2027-12-31",
    ways=("卡不见了", "社保卡找不到怎么补", "医保用的那张卡掉了", "补卡要带什么", "去哪挂失社保卡"),
    path="nlu/faq/social_security.yml",
)
BUS = CARD.changed(
    key="bus_pass",
    question="老年公交卡怎么办？",
    ways=("老人坐车免费吗", "公交卡在哪办", "老年卡年审", "七十岁坐公交", "老年证办理地点"),
    path="nlu/faq/bus.yml",
)


def told(entry: FaqEntry, *others: FaqEntry) -> list[Hint]:
    return hints(entry, Asked((entry, *others)), TODAY, frozenset({"social_security"}))


def test_a_good_entry_leaves_nothing_to_say():
    assert told(CARD, BUS) == []


@pytest.mark.parametrize(
    ("changes", "field", "words", "grave"),
    [
        ({"answer": ""}, "answer", "请写上答案", True),
        ({"source": ""}, "source", "还没有写来源", True),
        ({"owner": "nobody"}, "owner", "名称可能写错了", False),
        ({"updated": "2026-12-01"}, "updated", "还没到", False),
        ({"valid_until": "2026-11-22"}, "valid_until", "有效期已过", True),
        ({"valid_until": "2026-12-01"}, "valid_until", "还有 8 天到期", False),
        ({"valid_until": "明天"}, "valid_until", "请写成", True),
        ({"answer": "看 https://si"}, "answer", "点不开", False),
        ({"answer": "看 www.gov.cn"}, "answer", "请加上 https://", False),
        ({"url": "http://gov.cn/"}, "url", "不安全", False),
        ({"url": "gov.cn"}, "url", "请写完整", True),
        ({"ways": ()}, "ways", "没有人会问到它", True),
        ({"ways": CARD.ways[:4]}, "ways", "只有 4 种问法", False),
        ({"ways": (*CARD.ways, "卡不见了！")}, "ways", "写了两遍（第 1 行也是）", False),
        ({"ways": (*CARD.ways, "社保卡找不到怎么补办")}, "ways", "太像", False),
        ({"key": "Card"}, "key", "名称请用", True),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field, words, grave):
    found = [(one.field, one.grave) for one in told(CARD.changed(**changes)) if words in one.words]

    assert found == [(field, grave)]


def test_the_same_question_in_another_entry_is_grave():
    """It would be chance which of them a citizen gets."""
    mine = CARD.changed(ways=(*CARD.ways, "请问公交卡在哪办？"))

    (found,) = told(mine, BUS)

    assert (found.grave, found.other, found.field) == (True, "bus_pass", "ways")
    assert "老年公交卡怎么办？" in found.words


def test_a_question_that_is_nearly_anothers_is_told_with_it():
    mine = CARD.changed(question="老年公交卡怎么办理？")

    (found,) = told(mine, BUS)

    assert (found.grave, found.other, found.field) == (False, "bus_pass", "question")


def test_ones_own_words_are_no_neighbours():
    """The editor's own question may be one of the ways to ask."""
    assert told(CARD.changed(ways=(*CARD.ways, CARD.question)), BUS) == []


def test_the_grave_comes_first_and_nothing_is_said_without_end():
    """A copy of another entry is told five times, not three hundred."""
    found = told(CARD.changed(ways=BUS.ways * 3, valid_until="2026-12-01"), BUS)

    assert [one.grave for one in found] == sorted((one.grave for one in found), reverse=True)
    assert sum(one.other == "bus_pass" for one in found) == 5


def test_what_is_compared_closely_finds_what_comparing_everything_finds():
    """No pair is missed by looking at likely ones alone."""
    texts = ["老人坐车免不免费吗", "坐公交七十岁", "在哪办公交卡", "完全不同的话", "年审老年卡"]
    others = [BUS.question, *BUS.ways]
    pairs = alike([*others, *texts], [""] * len(others) + ["own"] * len(texts))

    found = {(mine, theirs) for mine, theirs, _ in Asked((BUS, CARD)).near(texts, "card_lost")}

    every = [*others, *texts]
    assert found == {(every[pair.second], every[pair.first]) for pair in pairs}
    assert len(found) >= 3


@pytest.mark.parametrize("name", ["question", "answer", "source", "owner", "valid_until"])
def test_an_answer_without_a_part_of_it_is_unfinished(name: str):
    assert missing(CARD) is None
    assert missing(CARD.changed(**{name: " "})) == name


def test_a_units_name_that_is_written_nearly_right_is_pointed_out():
    """In what citizens read; in ways to ask slips are welcome."""
    wrong = CARD.changed(answer="请到市场监督管里局办。", ways=("市场监督管里局在哪",))

    (hint,) = [
        one
        for one in hints(wrong, Asked((wrong,)), TODAY, names=("市场监督管理局",))
        if "是不是" in one.words
    ]
    assert hint.field == "answer"
    assert "市场监督管理局" in hint.words
