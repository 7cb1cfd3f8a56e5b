"""The promises of nlu/components/characters.py."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.characters import CharacterModel, Grams, Known, tidy

EXAMPLES = {
    "greet": ["你好", "您好", "早上好", "在吗", "你好呀"],
    "complaint": ["暖气不热没人管", "路灯坏了没人修", "噪音太大没人管", "投诉物业", "垃圾没人清"],
    "thanks": ["谢谢", "多谢", "太感谢了", "谢谢你们", "感谢"],
}


@pytest.fixture(scope="module")
def model() -> CharacterModel:
    texts = [text for examples in EXAMPLES.values() for text in examples]
    labels = [label for label, examples in EXAMPLES.items() for _ in examples]
    return CharacterModel.fit(texts, labels)


def test_it_finds_what_it_learned_and_what_resembles_it(model: CharacterModel) -> None:
    assert model.predict("路灯没人管")[0][0] == "complaint"
    assert model.predict("谢谢啦")[0][0] == "thanks"


def test_probabilities_are_of_all_labels_best_first_and_add_up(model: CharacterModel) -> None:
    found = model.predict("你好，谢谢")

    assert {label for label, _ in found} == set(EXAMPLES)
    assert [sure for _, sure in found] == sorted((sure for _, sure in found), reverse=True)
    assert sum(sure for _, sure in found) == pytest.approx(1.0, abs=1e-5)


def test_two_trainings_on_the_same_examples_are_the_same(model: CharacterModel) -> None:
    texts = [text for examples in EXAMPLES.values() for text in examples]
    labels = [label for label, examples in EXAMPLES.items() for _ in examples]

    assert CharacterModel.fit(texts, labels).to_bytes() == model.to_bytes()


def test_a_model_survives_being_written_and_read(model: CharacterModel) -> None:
    again = CharacterModel.from_bytes(model.to_bytes())

    for text in ("路灯没人管", "你好", "x"):
        for (label, sure), (same, close) in zip(
            model.predict(text), again.predict(text), strict=True
        ):
            assert label == same
            assert sure == pytest.approx(close, abs=0.01)


def test_a_file_that_would_run_code_is_refused() -> None:
    with pytest.raises(ValueError, match="pickle"):
        CharacterModel.from_bytes(pickle.dumps({"labels": ["a"]}))


def test_an_important_example_outweighs_others() -> None:
    texts, labels = ["停水"] * 4, ["a", "a", "a", "b"]

    assert CharacterModel.fit(texts, labels).predict("停水")[0][0] == "a"
    assert CharacterModel.fit(texts, labels, [0.1, 0.1, 0.1, 9]).predict("停水")[0][0] == "b"


def test_nothing_known_means_no_label() -> None:
    plain = CharacterModel.fit(["甲", "乙"], ["a", "b"], cut=Grams(1, punctuated=False))

    assert plain.predict("丙丁") == []
    assert plain.predict("") == []


def test_spellings_of_the_same_words_are_alike() -> None:
    assert tidy("ＡＢＣ１２３  ｶ\n好") == tidy("abc456 カ 好")
    assert Grams(2, punctuated=False).of("停 水！") == Grams(2, punctuated=False).of("停水")


@given(st.text(max_size=3000))
def test_any_text_is_cut_and_judged(model: CharacterModel, text: str) -> None:
    """Nothing a citizen can send breaks it, and long texts cost no more than LONGEST_TEXT."""
    found = model.predict(text)

    assert all(0 <= sure <= 1 for _, sure in found)
    assert not np.isnan([sure for _, sure in found]).any()


@pytest.mark.parametrize("cut", [Grams(), Grams(2, punctuated=False), Grams(1)])
@pytest.mark.parametrize("text", ["", "停", "停水了，停水 3 天！", "𠮷野家门口", "\ud800停水"])
def test_every_gram_has_a_number_of_its_own(cut: Grams, text: str):
    grams, keys = cut.of(text), cut.keys(text).tolist()

    assert len(keys) == len(grams)
    assert len(dict.fromkeys(zip(grams, keys, strict=True))) == len({*grams}) == len({*keys})


def test_grams_are_found_where_they_stand():
    """One that is known by no other length, and one that would stand after all others."""
    known, places = Known(("水", "停水", "停")).find(Grams(2, punctuated=False).keys("停水龘"))

    assert known.tolist() == [True, True, False, True, False]
    assert places.tolist() == [2, 0, 1]


def test_nothing_is_found_among_no_grams():
    known, places = Known(()).find(Grams().keys("停水"))

    assert not known.any()
    assert not len(places)
