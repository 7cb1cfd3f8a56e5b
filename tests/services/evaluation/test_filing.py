"""The promises of bot/services/evaluation/filing.py."""

import pytest

from bot.domain.scoring import Guess
from bot.services.evaluation.filing import Scope, filing

GUESSES = [
    Guess("complaint", "complaint", 0.95),
    Guess("complaint", "inquiry", 0.55),
    Guess("inquiry", "inquiry", 0.75),
    Guess("inquiry", None, 0.15),
]


def by_name(*scopes: Scope):
    return {section.name: section for section in filing(scopes)}


def test_every_figure_of_a_scope_is_told():
    """Summary, kinds, coverage, reliability, confusion."""
    found = by_name(Scope("short.folded", "短消息", GUESSES))

    assert found["types"].rows[0][:3] == ("短消息", 4, 0.5)
    assert found["kinds"].rows == [
        ("短消息", "complaint", 2, 1.0, 0.5, pytest.approx(2 / 3)),
        ("短消息", "inquiry", 2, 0.5, 0.5, 0.5),
    ]
    assert found["coverage"].rows == [
        ("短消息", 0.5, 0.75, pytest.approx(2 / 3)),
        ("短消息", 0.7, 0.5, 1.0),
        ("短消息", 0.9, 0.25, 1.0),
    ]
    assert found["confusion.short.folded"].columns == ("实际＼判为", "complaint", "inquiry", "none")
    assert found["confusion.short.folded"].rows == [["complaint", 1, 1, 0], ["inquiry", 0, 1, 1]]
    assert [row[1] for row in found["reliability.short.folded"].rows] == [1, 1, 1, 1]


def test_a_kind_that_nothing_is_filed_as_has_a_column():
    found = by_name(Scope("a", "甲", [Guess("inquiry", "praise", 0.6)]))

    assert found["confusion.a"].columns[1:] == ("inquiry", "praise", "none")


def test_without_guesses_the_sections_say_so():
    found = by_name(Scope("short.folded", "短消息", []))

    assert {section.absent for section in found.values()} == {"没有注明类型的消息。"}
