"""The promises of bot/services/evaluation/robustness.py, spoiling.py and sounds.py."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from bot.services.evaluation.robustness import Known, read, score_robustness
from bot.services.evaluation.sounds import characters, syllable
from bot.services.evaluation.spoiling import LONG, WAYS
from bot.services.ports.dialogue import Heard, Turned, Understanding

TEXT = "我们小区门口的路灯坏了，没有人来修，请问什么时候能修好？"


class Listener:
    """Takes what has “路灯” in it for a complaint, and everything else for idle talk."""

    model = "listener"

    async def parse(self, text: str) -> Understanding:
        faq = (("street_light_repair", 0.9),) if "路灯" in text else ()
        return Understanding("complaint" if "路灯" in text else "greet", 0.9, faq=faq)

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        raise NotImplementedError


def no_lamp(text: str, chance: Random) -> str:
    return text.replace("路灯", "灯")


@pytest.mark.parametrize("name", WAYS)
def test_a_seed_spoils_in_one_way(name: str) -> None:
    _, spoil = WAYS[name]

    assert spoil(TEXT, Random(1)) == spoil(TEXT, Random(1))
    assert spoil(TEXT, Random(1)) != TEXT


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("text", ["", "好", "1", "？"])
def test_the_shortest_text_can_be_spoilt(name: str, text: str) -> None:
    _, spoil = WAYS[name]

    assert isinstance(spoil(text, Random(1)), str)


def test_a_long_text_has_its_matter_at_the_end() -> None:
    _, spoil = WAYS["at_the_end"]
    text = spoil(TEXT, Random(1))

    assert len(text) == LONG + 1
    assert text.endswith(TEXT)


@pytest.mark.parametrize(
    ("character", "sound"), [("路", "lu"), ("绿", "lv"), ("女", "nv"), ("略", "lve"), ("做", "zuo")]
)
def test_a_common_character_has_its_sound(character: str, sound: str) -> None:
    assert syllable(character) == sound
    assert character in characters()[sound]


@pytest.mark.parametrize("character", ["a", "1", "，", "㐂", "龘", ""])
def test_what_is_no_common_character_has_none(character: str) -> None:
    assert syllable(character) is None


def test_every_common_character_stands_under_one_sound() -> None:
    assert sum(map(len, characters().values())) == 3755


async def test_the_cost_of_a_way_is_told_for_each_topic() -> None:
    rows = [
        Known("路灯坏了", type="complaint", faq="street_light_repair", department="lamps"),
        Known("着火了快来人", danger="fire"),
    ]
    ways = {"no_lamp": ("没有灯", no_lamp)}

    section = await score_robustness(
        Listener(), lambda text: "lamps" if "路灯" in text else "", rows, ways=ways
    )

    whole, spoilt = section.rows
    assert list(whole) == ["原样", 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]
    assert list(spoilt) == ["没有灯", 0.0, -1.0, 0.0, -1.0, 0.0, -1.0, 1.0, 0.0]


async def test_a_false_alarm_counts_like_a_missed_one() -> None:
    rows = [Known("我家着火了快来救人", danger="-")]

    section = await score_robustness(Listener(), str, rows, ways={})

    assert section.rows[0][7] == 0.0


async def test_without_rows_the_section_says_so() -> None:
    assert (await score_robustness(Listener(), str, [])).absent


def test_what_a_row_does_not_tell_is_not_scored() -> None:
    assert read([{"text": "路灯坏了", "type": "complaint"}]) == [
        Known("路灯坏了", type="complaint")
    ]
