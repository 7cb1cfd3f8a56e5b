"""What was looked for is marked where it stands, however it is written there."""

import pytest

from bot.domain.highlighting import Piece, first_found, pieces
from bot.domain.searching import sought


def marked(text: str, query: str) -> list[str]:
    return [part.text for part in pieces(text, sought(query)) if part.found]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("人民路的路灯坏了", "路灯", ["路灯"]),
        ("人民路的路燈壞了", "路灯", ["路燈"]),
        ("人民路的路灯坏了", "路燈", ["路灯"]),
        ("住在２３号楼Ａ座", "23号 a座", ["２３号", "Ａ座"]),
        ("人民路-23号", "人民路23", ["人民路-23"]),
        ("路灯坏了，路灯还没修", "路灯", ["路灯", "路灯"]),
        ("人民路灯光", "人民路 路灯", ["人民路灯"]),
        ("垃圾没人收", "路灯", []),
        ("请打 13812345678", "13812345678", []),
        ("垃圾没人收", "，。", []),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, query: str, found: list[str]):
    """Full width, traditional, signs between, one over the other; a telephone never."""
    assert marked(text, query) == found


@pytest.mark.parametrize("text", ["", "<b>路灯</b>", "ﬁle 路 灯 ㎡", "👩‍👩‍👧路灯\u202e"])
def test_nothing_of_a_text_is_lost_or_made_up(text: str):
    """The parts are the text."""
    assert "".join(part.text for part in pieces(text, sought("路灯 m2 fi"))) == text


def test_without_words_a_text_is_whole():
    """Nobody looked for anything."""
    assert pieces("路灯坏了", ()) == [Piece("路灯坏了")]
    assert first_found("路灯坏了", ()) is None


def test_the_first_word_is_found_where_it_begins():
    """For an excerpt around it."""
    assert first_found("人民路的路燈", sought("路灯 人民")) == 0
    assert first_found("人民路的路燈", sought("路灯")) == 4
