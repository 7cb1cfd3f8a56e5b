"""How old an answer is: whether it still holds, and whether somebody has to look at it again."""

from datetime import date, timedelta
from enum import StrEnum

from bot.domain.entries import FaqEntry
from bot.domain.knowledge_check import SOON

CHECKED_EVERY = timedelta(days=365)
"""An answer that nobody has compared with the law for so long is due, whatever its last day."""


class Age(StrEnum):
    """What an answer's dates say of it."""

    EXPIRED = "expired"
    DUE = "due"
    FRESH = "fresh"


AGE_NAMES = {Age.EXPIRED: "已过期", Age.DUE: "该核对", Age.FRESH: "有效"}


def age_of(entry: FaqEntry, today: date) -> Age:
    """Expired from the day after its last one; due a month before, or a year after a look at it.

    What is no date says nothing.
    """
    until = day_of(entry.valid_until)
    if until and until < today:
        return Age.EXPIRED
    ends_soon = until is not None and until - today <= SOON
    return Age.DUE if ends_soon or _unchecked(entry, today) else Age.FRESH


def is_overdue(entry: FaqEntry, today: date) -> bool:
    """Whether a day has passed by which somebody should have looked at it. What only ends soon is
    in time."""
    return age_of(entry, today) is Age.EXPIRED or _unchecked(entry, today)


def day_of(text: str) -> date | None:
    """An ISO date; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unchecked(entry: FaqEntry, today: date) -> bool:
    checked = day_of(entry.updated)
    return checked is not None and today - checked > CHECKED_EVERY
