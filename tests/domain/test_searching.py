"""What a ticket is found by, and what a query asks for."""

import re

import pytest

from bot.domain.searching import (
    ALIKE,
    LONGEST_TEXT,
    MOST_WORDS,
    changes_findable,
    findable,
    folded,
    likeness,
    sought,
)
from bot.domain.tickets import Event, Step
from tests.builders import NOW, a_ticket


def is_found(words: str, **appeal: str) -> bool:
    found = findable(a_ticket(**appeal))
    return all(word.is_in(found) for word in sought(words))


def test_everything_is_compared_as_everybody_writes_it():
    """Traditional or simplified, wide or narrow, large or small, with signs or without."""
    assert (
        folded("人民路２３號，ＷｉＦｉ 壞了！")
        == folded("人民路23号wifi坏了")
        == "人民路23号wifi坏了"
    )


def test_a_text_is_found_by_pairs_and_by_its_last_character():
    """Each character begins a mark; one that ends with * stands for all that begin so."""
    marks = findable(a_ticket(content="路灯坏")).marks
    [lamp] = sought("路灯")
    [broken] = sought("坏")

    assert set(lamp.marks) <= marks
    assert [mark for mark in broken.marks if mark.endswith("*")]
    assert any(mark.startswith(broken.marks[0].removesuffix("*")) for mark in marks)


def test_marks_are_letters_and_digits_whatever_was_written():
    """No index has words of its own for them."""
    texts = ('路灯\' OR "x" *:& | NEAR(', "\U00020bb7\U00020bb7家", "é²ß", "\u202e反")
    for text in texts:
        for mark in findable(a_ticket(content=text, place="a'b")).marks:
            assert re.fullmatch("[a-z0-9]+", mark), text
        for word in sought(text):
            for mark in (*word.marks, word.key):
                assert re.fullmatch(r"[a-z0-9]+\*?", mark), text


def test_words_of_a_query_stand_by_themselves():
    """Apart by spaces or by signs; a few at most, and each once."""
    assert [word.text for word in sought("路灯 人民路，路灯")] == ["路灯", "人民路"]
    assert len(sought(" ".join(f"词{n}" for n in range(50)))) == MOST_WORDS
    assert sought("！？ 。") == ()


@pytest.mark.parametrize(
    "written", ["13812345678", "138-1234-5678", "１３８ 1234 5678", "008613812345678"]
)
def test_a_phone_number_is_found_whole_however_it_is_written(written):
    """By whoever types all of it."""
    assert is_found("13812345678", contact=f"王先生 {written}")
    assert is_found(written, content="请打13812345678")


@pytest.mark.parametrize("part", ["138", "1381234567", "3812345678", "5678"])
def test_personal_data_is_never_found_by_a_part_of_it(part):
    """Who may not see a number cannot guess it digit by digit."""
    assert not is_found(part, number="t1", contact="13812345678", content="我的电话13812345678")
    assert not is_found("1101051949", content="身份证11010519491231002X")
    assert is_found("11010519491231002X", content="身份证11010519491231002X")


def test_an_endless_text_is_found_by_its_beginning():
    """What is kept of a ticket has an end."""
    found = findable(a_ticket(content="路灯" * LONGEST_TEXT))

    assert len(found.words) <= LONGEST_TEXT


def test_only_what_is_said_or_moved_elsewhere_changes_how_a_ticket_is_found():
    """A note or a receipt is no reason to index it anew."""
    said = Event(Step.SUPPLEMENTED, NOW, "citizen", {"text": "还有井盖"})
    moved = Event(Step.TRANSFERRED, NOW, "roads", {"department": "water"})
    noted = Event(Step.NOTED, NOW, "roads", {"text": "已派人"})
    received = Event(Step.ACKNOWLEDGED, NOW, "roads", {"by": "老王"})

    assert changes_findable([noted, said])
    assert changes_findable([moved])
    assert not changes_findable([noted, received])


def test_tickets_about_the_same_are_alike_and_others_are_not():
    """By title and content: neither the number nor the answer counts."""
    lamp = findable(a_ticket(number="t1", content="人民路23号门口路灯坏了三天没人修"))
    same = findable(a_ticket(number="t2", content="人民路25号的路灯坏了，没有人来修"))
    other = findable(
        a_ticket(number="t1", title="噪音", content="工地半夜施工睡不着", place="河边")
    )

    assert likeness(lamp, lamp) == 1
    assert likeness(lamp, same) >= ALIKE > likeness(lamp, other)
    assert likeness(lamp, findable(a_ticket(title="", content="", place=""))) == 0
