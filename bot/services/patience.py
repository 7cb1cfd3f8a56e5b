"""How long a parcel is tried, and how long is waited between the tries."""

import random
from collections.abc import Callable
from datetime import timedelta

from bot.domain.parcels import Addressee, Parcel
from bot.services import notices

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
PATIENCE_WITH_DEPARTMENT = timedelta(days=3)
PATIENCE_WITH_PING = timedelta(seconds=20)
"""Somebody sits before the page and waits for the result of a test."""
PATIENCE_WITH_PERSON = timedelta(minutes=10)
"""Then their unit is told: somebody else can act."""
PATIENCE_WITH_CITIZEN = timedelta(days=2)


def pause_after(attempts: int, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait after so many failed tries: doubling, with jitter of a quarter."""
    doublings = min(attempts - 1, 20)
    pause = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return pause * (0.75 + chance() / 2)


def patience_with(parcel: Parcel) -> timedelta:
    """How long after it was written this parcel is worth another try."""
    if parcel.addressee is Addressee.CITIZEN:
        return PATIENCE_WITH_CITIZEN
    if is_ping(parcel):
        return PATIENCE_WITH_PING
    if parcel.addressee is Addressee.PERSON:
        return PATIENCE_WITH_PERSON
    return PATIENCE_WITH_DEPARTMENT


def is_ping(parcel: Parcel) -> bool:
    """Whoever sent it sees what became of it: nobody else needs to know."""
    return parcel.body.get("type") == notices.PING
