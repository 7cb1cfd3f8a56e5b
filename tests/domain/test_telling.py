"""Who hears which news, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.office_hours import OfficeHours
from bot.domain.telling import (
    EVERYTHING,
    NEEDED,
    UNTOUCHED,
    Contact,
    Group,
    News,
    Plan,
    Rule,
    When,
    when_names,
)
from bot.domain.zone import SHANGHAI

QUIET = Rule(frozenset({News.FOLLOW_UP}))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026; the 21st is a Saturday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def worked(day: date) -> date:
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("when", "now", "told_at"),
    [
        (When.NOW, at(21, 3), at(21, 3)),
        (When.OFFICE, at(20, 10), at(20, 10)),
        (When.OFFICE, at(20, 8), at(20, 8, 30)),
        (When.OFFICE, at(20, 17, 30), at(23, 8, 30)),
        (When.OFFICE, at(21, 10), at(23, 8, 30)),
        (When.DAILY, at(20, 8, 59), at(20, 9)),
        (When.DAILY, at(20, 9), at(23, 9)),
        (When.DAILY, at(22, 12), at(23, 9)),
    ],
)
def test_news_wait_for_the_hour_that_was_asked_for(when: When, now: datetime, told_at: datetime):
    """Weekends are none; whatever the clock's own zone."""
    rule = Rule(frozenset(News), when)

    assert rule.moment(now.astimezone(UTC), False, worked) == told_at


def test_a_city_has_its_own_office_hours():
    hours = OfficeHours.read("9:30-18:00", "17:00")
    rule = Rule(frozenset(News), When.OFFICE)

    assert rule.moment(at(20, 9), False, worked, hours) == at(20, 9, 30)
    assert rule.moment(at(20, 17, 45), False, worked, hours) == at(20, 17, 45)
    assert replace(rule, when=When.DAILY).moment(at(20, 9), False, worked, hours) == at(20, 17)
    assert "9:30—18:00" in when_names(hours)[When.OFFICE]


@pytest.mark.parametrize("when", When)
def test_what_is_urgent_waits_for_nobody(when: When):
    night = at(21, 3)

    assert Rule(frozenset(), when).moment(night, True, worked) == night


def test_an_urgent_follow_up_is_for_who_wants_what_is_urgent():
    """And for who wants follow-ups; for nobody else."""
    urgent = Rule(frozenset({News.URGENT}))

    assert urgent.takes(News.FOLLOW_UP, urgent=True)
    assert not urgent.takes(News.FOLLOW_UP)
    assert QUIET.takes(News.FOLLOW_UP, urgent=True)


def test_what_somebody_must_hear_and_nobody_would_is_seen():
    """Who cannot be reached hears nothing."""
    group = Group("g1", "值班群", Delivery("wecom", "https://x/"), Rule(frozenset({News.NEW})))
    plan = Plan(own=QUIET, groups=(group,), people={"p1": EVERYTHING})

    assert plan.unheard(lambda person: False) == NEEDED - {News.NEW, News.URGENT}
    assert plan.unheard(lambda person: True) == frozenset()
    assert UNTOUCHED.unheard(lambda person: False) == frozenset()


def test_somebody_is_away_until_that_day_has_ended():
    contact = Contact(away_until=date(2026, 11, 23))

    assert contact.is_away(at(23, 23))
    assert not contact.is_away(at(24, 0))
    assert not Contact().is_away(at(23, 23))
