"""The promises of nlu/components/leaning.py."""

import pickle

import pytest

from nlu.components.characters import CharacterModel
from nlu.components.leaning import Leaning

WANTED = ["楼道灯坏了没人修", "垃圾没人清运", "暖气不热没人管", "工地半夜施工没人管"]
ASKED = ["请问社保卡怎么办", "请问公积金怎么提取", "请问几点上班", "落户怎么办理"]


@pytest.fixture(scope="module")
def model() -> CharacterModel:
    return CharacterModel.fit(WANTED + ASKED, ["complaint"] * 4 + ["inquiry"] * 4)


@pytest.fixture(scope="module")
def leaning(model: CharacterModel) -> Leaning:
    return Leaning.fit(model, WANTED + ASKED, [True] * 4 + [False] * 4)


def odds(leaning: Leaning, model: CharacterModel, text: str) -> float:
    return leaning.odds(model.found(text).rows)


def test_a_text_leans_to_those_it_shares_its_words_with(
    leaning: Leaning, model: CharacterModel
) -> None:
    assert odds(leaning, model, "路灯没人管") > 0 > odds(leaning, model, "请问怎么落户")


def test_how_often_a_word_is_said_does_not_matter(leaning: Leaning, model: CharacterModel) -> None:
    """A letter that says its grievance three times leans as one that says it once."""
    once, thrice = model.found("没人管没人管没人管"), model.found("没人管没人管没人管没人管没人管")

    assert leaning.odds(once.rows) == pytest.approx(leaning.odds(thrice.rows))


def test_what_its_grams_add_is_where_it_leans(leaning: Leaning, model: CharacterModel) -> None:
    rows = model.found("路灯没人管").rows

    assert leaning.adds(rows).sum() + leaning.bias == pytest.approx(leaning.odds(rows), abs=1e-5)
    assert odds(leaning, model, "☂") == pytest.approx(leaning.bias, abs=1e-4)


def test_it_survives_being_written_and_read(leaning: Leaning, model: CharacterModel) -> None:
    again = Leaning.from_bytes(leaning.to_bytes())

    for text in WANTED + ASKED:
        assert odds(again, model, text) == pytest.approx(odds(leaning, model, text), abs=0.01)


def test_a_file_that_would_run_code_is_refused() -> None:
    with pytest.raises(ValueError, match="pickle"):
        Leaning.from_bytes(pickle.dumps({"bias": 0}))
