"""What turns keep of what was understood, and when somebody is told that it changed."""

from datetime import timedelta

import pytest

from bot.domain.drift import Counts
from bot.domain.errors import StoreAway
from bot.domain.replies import Choice, Reply
from bot.services.desk import Desk
from bot.services.drift import (
    ALARM,
    DriftWatch,
    NotedDialogue,
    Release,
    Tally,
    last_week,
    measure,
)
from bot.services.ports.dialogue import Heard, Understanding
from tests.builders import a_call
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.diary import FakeDiary
from tests.fakes.house import FakeClock, House

ORDINARY = Counts({"complaint": 80, "inquiry": 60, "greet": 20}, 120.0, 92.0)
SHUFFLED = Counts({"complaint": 20, "inquiry": 40, "greet": 140}, 150.0, 115.0)


class Rung:
    def __init__(self) -> None:
        self.alarms = []

    async def __call__(self, alarm) -> None:
        self.alarms.append(alarm)


def a_watch(week: Counts, release: Release | None) -> tuple[DriftWatch, Rung, FakeClock]:
    clock, bell = FakeClock(), Rung()
    diary = FakeDiary({(clock().date(), "m1"): week})
    return DriftWatch(diary, lambda: release, bell, clock), bell, clock


async def test_a_shuffled_week_rings_once_a_day():
    watch, bell, clock = a_watch(SHUFFLED, Release("m1", ORDINARY))

    await watch.look()
    await watch.look()
    clock.forward(days=1)
    await watch.look()

    assert [alarm.kind for alarm in bell.alarms] == [ALARM, ALARM]
    assert "huiying drift" in bell.alarms[0].text


@pytest.mark.parametrize("week", [ORDINARY, Counts({"praise": 20}, 4.0, 0.8), Counts({})])
async def test_an_ordinary_week_and_a_small_one_are_silent(week: Counts):
    watch, bell, _ = a_watch(week, Release("m1", ORDINARY))

    assert await watch.look() is not None
    assert bell.alarms == []


async def test_a_model_that_was_never_measured_is_compared_with_nothing():
    watch, bell, _ = a_watch(SHUFFLED, None)

    assert await watch.look() is None
    assert bell.alarms == []


async def test_older_days_and_other_models_do_not_count():
    clock = FakeClock()
    today = clock().date()
    diary = FakeDiary(
        {
            (today, "m1"): Counts({"greet": 1}),
            (today - timedelta(days=6), "m1"): Counts({"greet": 2}),
            (today - timedelta(days=7), "m1"): Counts({"greet": 4}),
            (today, "m0"): Counts({"greet": 8}),
        }
    )

    assert (await last_week(diary, "m1", clock)).messages == 3


async def _offer(heard: Heard, desk: Desk) -> Reply:
    return Reply("要转人工吗？", (Choice("转人工", "handoff"), Choice("不用", "deny")))


async def test_every_message_counts_and_no_choice_does():
    """A tap was not understood by anybody."""
    house = House()
    diary = FakeDiary()
    tally = Tally(diary, house.clock)
    inner = FakeDialogue(_offer)
    house.dialogue.respond = NotedDialogue(inner, tally).respond

    await house.reception.answer(a_call("路灯坏了", key="m1"))
    await house.reception.answer(a_call("1", key="m2"))
    await house.reception.answer(a_call("几点上班", key="m3"))
    await tally.write_down()

    assert [heard.choice is not None for heard in inner.heard] == [False, True, False]
    assert diary.days == {(house.clock().date(), "fake"): Counts({"inquiry": 2}, 1.8, 1.62)}


async def test_a_store_that_is_away_gets_the_counts_later():
    """And nothing twice."""
    diary = FakeDiary()
    tally = Tally(diary, FakeClock())
    tally.note(Understanding("faq", 1.0, model="m1"))
    diary.away = True
    with pytest.raises(StoreAway):
        await tally.write_down()
    tally.note(Understanding("faq", 1.0, model="m1"))
    diary.away = False

    await tally.write_down()
    await tally.write_down()

    assert diary.days == {(FakeClock()().date(), "m1"): Counts({"faq": 2}, 2.0, 2.0)}


async def test_no_words_are_kept():
    """Only counts reach the diary: there is nowhere to put a text."""
    house = House()
    diary = FakeDiary()
    tally = Tally(diary, house.clock)
    house.dialogue.respond = NotedDialogue(FakeDialogue(), tally).respond

    await house.reception.answer(a_call("我叫王小明，电话13800138000"))
    await tally.write_down()

    assert "王小明" not in str(diary.days)
    assert "13800138000" not in str(diary.days)


async def test_a_release_is_what_a_new_model_makes_of_an_ordinary_week():
    counts = await measure(FakeDialogue())

    assert counts.messages >= 150
    assert counts.confidence == pytest.approx(0.9)
