"""The promises of bot/adapters/similar.py."""

from pathlib import Path

import pytest

from bot.adapters.similar import SimilarLetters, build

LETTERS = [
    ("heat", "家里暖气不热，室温只有十四度，供热公司没人管"),
    ("fund", "公积金怎么提取？需要什么材料？"),
    ("lamp", "小区门口的路灯坏了三盏，晚上一片漆黑"),
    ("bus", "2路公交车半小时等不来一辆"),
]


@pytest.fixture
def index(tmp_path: Path) -> SimilarLetters:
    build(tmp_path / "letters", LETTERS)
    return SimilarLetters(tmp_path / "letters")


def test_the_letter_most_alike_comes_first(index: SimilarLetters) -> None:
    found = index.search("请问提取公积金要带什么")

    assert found[0][0] == "fund"
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)


def test_full_width_forms_and_punctuation_make_no_difference(index: SimilarLetters) -> None:
    assert index.search("２路，公交车！") == index.search("2路公交车")


def test_no_more_are_found_than_were_asked_for(index: SimilarLetters) -> None:
    assert len(index.search("路灯坏了，暖气不热，公积金，公交车", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "？！", "🙂", "xyz"])
def test_nothing_is_like_a_text_without_known_characters(index: SimilarLetters, text: str) -> None:
    assert index.search(text) == []


def test_what_every_letter_says_finds_none(tmp_path: Path) -> None:
    """Otherwise a greeting would be like all letters, and a search would read them all."""
    letters = [(str(number), f"尊敬的领导您好，{number}") for number in range(600)]
    build(tmp_path / "letters", [*letters, ("lamp", "尊敬的领导您好，路灯坏了")])

    found = SimilarLetters(tmp_path / "letters").search("尊敬的领导您好，路灯不亮")

    assert [name for name, _ in found] == ["lamp"]


def test_what_is_said_in_short_but_not_at_length_tells_little(tmp_path: Path) -> None:
    """The only letter with "咨询" is not the one that "咨询暖气" asks about."""
    letters = [("heat", "暖气不热，室温十四度"), ("asks", "来咨询一下怎么开户的事")]
    others = [(f"{number}", f"暖气{number}") for number in range(2)]
    build(tmp_path / "untold", [*letters, *others])
    build(tmp_path / "told", [*letters, *others], [("咨询路灯", "路灯坏了")] * 50)

    untold = dict(SimilarLetters(tmp_path / "untold").search("咨询暖气"))
    told = dict(SimilarLetters(tmp_path / "told").search("咨询暖气"))

    assert untold["asks"] > untold["heat"]
    assert told["heat"] > told["asks"]


def test_an_index_is_replaced_as_a_whole(tmp_path: Path) -> None:
    build(tmp_path / "letters", LETTERS)
    before = SimilarLetters(tmp_path / "letters")
    build(tmp_path / "letters", [("new", "公积金贷款利率是多少")])

    assert before.search("公积金")[0][0] == "fund"
    assert SimilarLetters(tmp_path / "letters").search("公积金")[0][0] == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_an_index_that_breaks_off_leaves_the_one_before(tmp_path: Path) -> None:
    build(tmp_path / "letters", LETTERS)

    def breaking():
        yield ("new", "公积金")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build(tmp_path / "letters", breaking())

    assert SimilarLetters(tmp_path / "letters").search("暖气")[0][0] == "heat"


def test_an_empty_archive_has_an_index_that_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path / "letters", [])

    assert SimilarLetters(tmp_path / "letters").search("公积金") == []
