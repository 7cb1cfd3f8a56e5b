"""What an event is to who hears of it."""

import pytest

from bot.domain.parcels import Alarm
from bot.domain.telling import News
from bot.services.news import in_danger, is_urgent, news_of
from bot.services.notices import alarm_event, ticket_event
from tests.builders import NOW, a_ticket


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        ("ticket.dispatched", News.NEW),
        ("ticket.transferred", News.MOVED),
        ("ticket.redirected", News.FOLLOW_UP),
        ("ticket.urged", News.FOLLOW_UP),
        ("ticket.reopened", News.REOPENED),
        ("ticket.due_soon", News.DUE_SOON),
        ("ticket.overdue", News.OVERDUE),
    ],
)
def test_each_event_is_one_kind_of_news(kind: str, news: News):
    assert news_of(ticket_event(kind, a_ticket(), NOW)) is news


def test_a_ticket_that_comes_with_a_reason_was_elsewhere_before():
    returned = ticket_event("ticket.dispatched", a_ticket(), NOW, {"text": "退回"})

    assert news_of(returned) is News.MOVED


@pytest.mark.parametrize(("kind", "danger"), [("emergency.fire", True), ("parcel.given_up", False)])
def test_every_alarm_is_urgent_and_only_danger_calls_everybody(kind: str, danger: bool):
    alarm = alarm_event(Alarm(kind, "s", "…", NOW), "service_center")

    assert news_of(alarm) is News.URGENT
    assert is_urgent(alarm)
    assert in_danger(alarm) is danger
