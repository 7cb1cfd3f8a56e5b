"""The store in memory: keeps every promise of its ports but the one to survive a restart."""

import asyncio
import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import StoreAway, TurnConflict
from bot.domain.parcels import (
    Addressee,
    Alarm,
    Parcel,
    ParcelState,
)
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Conversation
from tests.fakes.attachments import FakeAttachments
from tests.fakes.casebook import FakeCasebook
from tests.fakes.inbox import FakeInbox
from tests.fakes.outbox import FakeOutbox
from tests.fakes.records import FakeAlarms, FakeCorrections, FakePages, FakeUnanswered
from tests.fakes.shelves import Shelves
from tests.fakes.tickets import FakeTickets


class FakeStore:
    """What the fakes of one test share.

    Unless it is told to hang, no method awaits anything, so none is ever interrupted.
    """

    def __init__(self) -> None:
        self.kept = Shelves()
        self.away = False
        self.locked = False  # somebody else writes, and does not end: reading goes on
        self.hanging: asyncio.Event | None = None
        self.inbox = FakeInbox(self)
        self.tickets = FakeTickets(self)
        self.outbox = FakeOutbox(self)
        self.attachments = FakeAttachments(self)
        self.pages = FakePages(self)
        self.alarms = FakeAlarms(self)
        self.casebook = FakeCasebook(self)
        self.corrections = FakeCorrections(self)
        self.unanswered = FakeUnanswered(self)

    @property
    def parcels(self) -> list[Parcel]:
        """Every parcel, in the order they were made."""
        return list(self.kept.parcels.values())

    def remembered_of(self, citizen: str) -> Conversation:
        """What is remembered of this citizen."""
        return self.kept.conversations.get(citizen, Conversation(citizen))

    def held_for(self, citizen: str) -> list[Parcel]:
        """What the port Inbox says of `Opening.held`."""
        mine = (
            parcel
            for parcel in self.parcels
            if parcel.addressee is Addressee.CITIZEN and parcel.target == citizen
        )
        return [parcel for parcel in mine if self._can_be_handed_over(parcel)]

    async def reached(self) -> None:
        """Everything of messages and turns passes here first."""
        if self.hanging:
            await self.hanging.wait()
        if self.away:
            raise StoreAway("away on purpose")

    @contextmanager
    def transaction(self) -> Iterator[Shelves]:
        """All that happens inside, or nothing if it raises."""
        if self.locked:
            raise StoreAway("locked on purpose")
        before = Shelves(**{name: copy.copy(value) for name, value in vars(self.kept).items()})
        try:
            yield self.kept
        except BaseException:
            self.kept = before
            raise

    def write(self, changes: Changes, at: datetime | None = None) -> None:
        """What every port does with `changes`."""
        for change in changes.tickets.values():
            self._move(change)
        for parcel in changes.parcels:
            json.dumps(dict(parcel.body), allow_nan=False)
            self.kept.parcels.setdefault(parcel.id, parcel)
        for parcel_id in changes.handed_over:
            self._hand_over(parcel_id, at)
        for parcel_id in changes.released:
            self._release(parcel_id)
        for attachment in changes.attachments:
            self.kept.attachments.setdefault(attachment.id, attachment)
        for attachment_id, number in changes.adopted.items():
            attachment = self.kept.attachments[attachment_id]
            if attachment.number is None:
                self.kept.attachments[attachment_id] = replace(attachment, number=number)
        for alarm in changes.alarms:
            self.raise_alarm(alarm)
        for page in changes.pages:
            self.kept.pages[page.token] = page.text
        for one in changes.corrections:
            self.kept.corrections.append(replace(one, id=len(self.kept.corrections) + 1))
        for noted in changes.unanswered:
            newest = max((one.id or 0 for one in self.kept.unanswered), default=0)
            self.kept.unanswered.append(replace(noted, id=newest + 1))
        self.kept.unanswered = [
            one
            for one in self.kept.unanswered
            if one.offer not in changes.settled or one.task is not None
        ]

    def raise_alarm(self, alarm: Alarm) -> None:
        hour = alarm.at.replace(minute=0, second=0, microsecond=0)
        self.kept.alarms.setdefault((alarm.kind, alarm.subject, hour), alarm)

    def _move(self, change: TicketChange) -> None:
        number = change.after.number
        known = change.before.log if change.before else ()
        new = change.after.log[len(known) :]
        if new and len(self.kept.logs.get(number, ())) != len(known):
            raise TurnConflict(f"ticket {number} was written by somebody else")
        for event in new:
            json.dumps(dict(event.data), allow_nan=False)
        if new:
            self.kept.logs[number] = (*self.kept.logs.get(number, ()), *new)

    def _can_be_handed_over(self, parcel: Parcel) -> bool:
        put_off = (
            parcel.state is ParcelState.WAITING
            and parcel.attempts > 0
            and parcel.channel is None
            and parcel.id not in self.kept.parcel_leases
        )
        return put_off or parcel.state is ParcelState.HELD

    def _hand_over(self, parcel_id: str, at: datetime | None) -> None:
        parcel = self.kept.parcels.get(parcel_id)
        if parcel is None or not self._can_be_handed_over(parcel):
            raise TurnConflict("a held parcel went another way")
        self.kept.parcels[parcel_id] = replace(
            parcel, state=ParcelState.DELIVERED, channel="passive", delivered_at=at, error=None
        )

    def _release(self, parcel_id: str) -> None:
        parcel = self.kept.parcels[parcel_id]
        if self._can_be_handed_over(parcel):
            self.kept.parcels[parcel_id] = replace(
                parcel, state=ParcelState.WAITING, due_at=parcel.created_at, attempts=0
            )
