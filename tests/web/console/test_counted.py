"""Numbers that a browser sends."""

import pytest

from bot.web.console.counted import is_number, number_of


@pytest.mark.parametrize("words", ["", "-1", "1.5", "１２", "²", "1e3", "9" * 10, "9" * 4400, "一"])
def test_what_is_no_number_of_ours_is_none(words: str):
    """Nor one that Python or a database would refuse."""
    assert not is_number(words)
    assert number_of(words) == 0
    assert number_of(words, -1) == -1


def test_a_number_is_what_it_says():
    assert number_of("042") == 42
