"""How a unit is told, as somebody set it in the console: it stands before the operator's file."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.dispatch import Delivery
from bot.domain.telling import UNTOUCHED, Plan

BOTH = timedelta(days=7)
"""So long the secret before stands beside the new one: the unit has time to change over."""


@dataclass(frozen=True)
class OwnWay:
    """One unit's. Without a `delivery` the file's counts again; `plan` says who hears what, when.

    Until `old_until` the `old` secret stands beside that of the delivery. `broken`: it was sealed
    with another key, nobody can read it any more. `version` grows with every change of any unit; 0
    if it was never kept.
    """

    department: str
    delivery: Delivery | None
    changed_by: str
    changed_at: datetime
    old: str | None = field(default=None, repr=False)
    old_until: datetime | None = None
    broken: bool = False
    version: int = 0
    plan: Plan = UNTOUCHED

    def at(self, now: datetime) -> Delivery | None:
        """The delivery with all secrets that count at this moment."""
        if self.delivery is None or not self.has_old(now):
            return self.delivery
        return replace(self.delivery, secret=f"{self.delivery.secret} {self.old}")

    def has_old(self, now: datetime) -> bool:
        """Whether the secret before still counts."""
        return bool(self.old and self.old_until and now < self.old_until)
