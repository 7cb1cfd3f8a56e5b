"""Conversations as different citizens hold them come out as a good clerk would have it."""

import pytest

from bot.adapters.rasa.engine import RasaEngine
from tests.clerks import conversations, mistakes


@pytest.mark.parametrize(
    ("part", "least"),
    [
        ("read", 60),
        ("more", 36),
        ("held_out", 19),
        ("later", 17),
        ("fourth", 40),
        ("fifth", 20),
        ("sixth", 18),
        ("seventh", 18),
        ("eighth", 18),
    ],
)
async def test_conversations_go_as_with_a_good_clerk(dialogue: RasaEngine, part: str, least: int):
    """At least so many; all of `read` were mended, most of the others."""
    wrong = {
        row["want"]: found
        for row in conversations(part)
        if (found := await mistakes(dialogue, row))
    }

    assert len(conversations(part)) - len(wrong) >= least, wrong
