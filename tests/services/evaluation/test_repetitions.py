"""Letters that were filed again, and messages of several matters, counted."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.replies import Reply
from bot.services.evaluation.repetitions import (
    copied_pairs,
    count_matters,
    filed_again,
    several,
)
from bot.services.ports.dialogue import Heard, Turned, Understanding
from tests.fakes.house import House

LAMP = "人民路二十三号门口的路灯坏了三天没有人来修理，晚上黑得看不见路"
BUS = "一百零一路公交车每天早上都要等四十分钟才来一趟，上班总是迟到"


class Place:
    """A dialogue that finds no fact but a street."""

    model = "fake"

    async def parse(self, text: str) -> Understanding:
        entities = [{"entity": "place", "value": "人民路"}] if "人民路" in text else []
        return Understanding("complaint", 0.9, entities=tuple(entities))


def unit_of(text: str, place: str | None) -> tuple[str, str | None]:
    return ("transport", None) if "公交" in text else ("construction", "construction-1")


def test_what_is_mostly_copied_was_filed_again():
    """With a sentence more, and whichever of the two came first."""
    letters = [LAMP, BUS, f"再次反映：{LAMP}。请处理。", "人民路二十三号门口的路灯坏了"]
    assert set(copied_pairs(letters)) == {(0, 2), (0, 3), (2, 3)}


async def test_precision_and_recall_of_what_is_found():
    """By the words alone, and with place and clause besides."""
    other = "人民路上的灯都不亮，出门要带手电筒，请派人看看怎么回事"
    letters = [LAMP, BUS, f"{LAMP}，请处理", other]

    section = await filed_again(Place(), unit_of, letters)

    own, others, with_place = section.rows
    assert own[1:] == others[1:] == (1, 1, 1, 1.0, 1.0)
    assert with_place[1:] == (1, 3, 1, 0.333, 1.0)


async def test_what_another_unit_holds_is_nobody_elses_to_join():
    """But a citizen's own words are recognised wherever their ticket went."""
    section = await filed_again(Place(), lambda text, place: (text[-1], None), [LAMP, f"{LAMP}吧"])

    own, others, _ = section.rows
    assert (own[2], others[2]) == (1, 0)


async def test_without_letters_the_section_says_so():
    section = await filed_again(Place(), unit_of, [])
    assert section.rows == ()
    assert section.absent


def test_messages_with_several_matters_are_counted_by_part():
    """Right taken apart, wrongly taken apart, missed."""
    counted = [("dev", 2, 2), ("dev", 1, 2), ("dev", 2, 1), ("dev", 1, 1), ("held_out", 3, 2)]

    section = several(counted)

    assert list(section.rows) == [("dev", 4, 0.5, 0.5, 0.5), ("held_out", 1, 1.0, 1.0, 0.0)]
    assert several([]).absent


class Several:
    """A dialogue that answers a question beside, goes on with one matter and keeps two."""

    model = "fake"

    async def respond(self, heard: Heard, memory: Sequence[Any], desk: Any) -> Turned:
        beside = {"event": "bot", "metadata": {"utter_action": "utter_two_matters"}}
        waiting = {"event": "slot", "name": "other", "value": [{}, {}]}
        memory = [beside, waiting] if "另外" in heard.text else [{"event": "slot", "name": "other"}]
        return Turned(Reply("好"), memory, Understanding("complaint", 0.9))


@pytest.mark.parametrize(("text", "matters"), [("路灯坏了，另外", 4), ("路灯坏了", 1)])
async def test_what_the_dialogue_says_of_a_first_message_is_counted(text: str, matters: int):
    house = House()
    assert await count_matters(Several(), house.shelf, text, house.clock) == matters
