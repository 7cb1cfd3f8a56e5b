"""Patterns that see at once where they cannot begin find what they would find anyway."""

import random
import re

import pytest

from bot.domain import abuse, dangers, grievance, losing, routes, wages
from bot.domain.beginnings import any_of

WAYS = [
    ("没人(?:管|修)", "[拖卡]着", "[0-9]{1,2}天"),
    ("(?:很|太)*脏", "(?<=路)坏", "(?!坏)[\\d坏]+"),
    ("(?:路|灯)?(?:坏|脏)+?了", "(?=太)太脏", "^路"),
    ("不(?<=(.)不)\\1", "[\\^\\]\\-]路", "天{2,}"),
    ("[^路]灯", "坏"),
    ("(?:路)?", "坏"),
    (".坏", "路"),
]


@pytest.mark.parametrize("ways", WAYS)
def test_the_same_is_found_at_the_same_places(ways):
    """Sets, ranges, repetitions, looks ahead and back, references, anything and nothing."""
    drawn = random.Random(20261124)
    signs = "没人管修拖卡着12天很太脏路坏灯了不^]-"
    texts = ["".join(drawn.choices(signs, k=30)) for _ in range(200)]

    for text in texts:
        found = [one.span() for one in any_of(*ways).finditer(text)]
        assert found == [one.span() for one in re.finditer("|".join(ways), text)]


def test_capitals_are_found_where_they_do_not_matter():
    """The characters ahead follow the flags of the pattern."""
    assert any_of("sim卡", flags=re.IGNORECASE).search("一张SIM卡")


def test_the_long_lists_know_where_they_cannot_begin():
    """A Python whose patterns read otherwise would cost citizens time, and nobody would notice."""
    long = [
        grievance._IDLE,
        grievance._WAITED,
        grievance._EARNEST,
        abuse._INSULTS,
        losing._OF_A_DOCUMENT,
        wages._OWED,
        *routes._PATTERNS.values(),
        dangers.PATTERNS["self_harm"],
        dangers.PATTERNS["crime"],
    ]

    unguarded = [pattern.pattern[:40] for pattern in long if not pattern.pattern.startswith("(?=[")]

    assert not unguarded
