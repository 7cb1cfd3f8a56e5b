"""Whether an answer still holds, and whether somebody has to look at it again."""

from datetime import date

import pytest

from bot.domain.entries import FaqEntry
from bot.domain.entry_age import Age, age_of, is_overdue

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("updated", "until", "age"),
    [
        ("2026-11-01", "2027-12-31", Age.FRESH),
        ("2026-11-01", "2026-12-24", Age.FRESH),
        ("2026-11-01", "2026-12-23", Age.DUE),
        ("2026-11-01", "2026-11-23", Age.DUE),
        ("2026-11-01", "2026-11-22", Age.EXPIRED),
        ("2025-11-23", "2027-12-31", Age.FRESH),
        ("2025-11-22", "2027-12-31", Age.DUE),
        ("2025-11-22", "2026-11-22", Age.EXPIRED),
        ("", "", Age.FRESH),
        ("昨天", "明天", Age.FRESH),
    ],
)
def test_an_answer_is_due_a_month_before_its_end_or_a_year_after_a_look(updated, until, age):
    """On its last day it is still given."""
    assert age_of(FaqEntry("k", "问", "答", updated=updated, valid_until=until), TODAY) is age


@pytest.mark.parametrize(
    ("updated", "until", "overdue"),
    [
        ("2026-11-01", "2026-11-22", True),
        ("2025-11-22", "2027-12-31", True),
        ("2025-11-22", "2026-12-01", True),
        ("2026-11-01", "2026-11-23", False),
        ("2026-11-01", "2026-12-01", False),
        ("", "", False),
    ],
)
def test_what_only_ends_soon_is_not_overdue(updated, until, overdue):
    """It still has its month."""
    entry = FaqEntry("k", "问", "答", updated=updated, valid_until=until)

    assert is_overdue(entry, TODAY) is overdue
