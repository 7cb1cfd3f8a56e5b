"""The dispatch catalogue suggests units, with the clause and the words that decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dispatch import Catalogue, Clause, Department, Suggestion

HEATING = Department(
    "heating",
    "供热管理办公室",
    "centre",
    (
        Clause("heating-1", "供暖不达标", "城市供热条例", ("暖气", "供暖", "不热", "暖气片")),
        Clause("heating-2", "热费", None, ("热费", "报停", "收费")),
    ),
    also_called=("供热公司", "热力公司"),
)
PRICES = Department(
    "prices", "物价局", "centre", (Clause("prices-1", "收费", None, ("收费", "乱收费")),)
)
SCHOOLS = Department("schools", "教育局", "centre", (Clause("schools-1", "学校", None, ("中学",)),))
LIGHTS = Department(
    "lights", "路灯管理所", "centre", (Clause("lights-1", "路灯", None, ("路灯",)),)
)
CENTRE = Department("centre", "协调中心", None, ())
EAST = Department(
    "east",
    "城东区政府",
    "centre",
    (Clause("east-1", "社区", None, ("楼道",)),),
    areas=("城东", "东街"),
)
WEST = Department(
    "west", "城西区政府", "centre", (Clause("west-1", "社区", None, ("楼道",)),), areas=("城西",)
)
CATALOGUE = Catalogue("v7", "centre", (HEATING, PRICES, SCHOOLS, LIGHTS, CENTRE, EAST, WEST))


def codes(text: str, place: str | None = None) -> list[str]:
    return [suggestion.department for suggestion in CATALOGUE.suggest(text, place)]


def test_the_words_of_a_matter_lead_to_its_unit_and_clause():
    """A suggestion cites the clause, the words and the catalogue's version."""
    best = CATALOGUE.suggest("家里暖气一点不热")[0]

    assert (best.department, best.clause, best.version) == ("heating", "heating-1", "v7")
    assert set(best.words) == {"暖气", "不热"}
    assert best.reason == "派单目录 v7 heating-1「供暖不达标」：提到“暖气”“不热”"


def test_a_text_that_no_word_knows_goes_to_the_coordinating_centre():
    """Never nowhere: people decide what words cannot."""
    only = CATALOGUE.suggest("我有一件事")

    assert only == [Suggestion("centre", 0.0, None, (), version="v7")]
    assert only[0].reason == "派单目录 v7：没有对上的词语，先由协调中心分办"


def test_a_word_is_known_by_its_sound_where_no_other_is_known():
    """Who types by sound, and a machine that listens, write other characters."""
    (suggestion,) = CATALOGUE.suggest("陆灯不亮")
    assert (suggestion.department, suggestion.words) == ("lights", ("陆灯",))
    assert suggestion.score < CATALOGUE.suggest("路灯不亮")[0].score

    assert codes("陆灯下面暖气不热") == ["heating"]


def test_a_street_is_not_the_matter_at_its_end_either():
    school = "中学"
    assert codes(f"{school}路灯不亮", f"{school}北门") == ["lights"]


def test_a_line_says_what_it_is_about():
    buses = Department("buses", "公交公司", "centre", (Clause("b", "公交", None, ("公交",)),))
    catalogue = Catalogue("v1", "centre", (buses, CENTRE))

    assert catalogue.suggest("302路公交老晚点", "302路公交")[0].department == "buses"


def test_a_unit_called_by_name_outweighs_a_word_of_another():
    """Whoever complains about the heating company means the heating office."""
    assert codes("热力公司乱收费") == ["heating", "prices"]
    assert CATALOGUE.suggest("热力公司态度差")[0].reason == "派单目录 v7：提到“热力公司”"


def test_the_longest_word_counts_not_its_parts():
    """暖气片 is one word, not also 暖气."""
    assert CATALOGUE.suggest("暖气片")[0].words == ("暖气片",)


def test_a_word_of_two_units_says_less_than_a_word_of_one():
    """收费 may be heating or prices; 报停 is heating alone."""
    assert codes("收费")[:2] == ["heating", "prices"]
    assert codes("收费报停")[0] == "heating"
    assert CATALOGUE.suggest("收费")[0].score < CATALOGUE.suggest("报停")[0].score


def test_more_evidence_gives_a_higher_score_below_one():
    """One weak word never looks certain."""
    weak = CATALOGUE.suggest("暖气")[0].score
    strong = CATALOGUE.suggest("供热公司供暖不达标，暖气片不热，报停又不让，热费照收")[0].score

    assert weak <= 0.75 < strong < 1


def test_a_landmark_is_not_the_matter():
    """The place says where: a school in the address makes no matter of schools."""
    assert codes("第三中学门口路灯不亮")[0] != codes("第三中学门口路灯不亮", "第三中学门口")[1:2]
    assert codes("第三中学门口路灯不亮", "第三中学门口") == ["lights"]


@pytest.mark.parametrize("identity", ["11010519491231002X", "〔身份证号1〕"])
def test_who_signed_with_an_identity_number_was_sent_to_the_police(identity: str):
    """The number says who writes; the street lamp is the matter. A lost card is one, too."""
    words = ("身份证", "居民身份证")
    police = Department("police", "公安局", "centre", (Clause("police-1", "户籍", None, words),))
    catalogue = Catalogue("v7", "centre", (police, LIGHTS, CENTRE))

    signed = catalogue.suggest(f"路灯不亮，身份证号：{identity}，电话13800138000")
    lost = catalogue.suggest("身份证丢了")

    assert [suggestion.department for suggestion in signed] == ["lights"]
    assert [suggestion.department for suggestion in lost] == ["police"]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("楼道没人打扫", "城东幸福小区", ["east"]),
        ("东街的楼道没人打扫", None, ["east"]),
        ("楼道没人打扫", "城西二号院", ["west"]),
        ("楼道没人打扫", None, ["centre"]),
    ],
)
def test_a_unit_of_an_area_gets_only_what_happens_there(
    text: str, place: str | None, expected: list[str]
):
    """Two district governments share their words; the place decides."""
    assert codes(text, place) == expected


def test_at_most_three_are_suggested_the_best_first():
    """More than three help nobody."""
    text = "暖气 收费 中学 路灯 城东楼道 乱收费"
    suggestions = CATALOGUE.suggest(text)

    assert len(suggestions) == 3
    assert [s.score for s in suggestions] == sorted((s.score for s in suggestions), reverse=True)
    assert len(CATALOGUE.suggest(text, limit=1)) == 1


def test_units_are_known_by_code():
    """A unit that left the catalogue is still shown on old tickets, by its code."""
    assert CATALOGUE.name_of("heating") == "供热管理办公室"
    assert CATALOGUE.name_of("gone") == "gone"
    assert list(CATALOGUE.units) == [
        "heating",
        "prices",
        "schools",
        "lights",
        "centre",
        "east",
        "west",
    ]


@given(
    st.text("暖气片供热公司乱收费路灯城东楼道 ab，。", max_size=200),
    st.none() | st.text(max_size=9),
)
def test_every_text_finds_a_unit(text: str, place: str | None):
    """Always at least one suggestion, known units only, scores between 0 and 1."""
    suggestions = CATALOGUE.suggest(text, place)

    assert 1 <= len(suggestions) <= 3
    assert all(
        s.department in CATALOGUE.units and 0 <= s.score < 1 and s.reason for s in suggestions
    )


@given(
    st.lists(st.sampled_from(["暖气", "路灯", "楼道", "城东", "有人", "，"]), max_size=4).map(
        "".join
    )
)
def test_a_matter_is_named_where_some_unit_is_known(text: str):
    """The short way says what the suggestions say."""
    assert CATALOGUE.names_a_matter(text) == (CATALOGUE.suggest(text)[0].score > 0)
