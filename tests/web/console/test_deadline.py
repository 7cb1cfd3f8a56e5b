"""How long a unit still has, in words."""

from datetime import datetime, timedelta

import pytest

from bot.domain.tickets import State
from bot.domain.zone import SHANGHAI
from bot.web.console.deadline import Urgency, age, deadline

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def the_end_of(day: int) -> datetime:
    return datetime(2026, 11, day, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "words", "urgency"),
    [
        (20, "超期 3 天", Urgency.LATE),
        (22, "超期 1 天", Urgency.LATE),
        (23, "今天到期", Urgency.TODAY),
        (24, "明天到期", Urgency.SOON),
        (25, "还剩 2 天", Urgency.SOON),
        (30, "还剩 7 天", Urgency.CALM),
    ],
)
def test_a_deadline_is_told_in_days_of_the_calendar(day: int, words: str, urgency: Urgency) -> None:
    left = deadline(the_end_of(day), State.DISPATCHED, NOW)

    assert (left.words, left.urgency) == (words, urgency)


def test_what_was_due_an_hour_ago_is_late_today() -> None:
    assert deadline(NOW - timedelta(hours=1), State.IN_PROGRESS, NOW).words == "今天已超期"


def test_days_are_those_of_the_city_whatever_the_zone_of_the_clock() -> None:
    """23:30 in the city is still today, though London has only 15:30 and Auckland tomorrow."""
    due_at = the_end_of(23)

    from_zone = deadline(due_at, State.DISPATCHED, NOW.astimezone(tz=None))

    assert from_zone.words == "今天到期"


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.WITHDRAWN])
def test_what_is_done_has_no_deadline_any_more(state: State) -> None:
    left = deadline(the_end_of(20), state, NOW)

    assert (left.words, left.urgency) == ("", Urgency.OVER)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=25), "25 分钟前"),
        (timedelta(hours=2), "今天 08:00"),
        (timedelta(hours=12), "昨天 22:00"),
        (timedelta(days=3), "3 天前"),
    ],
)
def test_an_age_is_told_as_one_would_say_it(ago: timedelta, words: str) -> None:
    assert age(NOW - ago, NOW) == words
