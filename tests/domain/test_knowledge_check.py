"""What is wrong with a known question is told with file, line and hint."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.knowledge_check import Finding, Place, Way, Written, check

TODAY = date(2026, 11, 23)
FACTS = {
    "question": "社保卡丢了怎么补？",
    "source": "人社部",
    "owner": "social_security",
    "updated": "2026-11-01",
    "valid_until": "2027-12-31",
}
WAYS = ("社保卡丢了怎么补", "卡找不到了去哪里挂失", "遗失补办", "补一张要几天", "丢卡要带什么")


def written(key: str = "card", *ways: str, line: int = 1, **facts: str) -> Written:
    asked = [Way(text, Place("faq.yml", line + 1 + at)) for at, text in enumerate(ways or WAYS)]
    known = {name: value for name, value in {**FACTS, **facts}.items() if value}
    return Written(key, tuple(asked), "先挂失。", known, asked[0].place, Place("faq.yml", 90))


def problems(*entries: Written) -> list[str]:
    return [f"{one.problem}" for one in check(entries, TODAY, {"social_security"})]


def test_a_good_entry_has_nothing_wrong_with_it():
    assert check([written()], TODAY, {"social_security"}) == []


def test_the_same_question_in_two_entries_is_grave_and_names_both_lines():
    other = written("medical", "请问社保卡丢了怎么补？", *"一二三四", line=40)

    (found,) = [one for one in check([written(), other], TODAY) if one.grave]

    assert found.place == Place("faq.yml", 41)
    assert "“card”（faq.yml:2）" in found.problem
    assert "只留在一条里" in found.hint


def test_too_similar_ways_of_asking_are_told():
    other = written("medical", "社保卡丢了怎么补办", *"一二三四", line=40)

    (found,) = check([written(), other], TODAY)

    assert (found.grave, found.place.line) == (False, 41)
    assert "太像" in found.problem


def test_the_same_way_twice_in_one_entry_is_told():
    assert ["写了两遍" in one for one in problems(written("card", *WAYS, WAYS[0]))] == [True]


@pytest.mark.parametrize(
    ("facts", "told", "grave"),
    [
        ({"source": ""}, "没有写来源", True),
        ({"owner": ""}, "没有写负责单位", True),
        ({"valid_until": ""}, "没有写有效期", True),
        ({"valid_until": "2026-11-22"}, "已过期", True),
        ({"valid_until": "2026-12-01"}, "到期，快了", False),
        ({"valid_until": "明年底"}, "不是日期", True),
        ({"updated": "2026-12-01"}, "还没到", False),
        ({"owner": "nobody"}, "不在派单目录里", False),
    ],
)
def test_facts_of_an_answer(facts: dict[str, str], told: str, grave: bool):
    (found,) = check([written(**facts)], TODAY, {"social_security"})

    assert told in found.problem
    assert (found.grave, found.place) == (grave, Place("faq.yml", 90))


def test_an_answer_is_good_on_its_last_day():
    assert problems(written(valid_until="2026-11-23")) == ["答案 2026-11-23 到期，快了。"]


def test_a_question_without_an_answer_and_an_answer_without_a_question():
    lonely = replace(written("a"), answer=None, facts=None, answered_at=None)
    unasked = replace(written("b"), ways=(), asked_at=None)

    assert problems(lonely) == ["“a”没有答案。"]
    assert problems(unasked) == ["“b”没有人会问到。"]


def test_few_ways_of_asking_are_too_few():
    assert problems(written("card", "社保卡丢了怎么补")) == ["“card”只有 1 种问法。"]


def test_what_is_grave_stands_first():
    soon, expired = written("a", valid_until="2026-12-01"), written("b", *"一二三四五", source="")

    assert [one.grave for one in check([soon, expired], TODAY)] == [True, False]


def test_a_finding_is_one_line_with_its_place():
    assert str(Finding(Place("faq.yml", 3), "没有来源。", "请写。")) == "faq.yml:3 没有来源。请写。"
