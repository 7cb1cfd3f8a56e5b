"""Who takes a call in, and how many calls a citizen has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.replies import SILENCE, Reply
from bot.services.ports.channel import Call


class Receiver(Protocol):
    """Keeps messages and answers them."""

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        """The reply and its date; None when it will follow by itself. Once this returns, the
        message is kept, and the call's note with it.

        Raises StoreAway when the message may not be kept, or its outcome is not known.
        """
        ...


class Keeper(Receiver, Protocol):
    """A receiver that also takes what nobody waits for: `services.reception` does."""

    async def keep(
        self, call: Call, at: datetime, told: Reply = SILENCE, *, aside: bool = False
    ) -> tuple[Reply | None, datetime]:
        """The message is kept, as received `at`, and nobody waits for its turn: it is taken after
        `at`, or with `aside` never.

        Returns what to say now and its date: `told`, or whatever a delivery before this one was
        told or answered. A redelivery gets the same. Raises StoreAway.
        """
        ...

    async def follow_up(
        self, call: Call, at: datetime, told: Reply, *, aside: bool = False
    ) -> None:
        """As `keep`, when `told` was said already: an answer that was ready meanwhile, and that
        nobody heard, is sent. May be repeated. Raises StoreAway."""
        ...


@dataclass(frozen=True)
class Admission:
    """What one more message of a citizen gets: its turn after `turn_in`, None for no turn at all.

    Of those that get no turn now, `tell` names one a minute to tell the citizen by; of those that
    get none at all, `alarm` names one an hour to tell a human by.
    """

    turn_in: timedelta | None = timedelta(0)
    tell: bool = False
    alarm: bool = False


class Rates(Protocol):
    """How often each citizen may write."""

    async def admit(self, citizen: str, key: str) -> Admission:
        """Count the message of this key, once however often it is delivered: a delivery that
        follows within two minutes gets what the first one got, unless the citizen gets no turns at
        all by then. Turns keep the order in which the messages were counted."""
        ...
