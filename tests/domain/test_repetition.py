"""Is it the same matter again?"""

import pytest

from bot.domain.dispatch import Suggestion
from bot.domain.repetition import (
    ALIKE,
    MOST_SIGNS,
    Told,
    alike,
    complains_of_silence,
    is_same,
    may_be_same,
    signs,
)

LAMP = Told("人民路23号门口的路灯坏了三天没人修，晚上很黑", "人民路23号门口", "construction-1")


def told(text: str, place: str | None = None, clause: str | None = "construction-1") -> Told:
    return Told(text, place, clause)


def test_the_same_words_are_alike_and_others_are_not():
    assert alike(LAMP.text, LAMP.text) == 1.0
    assert alike(LAMP.text, "公交车半小时不来一趟，等得着急") < 0.1


def test_greeting_and_punctuation_make_no_difference():
    assert alike(LAMP.text, f"尊敬的领导您好！！{LAMP.text}。。") == 1.0


def test_personal_data_makes_no_difference_and_is_no_sign():
    """Two who leave different telephone numbers tell the same."""
    one, other = (told(f"{LAMP.text}，电话{phone}") for phone in ("13800138000", "13912345678"))
    assert alike(one.text, other.text) == 1.0
    assert signs(one) == signs(other)


def test_a_few_characters_prove_nothing():
    assert alike("路灯坏", "路灯坏了") == 0.0
    assert alike("路灯坏", "路灯坏") == 1.0


def test_a_text_within_a_longer_one_is_nearly_alike():
    """Filed again, with a complaint that nothing came of it."""
    longer = f"一个月前我反映过：{LAMP.text}。到现在没有任何答复，请领导过问。"
    assert alike(LAMP.text, longer) >= ALIKE


def test_nearly_the_same_words_share_a_sign():
    again = told("人民路23号门口的路灯坏了三天没人修，晚上非常黑", "人民路23号")
    assert set(signs(LAMP)) & set(signs(again))


def test_a_ticket_has_few_signs_however_long_it_is():
    assert len(signs(told(LAMP.text * 100, "人民路"))) <= MOST_SIGNS + 1


def test_signs_are_the_same_in_every_process():
    """They are kept for weeks."""
    assert signs(told("路灯坏了三天", "人民路23号", "c-1"))[-1] == "人民路|c-1"
    assert signs(told("路灯坏了三天"))[0] == "7fbdf638"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("人民路23号的灯不亮，黑得看不见路", "人民路23号"),
        ("路上的灯全灭了", "人民路"),
        ("灯灭了", "本市人民路23号院门口"),
    ],
)
def test_one_place_and_one_clause_are_one_matter(text: str, place: str):
    assert is_same(told(text, place), LAMP)


@pytest.mark.parametrize(
    "other",
    [
        told("人民路88号的灯不亮", "人民路88号"),
        told("解放路23号的灯不亮", "解放路23号"),
        told("路灯不亮", None),
        told("人民路23号门口堆满垃圾", "人民路23号", "urban-2"),
        Told("人民路88号门口的路灯坏了三天没人修，晚上很黑", "人民路88号门口", "construction-1"),
    ],
)
def test_another_place_number_or_clause_is_another_matter(other: Told):
    """Also in the very same words."""
    assert not is_same(other, LAMP)


def test_the_houses_of_an_estate_are_one_place():
    """Who is cold on the third floor is cold for the reason of all the others."""
    one = told("3号楼暖气不热", "幸福小区3号楼", "heating-1")
    assert is_same(one, told("家里才十四度", "幸福小区5号楼二单元", "heating-1"))


def test_no_clause_is_no_common_clause():
    assert not is_same(told("这里不好", "人民路23号", None), Told("太吵了", "人民路23号", None))


def test_own_words_about_the_same_kind_of_matter_are_worth_a_question():
    assert may_be_same(told("我们那里的灯又不亮了"), LAMP)
    assert not may_be_same(told("幸福小区的灯不亮", "幸福小区"), LAMP)
    assert not may_be_same(told("公交车不来", None, "transport-1"), LAMP)


@pytest.mark.parametrize(
    "text",
    [
        "上次反映的路灯怎么还没人修",
        "都三天了没有任何回复",
        "我投诉了三次都没用",
        "前几天说的事一直没有解决",
        "到现在也没人来管",
        "石沉大海了吗",
    ],
)
def test_who_complains_of_silence_is_heard(text: str):
    assert complains_of_silence(text)


@pytest.mark.parametrize("text", ["人民路的路灯坏了", "请尽快派人来修", "什么时候供暖"])
def test_who_tells_of_something_new_does_not(text: str):
    assert not complains_of_silence(text)


def test_a_suggestion_is_written_down_with_what_decided():
    """Score, clause and words; a name or habit has no clause."""
    one = Suggestion("heating", 0.71234, "heating-1", ("暖气", "不热"), "供暖", "2026.1")
    assert one.as_record() == {
        "code": "heating",
        "score": 0.712,
        "clause": "heating-1",
        "title": "供暖",
        "words": ["暖气", "不热"],
        "version": "2026.1",
        "reason": one.reason,
    }
