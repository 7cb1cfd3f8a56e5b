"""The store in memory: keeps every promise of its ports but the one to survive a restart."""

import asyncio
import copy
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import repetition
from bot.domain.corrections import Correction, Verdict
from bot.domain.errors import NotFound, StoreAway, TurnConflict
from bot.domain.messages import Message
from bot.domain.parcels import (
    Addressee,
    Alarm,
    Attachment,
    AttachmentState,
    Parcel,
    ParcelState,
)
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Ticket, replay
from bot.domain.together import can_be_joined
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Conversation, Ending, InboxRow, Note, Opening
from bot.services.ports.outbox import MANY


@dataclass
class Shelves:
    """All that is kept. Values are never changed in place, so a shallow copy is a snapshot."""

    rows: dict[str, InboxRow] = field(default_factory=dict)
    set_aside: dict[str, str] = field(default_factory=dict)  # key -> last error
    conversations: dict[str, Conversation] = field(default_factory=dict)
    logs: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    calls: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)  # in the order they were made
    parcel_leases: dict[str, datetime] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    attachment_leases: dict[str, datetime] = field(default_factory=dict)
    alarms: dict[tuple[str, str, datetime], Alarm] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)


class FakeStore:
    """What the fakes of one test share.

    Unless it is told to hang, no method awaits anything, so none is ever interrupted.
    """

    def __init__(self) -> None:
        self.kept = Shelves()
        self.away = False
        self.hanging: asyncio.Event | None = None
        self.inbox = FakeInbox(self)
        self.tickets = FakeTickets(self)
        self.outbox = FakeOutbox(self)
        self.attachments = FakeAttachments(self)
        self.pages = FakePages(self)
        self.alarms = FakeAlarms(self)
        self.corrections = FakeCorrections(self)

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


class FakeInbox:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        await self._store.reached()
        with self._store.transaction() as kept:
            if note:
                await note.write(kept)
            rows = kept.rows
            new = InboxRow(len(rows) + 1, message, at, late=told is not None, told=told)
            if aside and message.key not in rows:
                kept.set_aside[message.key] = ""
            row = rows.setdefault(message.key, new)
        if note:
            await note.kept()
        return row

    async def find(self, key: str) -> InboxRow:
        await self._store.reached()
        if key not in self._store.kept.rows:
            raise NotFound("no such message")
        return self._store.kept.rows[key]

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        await self._store.reached()
        row = await self.find(key)
        if not row.done:
            row = replace(row, late=True)
        if row.told is None:
            row = replace(row, told=told)
        self._store.kept.rows[key] = row
        return row

    async def take_up(self, row: InboxRow) -> None:
        await self._store.reached()
        standing = await self.find(row.message.key)
        if not standing.done:
            begun = replace(standing, late=True, attempts=standing.attempts + 1)
            self._store.kept.rows[row.message.key] = begun

    async def opening_for(self, citizen: str) -> Opening | None:
        await self._store.reached()
        row = next((row for row in self._open() if row.message.citizen == citizen), None)
        if row is None:
            return None
        conversation = self._store.remembered_of(citizen)
        return Opening(
            row=row,
            conversation=conversation,
            held=self._store.held_for(citizen),
            offered=await self._store.outbox.last_offer(citizen, conversation.last_at),
            has_tickets=bool(await self._store.tickets.of_citizen(citizen)),
        )

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        await self._store.reached()
        citizens = {row.message.citizen: None for row in self._open() if row.received_at < before}
        return list(citizens)[:limit]

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        await self._store.reached()
        at = conversation.last_at or row.received_at
        with self._store.transaction() as kept:
            stored = self._store.remembered_of(conversation.citizen)
            if stored.version != conversation.version:
                raise TurnConflict("the conversation went on elsewhere")
            kept.conversations[conversation.citizen] = replace(
                conversation, version=conversation.version + 1
            )
            standing = kept.rows[row.message.key]
            if standing.done:
                raise TurnConflict("this turn was taken by somebody else")
            ending = late if standing.late else passive
            done = replace(standing, done=True, reply=ending.reply)
            kept.rows[row.message.key] = done
            self._store.write(changes, at)
            self._store.write(ending.changes, at)
        return done

    async def failed(self, row: InboxRow, error: str, give_up_after: int, tries: int = 1) -> int:
        await self._store.reached()
        key = row.message.key
        standing = self._store.kept.rows[key]
        if standing.done:
            return standing.attempts
        tried = replace(standing, attempts=standing.attempts + tries)
        self._store.kept.rows[key] = tried
        if tried.attempts >= give_up_after:
            self._store.kept.set_aside[key] = error
        return tried.attempts

    def _open(self) -> list[InboxRow]:
        kept = self._store.kept
        return [
            row
            for row in kept.rows.values()
            if not row.done and row.message.key not in kept.set_aside
        ]


class FakeTickets:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def find(self, number: str) -> Ticket:
        if number not in self._store.kept.logs:
            raise NotFound(number)
        return replay(number, self._store.kept.logs[number])

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        mine = [
            ticket
            for number, log in self._store.kept.logs.items()
            if (ticket := replay(number, log)).citizen == citizen
        ]
        newest = sorted(mine, key=lambda ticket: (ticket.last.at, ticket.number), reverse=True)
        return newest[:limit]

    async def sharing(self, department: str, signs: Sequence[str], since: datetime) -> list[Ticket]:
        shared = [
            (len(set(signs[:8]) & set(repetition.signs(repetition.Told.by(ticket)))), ticket)
            for ticket in await self.of_numbers(list(self._store.kept.logs))
            if ticket.department == department
            and ticket.opened_at >= since
            and can_be_joined(ticket)
        ]
        found = [(count, ticket.opened_at, ticket.number) for count, ticket in shared if count]
        most = [number for *_, number in sorted(found, reverse=True)[: repetition.MOST_TOLD]]
        return await self.of_numbers(sorted(most))

    async def of_numbers(self, numbers: Sequence[str]) -> list[Ticket]:
        logs = self._store.kept.logs
        return [replay(number, logs[number]) for number in numbers if number in logs]

    async def apply(self, changes: Changes) -> None:
        await self._store.reached()
        with self._store.transaction():
            self._store.write(changes)

    async def answered_call(self, department: str, call_id: str) -> Mapping[str, Any] | None:
        return self._store.kept.calls.get((department, call_id))

    async def apply_call(
        self,
        department: str,
        call_id: str,
        record: Mapping[str, Any],
        at: datetime,
        changes: Changes,
    ) -> None:
        with self._store.transaction() as kept:
            if (department, call_id) in kept.calls:
                raise TurnConflict("this call was written by somebody else")
            kept.calls[department, call_id] = dict(record)
            self._store.write(changes)


class FakeOutbox:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[str],
        per_target: int = MANY,
        addressee: Addressee | None = None,
    ) -> list[Parcel]:
        kept = self._store.kept
        heads: dict[str, Parcel] = {}
        for parcel in kept.parcels.values():
            if parcel.state is ParcelState.WAITING:
                heads.setdefault(parcel.lane, parcel)
        due = [
            parcel
            for parcel in heads.values()
            if parcel.due_at <= now
            and parcel.target not in busy
            and addressee in (None, parcel.addressee)
            and kept.parcel_leases.get(parcel.id, now) <= now
        ]
        due.sort(key=lambda parcel: parcel.due_at)
        places = Counter[str]()
        claimed = []
        for parcel in due:
            places[parcel.target] += 1
            if places[parcel.target] <= per_target and len(claimed) < limit:
                claimed.append(parcel)
        for parcel in claimed:
            kept.parcel_leases[parcel.id] = now + lease
        return claimed

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        with self._store.transaction() as kept:
            standing = kept.parcels[parcel.id]
            delivered = parcel.state is ParcelState.DELIVERED
            if standing.state is ParcelState.DELIVERED:
                return
            if standing.state is not ParcelState.WAITING and not delivered:
                return
            kept.parcels[parcel.id] = parcel
            kept.parcel_leases.pop(parcel.id, None)
            self._store.write(changes or Changes())

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        got = [
            (parcel.delivered_at, position, parcel)
            for position, parcel in enumerate(self._to(citizen, ParcelState.DELIVERED))
            if parcel.delivered_at and (after is None or parcel.delivered_at > after)
        ]
        under_way = [
            parcel
            for parcel in self._to(citizen, ParcelState.WAITING)
            if parcel.id in self._store.kept.parcel_leases
        ]
        if not got and not under_way:
            return ()
        newest = under_way[-1] if under_way else max(got)[2]
        return Reply.from_record(newest.body["reply"]).choices

    async def send_again(self, parcel_id: str, now: datetime) -> None:
        parcel = self._store.kept.parcels.get(parcel_id)
        if parcel is None or parcel.state not in (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN):
            raise NotFound(parcel_id)
        self._store.kept.parcels[parcel_id] = replace(
            parcel, state=ParcelState.WAITING, created_at=now, due_at=now, attempts=0, error=None
        )

    async def needing_a_human(self, limit: int = 100) -> list[Parcel]:
        troubled = (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)
        return [parcel for parcel in self._store.parcels if parcel.state in troubled][:limit]

    async def count(self, now: datetime) -> Mapping[str, int]:
        parcels = self._store.parcels
        counted = {
            state.value: sum(parcel.state is state for parcel in parcels)
            for state in ParcelState
            if state is not ParcelState.DELIVERED
        }
        ages = [now - p.created_at for p in parcels if p.state is ParcelState.WAITING]
        oldest = max(ages, default=timedelta(0))
        return {**counted, "oldest_waiting_s": max(int(oldest.total_seconds()), 0)}

    def _to(self, citizen: str, state: ParcelState) -> list[Parcel]:
        return [
            parcel
            for parcel in self._store.parcels
            if parcel.addressee is Addressee.CITIZEN
            and parcel.target == citizen
            and parcel.state is state
        ]


class FakeAttachments:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        return [
            attachment
            for attachment in self._in_order()
            if attachment.citizen == citizen
            and attachment.number is None
            and attachment.received_at >= since
        ]

    async def of_ticket(self, number: str) -> list[Attachment]:
        return [attachment for attachment in self._in_order() if attachment.number == number]

    async def to_fetch(self, now: datetime, lease: timedelta, limit: int) -> list[Attachment]:
        leases = self._store.kept.attachment_leases
        due = [
            attachment
            for attachment in self._in_order()
            if attachment.state is AttachmentState.WAITING
            and (attachment.due_at is None or attachment.due_at <= now)
            and leases.get(attachment.id, now) <= now
        ][:limit]
        leases.update({attachment.id: now + lease for attachment in due})
        return due

    async def settle(self, attachment: Attachment, changes: Changes | None = None) -> None:
        with self._store.transaction() as kept:
            number = kept.attachments[attachment.id].number
            kept.attachments[attachment.id] = replace(attachment, number=number)
            kept.attachment_leases.pop(attachment.id, None)
            self._store.write(changes or Changes())

    def _in_order(self) -> list[Attachment]:
        kept = self._store.kept.attachments.values()
        return sorted(kept, key=lambda attachment: (attachment.received_at, attachment.id))


class FakePages:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def read(self, token: str) -> str:
        if token not in self._store.kept.pages:
            raise NotFound("no such page")
        return self._store.kept.pages[token]


class FakeAlarms:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def counts(self, since: datetime) -> dict[str, float]:
        kept = self._store.kept.alarms.values()
        return dict(Counter(alarm.kind for alarm in kept if alarm.at >= since))

    async def recent(self, since: datetime, limit: int = 50) -> list[Alarm]:
        alarms = [alarm for alarm in self._store.kept.alarms.values() if alarm.at >= since]
        by_name = sorted(alarms, key=lambda alarm: (alarm.kind, alarm.subject))
        return sorted(by_name, key=lambda alarm: alarm.at, reverse=True)[:limit]


class FakeCorrections:
    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def of(self, verdict: Verdict) -> list[Correction]:
        return [one for one in self._store.kept.corrections if one.verdict is verdict]

    async def decide(self, ids: Sequence[int], verdict: Verdict) -> list[int]:
        kept = self._store.kept.corrections
        self._store.kept.corrections = [
            replace(one, verdict=verdict) if one.id in ids else one for one in kept
        ]
        return [one.id for one in kept if one.id in ids]
