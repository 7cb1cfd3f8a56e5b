"""The promises of bot/domain/habits.py."""

from collections.abc import Mapping

import pytest

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.habits import suggest, unit_called

HEAT = Clause("heating-1", "供热不达标", None, ("暖气", "供热"))
FUND = Clause("fund-1", "公积金提取", None, ("公积金",))
CATALOGUE = Catalogue(
    "v7",
    "centre",
    (
        Department("heating", "供热管理办公室", "centre", (HEAT,), also_called=("供热办",)),
        Department("fund", "住房公积金管理中心", "centre", (FUND,)),
        Department("parks", "园林局", "centre", ()),
        Department("centre", "协调中心", None, ()),
    ),
)


class Archive:
    """Habits that are said, not learned."""

    def __init__(self, **usual: float) -> None:
        self._usual = usual

    def usual(self, text: str) -> Mapping[str, float]:
        return self._usual

    def words(self, text: str, unit: str) -> tuple[str, ...]:
        return ("树", "挡光")


def test_without_an_archive_the_catalogue_decides():
    for habits in (None, Archive()):
        assert suggest("暖气不热", None, CATALOGUE, habits) == CATALOGUE.suggest("暖气不热")


def test_what_an_archive_knows_needs_no_clause():
    best = suggest("楼前的树挡光", None, CATALOGUE, Archive(parks=0.9, heating=0.1))[0]

    assert best.department == "parks"
    assert best.clause is None
    assert best.reason == "以往类似来信多由此单位办理：提到“树”“挡光”"


def test_a_sure_clause_stays_explained():
    best = suggest("暖气不热", None, CATALOGUE, Archive(heating=0.6, parks=0.4))[0]

    assert best.department == "heating"
    assert best.reason == "派单目录 v7 heating-1「供热不达标」：提到“暖气”"


def test_clause_and_habit_together_are_surer_than_each():
    clause = CATALOGUE.suggest("暖气不热")[0].score
    both = suggest("暖气不热", None, CATALOGUE, Archive(heating=0.7, parks=0.3))[0]

    assert both.score > max(clause, 0.7)


def test_scores_fall_from_the_first_to_the_last():
    found = suggest("暖气不热", None, CATALOGUE, Archive(heating=0.5, parks=0.5), limit=4)

    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score < 1 for one in found)


def test_a_score_is_how_often_such_letters_went_there():
    """Whoever seemed to go to one unit nearly always did so in nine of ten; counted in letters."""
    two = Catalogue("v7", "parks", tuple(Department(c, c, None, ()) for c in ("parks", "heating")))

    def score(share: float) -> float:
        return suggest("有件事", None, two, Archive(parks=share, heating=1 - share))[0].score

    assert score(0.5) == pytest.approx(0.5)
    assert score(0.987) == pytest.approx(0.89, abs=0.01)
    assert score(0.999) == pytest.approx(0.97, abs=0.01)


def test_units_of_another_city_are_never_suggested():
    found = suggest("暖气不热", None, CATALOGUE, Archive(heating=0.1, metro_office=0.9))

    assert {one.department for one in found} <= CATALOGUE.units.keys()


def test_an_archive_that_knows_none_of_our_units_says_nothing():
    found = suggest("暖气不热", None, CATALOGUE, Archive(metro_office=1.0))

    assert found == CATALOGUE.suggest("暖气不热")


def test_what_nobody_can_tell_goes_to_the_centre():
    """Ten units, each as likely as the next, and no word of the catalogue."""
    others = tuple(Department(f"unit{n}", f"第{n}处", "centre", ()) for n in range(9))
    centre = Department("centre", "协调中心", None, ())
    catalogue = Catalogue("v7", "centre", (*others, centre))
    faint = Archive(**{unit.code: 1 / 9 for unit in others})

    (only,) = suggest("我有一件事", None, catalogue, faint)

    assert (only.department, only.score) == ("centre", 0.0)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("heating", "heating"),
        ("供热办", "heating"),
        ("某某市住房公积金管理中心", "fund"),
        ("某某区供热办公室（供热办）", "heating"),
        ("烟草专卖局", None),
    ],
)
def test_an_archive_calls_units_by_longer_names(name: str, unit: str | None):
    assert unit_called(name, CATALOGUE) == unit
