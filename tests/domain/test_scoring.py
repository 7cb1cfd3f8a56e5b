"""The promises of bot/domain/scoring.py."""

import pytest

from bot.domain.scoring import Coverage, Guess, OfKind, among_first, reliability, score

GUESSES = [
    Guess("complaint", "complaint", 0.95),
    Guess("complaint", "complaint", 0.85),
    Guess("complaint", "inquiry", 0.55),
    Guess("inquiry", "inquiry", 0.75),
    Guess("inquiry", None, 0.15),
    Guess("praise", "complaint", 0.65),
]


def test_accuracy_counts_what_was_found_as_it_is_filed():
    assert score(GUESSES).accuracy == pytest.approx(3 / 6)


def test_each_kind_has_its_precision_recall_and_f1():
    assert score(GUESSES).kinds["complaint"] == OfKind(2 / 3, 2 / 3, 2 / 3, filed=3)
    assert score(GUESSES).kinds["praise"] == OfKind(0.0, 0.0, 0.0, filed=1)


def test_macro_f1_is_the_mean_over_what_something_is_filed_as():
    """A kind that was only found drags down the others' precision, not the mean."""
    only_found = [Guess("inquiry", "praise"), Guess("inquiry", "inquiry")]

    assert score(only_found).macro_f1 == pytest.approx(2 / 3)
    assert score(GUESSES).macro_f1 == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)


def test_confusion_counts_pairs_of_filed_and_found():
    assert score(GUESSES).confusion[("complaint", "complaint")] == 2
    assert score(GUESSES).confusion[("inquiry", None)] == 1


def test_coverage_tells_how_many_are_sure_and_right():
    assert score(GUESSES).coverage == {
        0.5: Coverage(5 / 6, 3 / 5),
        0.7: Coverage(3 / 6, 1.0),
        0.9: Coverage(1 / 6, 1.0),
    }


def test_confidence_that_means_what_it_says_has_no_error():
    honest = [Guess("a", "a", 0.75)] * 3 + [Guess("a", "b", 0.75)]
    boasting = [Guess("a", "b", 0.95)] * 4

    assert score(honest).calibration_error == pytest.approx(0)
    assert score(boasting).calibration_error == pytest.approx(0.95)


def test_reliability_groups_guesses_of_like_confidence():
    """Full certainty belongs to the last group."""
    guesses = [Guess("a", "a", 1.0), Guess("a", "b", 0.9), Guess("a", "a", 0.05)]

    assert reliability(guesses) == [(0.05, 1.0, 1), (pytest.approx(0.95), 0.5, 2)]


def test_places_are_counted_up_to_the_one_asked_for():
    assert among_first([0, 2, 3, None], 1) == 0.25
    assert among_first([0, 2, 3, None], 3) == 0.5


def test_without_guesses_there_is_no_score():
    with pytest.raises(ValueError, match="no guesses"):
        score([])
