"""A shuffled week is told from an ordinary one."""

import random
from collections.abc import Mapping

import pytest

from bot.domain.drift import Counts, drift, ordinary_week, stability_index

MIX = {
    "complaint": 0.34,
    "faq": 0.2,
    "inquiry": 0.15,
    "greet": 0.08,
    "thanks": 0.06,
    "ask_status": 0.05,
    "suggestion": 0.04,
    "help": 0.03,
    "urge": 0.03,
    "out_of_scope": 0.02,
}


def a_week(
    seed: int, messages: int, mix: Mapping[str, float] = MIX, sure: float = 0.75, lost: float = 0.0
) -> Counts:
    chance = random.Random(seed)
    names = chance.choices([*mix], [*mix.values()], k=messages)
    return Counts.of(
        (None, 0.1) if chance.random() < lost else (name, min(max(chance.gauss(sure, 0.2), 0), 1))
        for name in names
    )


def shuffled(seed: int) -> dict[str, float]:
    """The same shares, each for another class."""
    shares = [*MIX.values()]
    random.Random(seed).shuffle(shares)
    return dict(zip(MIX, shares, strict=True))


@pytest.mark.parametrize("messages", [60, 300, 1000])
def test_an_ordinary_week_is_silent(messages: int):
    """None of two hundred weeks alarms, however many messages came."""
    release = a_week(0, 160)

    assert not any(drift(release, a_week(seed, messages)).alarms for seed in range(1, 201))


def test_a_shuffled_week_alarms():
    """Each of fifty."""
    release = a_week(0, 160)

    weeks = [drift(release, a_week(seed, 300, shuffled(seed))) for seed in range(1, 51)]

    assert all(week.mix for week in weeks)
    assert not any(week.confidence or week.fallback for week in weeks)


def test_twenty_messages_tell_nothing():
    """However strange they are."""
    release = a_week(0, 160)

    for seed in range(1, 51):
        week = drift(release, a_week(seed, 20, {"praise": 1.0}, sure=0.2))
        assert not week.enough
        assert not week.alarms


def test_a_model_that_is_less_sure_of_the_same_mix_alarms():
    week = drift(a_week(0, 160), a_week(1, 300, sure=0.6))

    assert (week.mix, week.confidence, week.fallback) == (False, True, False)


def test_a_week_that_is_not_understood_alarms():
    week = drift(a_week(0, 160), a_week(1, 300, lost=0.2))

    assert week.fallback


def test_the_index_of_the_same_mix_is_nothing():
    week = Counts({"a": 10, "b": 30})

    assert stability_index(week, Counts({"b": 300, "a": 100})) == pytest.approx(0, abs=0.01)
    assert stability_index(week, Counts({"a": 30, "b": 10})) > 0.25


def test_weeks_are_added_up():
    whole = Counts.of([("faq", 0.5), ("greet", 1.0), (None, 0.0), ("out_of_scope", 0.2)])

    assert whole.messages == 4
    assert whole.classes == {"faq": 1, "greet": 1, "out_of_scope": 2}
    assert whole.fallback == 0.5
    assert whole.confidence == pytest.approx(0.425)
    assert Counts({}).confidence == Counts({}).fallback == Counts({}).spread == 0.0


def test_an_ordinary_week_is_large_enough_to_compare_with():
    assert len(ordinary_week()) >= 150
