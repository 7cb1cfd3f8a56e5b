"""How long a unit still has for a ticket, in words that are read at one glance."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.tickets import OPEN, State
from bot.domain.zone import SHANGHAI

SOON_DAYS = 2
"""What is due within so many days is shown as pressing."""


class Urgency(StrEnum):
    """How pressing a ticket is; also the class of its mark on the page."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CALM = "calm"
    OVER = "over"  # nobody waits for the unit any more


@dataclass(frozen=True)
class Deadline:
    """`words` like “还剩 2 天”; "" when the clock no longer runs."""

    words: str
    urgency: Urgency


def deadline(due_at: datetime, state: State, now: datetime) -> Deadline:
    """What is left until `due_at`, in days of the city's calendar."""
    if state not in OPEN:
        return Deadline("", Urgency.OVER)
    days = (due_at.astimezone(SHANGHAI).date() - now.astimezone(SHANGHAI).date()).days
    if due_at < now:
        return Deadline(f"超期 {-days} 天" if days else "今天已超期", Urgency.LATE)
    if days == 0:
        return Deadline("今天到期", Urgency.TODAY)
    urgency = Urgency.SOON if days <= SOON_DAYS else Urgency.CALM
    return Deadline("明天到期" if days == 1 else f"还剩 {days} 天", urgency)


def age(since: datetime, now: datetime) -> str:
    """How long ago something was: “刚刚”, “25 分钟前”, “今天 09:30”, “昨天 17:05”, “3 天前”."""
    here, today = since.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    days = (today.date() - here.date()).days
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if days < 2:
        return f"{'昨天' if days else '今天'} {here:%H:%M}"
    return f"{days} 天前"
