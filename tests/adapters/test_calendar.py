"""When an answer is due, by the days that are worked in China."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.adapters.calendar import Overrides, WorkingDays, read_overrides
from bot.domain.errors import BadFile
from bot.domain.zone import SHANGHAI


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def due(start: datetime, days: int, overrides: Overrides | None = None) -> str:
    return WorkingDays(overrides).due(start, days).isoformat()


def test_weekends_do_not_count():
    """Five working days from a Monday end on the next Monday, at its last second."""
    assert due(at(2026, 11, 23), 5) == "2026-11-30T23:59:59+08:00"


def test_the_first_day_does_not_count():
    """The deadline runs from the day after, whatever the hour."""
    assert due(at(2026, 11, 23, 0), 1) == due(at(2026, 11, 23, 23), 1)


def test_the_same_day_is_due_the_same_day():
    """An emergency, on whatever day."""
    assert due(at(2026, 11, 22), 0) == "2026-11-22T23:59:59+08:00"


def test_it_is_the_day_in_china_that_counts():
    """17:00 UTC is already tomorrow."""
    assert due(datetime(2026, 11, 23, 17, tzinfo=UTC), 0) == "2026-11-24T23:59:59+08:00"


def test_holidays_are_free_and_make_up_days_are_worked():
    """国庆 2026: off from 1 to 7 October, worked on Saturday the 10th."""
    assert due(at(2026, 9, 30), 1)[:10] == "2026-10-08"
    assert due(at(2026, 9, 30), 3)[:10] == "2026-10-10"
    assert due(at(2026, 9, 30), 4)[:10] == "2026-10-12"


def test_spring_festival_is_known():
    """春节 2026: off from 15 to 23 February, worked on Saturdays the 14th and the 28th."""
    assert due(at(2026, 2, 13), 1)[:10] == "2026-02-14"
    assert due(at(2026, 2, 14), 1)[:10] == "2026-02-24"
    assert due(at(2026, 2, 27), 1)[:10] == "2026-02-28"


def test_the_operator_knows_better():
    """Next year's arrangement is published late: the file fills the gap."""
    overrides = Overrides(
        holidays=frozenset({date(2026, 11, 24)}), workdays=frozenset({date(2026, 11, 28)})
    )

    assert due(at(2026, 11, 23), 1, overrides)[:10] == "2026-11-25"
    assert due(at(2026, 11, 27), 1, overrides)[:10] == "2026-11-28"


# --- the operator's file ---


def a_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "calendar.yml"
    path.write_text(text, "utf-8")
    return path


def test_the_file_names_free_and_worked_days(tmp_path: Path):
    """Either list may be missing, and so may both."""
    path = a_file(tmp_path, "holidays: [2027-02-05]\nworkdays:\n  - 2027-02-14 # 周日\n")

    assert read_overrides(path) == Overrides(
        frozenset({date(2027, 2, 5)}), frozenset({date(2027, 2, 14)})
    )
    assert read_overrides(a_file(tmp_path, "# 暂无\n")) == Overrides()
    assert read_overrides(a_file(tmp_path, "workdays:\n")) == Overrides()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("holidays: [2027-02-05\nworkdays: []\n", 2),
        ("holidays: []\nworkdays:\n  - 2027-02-14\n  - 2月15日\n", 4),
        ("holidays:\n  - 2027-02-30\n", 2),
        ("workdays: 2027-02-14\n", 1),
        ("# 节假日\nholiday: [2027-02-05]\n", 2),
        ("- 2027-02-05\n", 1),
        ("workdays: [2027-02-14 09:00:00]\n", 1),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int):
    """One sentence: which file, which line, what to write."""
    path = a_file(tmp_path, text)

    with pytest.raises(BadFile) as bad:
        read_overrides(path)

    assert str(bad.value).startswith(f"{path}:{line}: ")
    assert "workdays" in str(bad.value)


def test_a_day_cannot_be_both(tmp_path: Path):
    """The file contradicts itself: nobody guesses."""
    path = a_file(tmp_path, "holidays: [2027-02-05]\nworkdays: [2027-02-05]\n")

    with pytest.raises(BadFile, match="2027-02-05"):
        read_overrides(path)


def test_a_missing_file_is_named(tmp_path: Path):
    """The path is in the sentence."""
    with pytest.raises(BadFile, match=r"nowhere\.yml"):
        read_overrides(tmp_path / "nowhere.yml")
