"""The books are gone through: what was taken in and lost its way is found, and mended if it can be.

Every promise is kept by a transaction somewhere; this is the look that would see a broken one.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import TurnConflict
from bot.domain.parcels import Alarm
from bot.services.books import Books, LeftInSpool, Reach
from bot.services.limiting import TOO_MANY
from bot.services.mending import Mender
from bot.services.notices import PING
from bot.services.ports.alarms import Bell
from bot.services.ports.clock import Clock
from bot.services.ports.inbox import InboxRow

UNDER_WAY = timedelta(minutes=5)
"""Younger than this may still be worked on by somebody."""
NEVER_FETCHED = timedelta(hours=6)
"""A file that was not fetched for so long is a trouble, not a pause between two tries."""


class Kind(StrEnum):
    """What can be wrong."""

    MESSAGE_OPEN = "message.open"
    MESSAGE_FORGOTTEN = "message.forgotten"
    MESSAGE_UNANSWERED = "message.unanswered"
    REPLY_UNSENT = "reply.unsent"
    TICKET_WITH_NOBODY = "ticket.with_nobody"
    TICKET_UNTOLD = "ticket.untold"
    TICKET_DIFFERS = "ticket.differs"
    ANSWER_UNSENT = "answer.unsent"
    ANSWER_UNMARKED = "answer.unmarked"
    PARCEL_SILENT = "parcel.silent"
    PARCEL_REACHABLE = "parcel.reachable"
    FILE_UNFETCHED = "file.unfetched"
    SPOOL_LEFT = "spool.left"


KIND_NAMES = {
    Kind.MESSAGE_OPEN: "收下的消息一直没有处理",
    Kind.MESSAGE_FORGOTTEN: "搁置的消息没有告诉任何人",
    Kind.MESSAGE_UNANSWERED: "处理过的消息没有留下回复",
    Kind.REPLY_UNSENT: "迟到的回复没有发出",
    Kind.TICKET_WITH_NOBODY: "工单没有承办单位",
    Kind.TICKET_UNTOLD: "工单没有通知承办单位",
    Kind.TICKET_DIFFERS: "工单表与办理记录不一致",
    Kind.ANSWER_UNSENT: "部门的答复没有发给市民",
    Kind.ANSWER_UNMARKED: "答复已送达，工单仍是待送达",
    Kind.PARCEL_SILENT: "未送达，也没有报警",
    Kind.PARCEL_REACHABLE: "市民又能联系上，答复还留着没发",
    Kind.FILE_UNFETCHED: "附件一直没有取回",
    Kind.SPOOL_LEFT: "暂存的消息没有入库",
}
AT_ONCE = frozenset({Kind.PARCEL_SILENT})
"""What the worker mends by itself: the alarm is what was missing. The rest a human sees first."""


@dataclass(frozen=True)
class Lost:
    """One thing that lost its way: a row, a number or an id, never a name or words. `mend` tries
    to repair it and tells whether it did; without one, a human must."""

    kind: Kind
    subject: str
    since: datetime
    mend: Callable[[], Awaitable[bool]] | None = None


@dataclass(frozen=True)
class Finding:
    """What is told of it."""

    kind: Kind
    subject: str
    since: datetime
    mended: bool = False


@dataclass(frozen=True)
class Reconciler:
    """Looks through everything once."""

    books: Books
    mender: Mender
    reach: Reach
    spooled: LeftInSpool
    clock: Clock
    _floods: set[tuple[str, datetime]] = field(default_factory=set)

    async def findings(self, since: datetime, mend: bool) -> list[Finding]:
        """Everything that lost its way; messages and logs are looked at back to `since`."""
        found = []
        for looking in (self.look, self._long_looks):
            async for lost in looking(since):
                healed = mend and await mended(lost)
                found.append(Finding(lost.kind, lost.subject, lost.since, healed))
        return found

    async def look(self, since: datetime) -> AsyncIterator[Lost]:
        """What can be found without reading a whole table."""
        before = self.clock() - UNDER_WAY
        for looking in (self._messages, self._tickets, self._answers):
            async for lost in looking(since, before):
                yield lost
        async for lost in self._silent():
            yield lost
        async for lost in self._files(before):
            yield lost

    async def _long_looks(self, since: datetime) -> AsyncIterator[Lost]:
        """Those that take as long as there are tickets and kept answers."""
        async for number, at in self.books.without_log():
            yield Lost(Kind.TICKET_DIFFERS, number, at, self.mender.rewrite(number))
        async for lost in self._reachable():
            yield lost

    # --- messages ---------------------------------------------------------------------------------

    async def _messages(self, since: datetime, before: datetime) -> AsyncIterator[Lost]:
        for row in await self.books.open_messages(before):
            mend = self.mender.turn(row)
            yield Lost(Kind.MESSAGE_OPEN, str(row.id), row.received_at, mend)
        async for rows in self.books.ended_messages(since, before):
            for row in rows:
                if kind := await self._fault_of(row):
                    yield Lost(kind, str(row.id), row.received_at, self._mend(kind, row))

    async def _fault_of(self, row: InboxRow) -> Kind | None:
        """What is wrong with a row that was done or set aside."""
        if not row.done:
            if row.attempts == 0 and await self._of_a_flood(row):
                return None
            told = await self.books.rang("message.set_aside", str(row.id), row.received_at)
            return None if told else Kind.MESSAGE_FORGOTTEN
        if row.reply is None:
            return Kind.MESSAGE_UNANSWERED
        if row.late and row.reply and await self.books.is_missing(self.mender.late_reply(row).id):
            return Kind.REPLY_UNSENT
        return None

    async def _of_a_flood(self, row: InboxRow) -> bool:
        """Set aside from its first moment, because its citizen wrote too much; somebody knows."""
        citizen = row.message.citizen
        hour = row.received_at.replace(minute=0, second=0, microsecond=0)
        if (citizen, hour) not in self._floods:
            # one alarm stands for all of the hour that it began
            if not await self.books.rang(TOO_MANY, citizen, row.received_at - timedelta(hours=1)):
                return False
            self._floods.add((citizen, hour))
        return True

    def _mend(self, kind: Kind, row: InboxRow) -> Callable[[], Awaitable[bool]]:
        return self.mender.reply(row) if kind is Kind.REPLY_UNSENT else self.mender.turn_anew(row)

    # --- tickets ----------------------------------------------------------------------------------

    async def _tickets(self, since: datetime, before: datetime) -> AsyncIterator[Lost]:
        for number, at in await self.books.with_nobody(before):
            yield Lost(Kind.TICKET_WITH_NOBODY, number, at, self.mender.dispatch(number))
        for number, at in await self.books.untold(since, before):
            yield Lost(Kind.TICKET_UNTOLD, number, at, self.mender.tell(number))
        async for number, at in self.books.differing(since, self.clock()):
            yield Lost(Kind.TICKET_DIFFERS, number, at, self.mender.rewrite(number))

    async def _answers(self, since: datetime, before: datetime) -> AsyncIterator[Lost]:
        for number, at in await self.books.replied_without_way(before):
            delivered = await self.mender.delivered_answer(number)
            if delivered:
                mend = self.mender.mark(number, delivered)
                yield Lost(Kind.ANSWER_UNMARKED, number, at, mend)
            else:
                yield Lost(Kind.ANSWER_UNSENT, number, at, self.mender.answer(number))

    # --- parcels, files ---------------------------------------------------------------------------

    async def _silent(self) -> AsyncIterator[Lost]:
        for parcel in await self.books.troubled():
            if parcel.body.get("type") == PING:  # whoever pressed the button has seen it
                continue
            alarm = self.mender.trouble(parcel)
            if not await self.books.rang(alarm.kind, alarm.subject, parcel.due_at):
                mend = self.mender.ring(alarm)
                yield Lost(Kind.PARCEL_SILENT, parcel.id, parcel.created_at, mend)

    async def _reachable(self) -> AsyncIterator[Lost]:
        now = self.clock()
        async for parcels in self.books.held(now - UNDER_WAY):
            for parcel in parcels:
                if await self.reach.again(parcel, now):
                    mend = self.mender.release(parcel)
                    yield Lost(Kind.PARCEL_REACHABLE, parcel.id, parcel.created_at, mend)

    async def _files(self, before: datetime) -> AsyncIterator[Lost]:
        for file in await self.books.unfetched(before - NEVER_FETCHED):
            yield Lost(Kind.FILE_UNFETCHED, file.id, file.received_at, self.mender.fetch(file))
        for name, at in await self.spooled(before):
            yield Lost(Kind.SPOOL_LEFT, name, at)


@dataclass(frozen=True)
class Watch:
    """The same look by the worker, over the last hour: what it finds rings."""

    reconciler: Reconciler
    bell: Bell
    clock: Clock
    looks_back: timedelta = timedelta(hours=1)

    async def look(self) -> int:
        """Mend what is no sign of a fault, alarm for the rest. Returns how many need a human."""
        now = self.clock()
        found: Counter[Kind] = Counter()
        async for lost in self.reconciler.look(now - self.looks_back):
            if not (lost.kind in AT_ONCE and await mended(lost)):
                found[lost.kind] += 1
        for kind, count in found.items():
            text = f"对账发现 {count} 件：{KIND_NAMES[kind]}。请运行 huiying reconcile 查看。"
            await self.bell(Alarm(f"reconcile.{kind}", "books", text, now))
        return found.total()


async def mended(lost: Lost) -> bool:
    """Whether it could be repaired; somebody else who was faster has changed what was found."""
    if lost.mend is None:
        return False
    try:
        return await lost.mend()
    except TurnConflict:
        return False
