"""The promises of bot/domain/told.py."""

from datetime import datetime

from bot.domain.told import told
from bot.domain.zone import SHANGHAI

WRITTEN = datetime(2026, 11, 23, 10, 30, tzinfo=SHANGHAI)


def test_a_time_is_told_with_the_days_it_means() -> None:
    facts = {"since": ["从去年十月开始"], "time": ["上周三晚上八点"]}

    assert told(facts, WRITTEN) == [
        {
            "kind": "time", "name": "时间", "words": "上周三晚上八点",
            "first": "2026-11-18", "last": "2026-11-18", "clock": "20:00",
        },
        {
            "kind": "since", "name": "从何时起", "words": "从去年十月开始",
            "first": "2025-10-01", "last": "2026-11-23", "clock": None,
        },
    ]  # fmt: skip


def test_a_count_means_no_day() -> None:
    """“三天两头” is no day, and neither is a number of people."""
    (fact,) = told({"people": ["三十多户"]}, WRITTEN)

    assert (fact["words"], fact["first"]) == ("三十多户", None)


def test_what_a_field_of_the_ticket_holds_is_not_told_twice() -> None:
    assert told({"place": ["解放路"], "phone": ["〔手机号1〕"]}, WRITTEN) == []
