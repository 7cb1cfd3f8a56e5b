"""What only a court, an arbitration, a review … can decide is told from what an office can."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.domain.routes import ROUTES, lawful_route

ROOT = Path(__file__).parents[2]
GOLD = YAML(typ="safe").load((ROOT / "tests/gold/lawful_routes.yml").read_text(encoding="utf-8"))


def kind_of(text: str) -> str:
    route = lawful_route(text)
    return route.kind if route else "none"


@pytest.mark.parametrize("part", ["dev", "held_out"])
def test_routes_are_told_from_what_an_office_can_do(part: str):
    """Nineteen of twenty; nothing that an office can do is sent to a court."""
    found = [(row["route"], kind_of(row["text"])) for row in GOLD[part]]

    assert sum(wanted == kind for wanted, kind in found) >= 0.95 * len(found)
    assert [kind for wanted, kind in found if wanted == "none" and kind != "none"] == []


def test_every_route_occurs_in_the_gold_set():
    assert {row["route"] for row in GOLD["dev"]} == {*ROUTES, "none"}


def test_traditional_characters_are_understood():
    assert kind_of("我對二審判決不服") == "court"


def test_the_words_must_stand_in_one_sentence():
    """“交警很辛苦。…不合理” is about a traffic light."""
    assert kind_of("法院门口有个路口。红绿灯时间不合理") == "none"


def test_far_down_in_a_long_story_they_stand_beside_the_matter():
    story = "我们小区的暖气一直不热，找了物业和供热站都没有用，" * 9

    assert kind_of(f"{story}听说书记贪污") == "none"
