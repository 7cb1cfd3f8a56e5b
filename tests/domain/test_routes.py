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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("局长收红包", "discipline"),
        ("书记收钱", "discipline"),
        ("科长索贿", "discipline"),
        ("所长给亲戚办低保", "discipline"),
        ("站长要我给他送两条烟才给办", "discipline"),
        ("村里的低保都给了村主任的亲戚", "discipline"),
        ("对交警处罚不服，想复议", "review"),
        ("这个罚款我不认可", "review"),
        ("我要申请劳动仲裁", "labour_arbitration"),
        ("我想去法院起诉他", "court"),
        ("我要信访", "petition"),
    ],
)
def test_few_words_are_enough(text: str, kind: str):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "物业经理收了红包",
        "业委会主任收物业的好处费",
        "窗口工作人员收了我二十块钱工本费",
        "主任收了我的材料不给回执",
        "校长要我们交补课费",
        "村干部说签了字就能拿到钱",
        "感谢主任给我妈办了低保",
    ],
)
def test_no_public_power_was_sold(text: str):
    assert kind_of(text) == "none"


@pytest.mark.parametrize("text", ["再不解决我要去上访了", "不然我要去法院起诉你们", "我不想起诉"])
def test_who_only_threatens_wants_the_office_to_act(text: str):
    assert kind_of(text) == "none"
