"""What a unit in the catalogue has to be."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.errors import FieldRejected
from bot.domain.unit_rules import MOST_CLAUSES, check_unit, clause_id, next_version

LAMPS = Clause("lamps-1", "路灯", None, ("路灯",))
CENTRE = Department("centre", "协调中心", None, ())
ROADS = Department("roads", "市政处", "centre", ())
UNIT = Department("lamps", "路灯所", "roads", (LAMPS,))
CATALOGUE = Catalogue("1", "centre", (CENTRE, ROADS, UNIT))
TODAY = date(2026, 11, 24)


def refused(unit: Department, is_new: bool = False) -> str:
    with pytest.raises(FieldRejected) as wrong:
        check_unit(unit, CATALOGUE, is_new)
    return wrong.value.field


def test_a_unit_of_the_catalogue_is_fit_for_it():
    for unit in (ROADS, UNIT, replace(UNIT, code="water", name="水务局")):
        check_unit(unit, CATALOGUE, is_new=unit.code == "water")


@pytest.mark.parametrize("code", ["", "a", "Water", "1st", "水务", "a b", "x" * 33, "a\n"])
def test_a_code_is_short_and_plain(code: str):
    assert refused(replace(UNIT, code=code, name="水务局"), is_new=True) == "code"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "市政处"}, "name"),
        ({"parent": "nobody"}, "parent"),
        ({"parent": "lamps"}, "parent"),
        ({"also_called": ("灯",)}, "also_called"),
        ({"areas": ("长" * 21,)}, "areas"),
        ({"clauses": (LAMPS, replace(LAMPS, id="2", title=""))}, "title-1"),
        ({"clauses": (LAMPS, replace(LAMPS, id="2"))}, "title-0"),
        ({"clauses": (replace(LAMPS, words=()),)}, "words-0"),
        ({"clauses": (replace(LAMPS, words=("灯",)),)}, "words-0"),
        (
            {"clauses": tuple(replace(LAMPS, title=f"第{n}件") for n in range(MOST_CLAUSES + 1))},
            "title-0",
        ),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(wrong, field: str):
    assert refused(replace(UNIT, **wrong)) == field


def test_nobody_stands_under_who_stands_under_them():
    assert refused(replace(ROADS, parent="lamps")) == "parent"


def test_a_code_that_is_taken_is_no_new_unit():
    assert refused(replace(UNIT, name="别的所"), is_new=True) == "code"


def test_a_new_clause_is_numbered_after_the_last():
    assert clause_id("lamps", CATALOGUE) == "lamps-2"
    assert clause_id("lamps", CATALOGUE, ["lamps-2"]) == "lamps-3"
    assert clause_id("roads", CATALOGUE) == "roads-1"
    assert clause_id("(", CATALOGUE) == "(-1"


@pytest.mark.parametrize(
    ("now", "live", "wanted"),
    [
        ("2026-11", "2026-11", "2026-11-24"),
        ("2026-11", None, "2026-11"),
        ("mine", "2026-11", "mine"),
        ("2026-11-24", "2026-11-24", "2026-11-24.2"),
        ("2026-11-24.2", "2026-11-24.2", "2026-11-24.3"),
        ("2026-11-24.x", "2026-11-24.x", "2026-11-24.2"),
    ],
)
def test_what_differs_from_the_live_catalogue_is_called_otherwise(now, live, wanted):
    assert next_version(now, live, TODAY) == wanted
