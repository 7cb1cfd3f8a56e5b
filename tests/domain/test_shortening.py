"""Words where there is little room."""

import pytest

from bot.domain.shortening import shortened


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("路灯坏了", "路灯坏了"),
        ("路灯坏了三天", "路灯坏了…"),
        ("路灯\n 坏了", "路灯 坏了"),
        ("", ""),
    ],
)
def test_whoever_reads_a_part_sees_that_it_is_one(words: str, told: str):
    assert shortened(words, 5) == told
