"""What waits in the outbox is sent, and what becomes of it is written down."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import (
    DeliveryFailed,
    GiveUp,
    NoChannelNow,
    NotFound,
    TryLater,
    TurnConflict,
    Unclear,
    Unknown,
    without_words,
)
from bot.domain.parcels import LATER, UNCLEAR, Addressee, Alarm, Parcel, ParcelState
from bot.domain.tickets import Event, State, Step
from bot.domain.together import lead_of
from bot.services import notices
from bot.services.copies import ALONE, back_to_the_unit
from bot.services.patience import is_ping, patience_with, pause_after
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.channel import Channel
from bot.services.ports.clock import Clock
from bot.services.ports.outbox import Outbox, Waker
from bot.services.ports.telling import Sent, Teller
from bot.services.ports.tickets import Tickets

log = logging.getLogger(__name__)

LONGEST_TRY = timedelta(seconds=75)
LEASE = timedelta(seconds=90)
"""Longer than any try may take: a worker that died gives its parcels back after this."""

THE_REST = "同一单位一小时只报一次，全部未送达件见 huiying undelivered。"
NEED_A_HUMAN = frozenset({ParcelState.GIVEN_UP, ParcelState.UNCERTAIN})

HANDED_BACK = "handed_back"
"""Instead of a channel: the person could not be reached, and their unit knows."""
AT_ONCE = 128
TOGETHER = 20
"""So many that waited for one moment leave together: two or three posts of a robot."""
FOR_ONE_TARGET = 4
"""So few of all hands that no city has enough hanging departments to keep them all."""


@dataclass
class Courier:
    """One worker's hands: claims parcels, sends them side by side, settles each."""

    outbox: Outbox
    tickets: Tickets
    channel: Channel
    teller: Teller
    waker: Waker
    clock: Clock
    centre: str
    addressee: Addressee | None = None
    _running: dict[asyncio.Task[None], str] = field(default_factory=dict)

    async def run(self, stopping: asyncio.Event, idle: timedelta = timedelta(seconds=1)) -> None:
        """Deliver until `stopping` is set, then let what is under way finish."""
        while not stopping.is_set():
            if not await self._started():
                await self.waker.wait(idle)
        await asyncio.gather(*self._running, return_exceptions=True)

    async def start_due(self) -> int:
        """Claim what is due and start sending it. Returns how many parcels were started."""
        room = AT_ONCE - len(self._running)
        if room <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return 1
        parcels = await self.outbox.claim(
            self.clock(), LEASE, room, self._busy(), FOR_ONE_TARGET, self.addressee
        )
        for parcel in parcels:
            task = asyncio.create_task(self._take(parcel))
            self._running[task] = parcel.target
            task.add_done_callback(lambda done: self._running.pop(done, None))
        return len(parcels)

    async def _started(self) -> int:
        try:
            return await self.start_due()
        except Exception as error:  # the loop's boundary: the database may be back the next time
            log.error("no parcels could be claimed", extra=without_words(error))
            return 0

    async def _take(self, parcel: Parcel) -> None:
        """Deliver it; what waited for its moment goes with all that waited for it as well.

        The first of a lane is ours, and so are those behind it until each is settled.
        """
        if not parcel.lane.startswith(LATER):
            await self.deliver(parcel)
            return
        together = await self.outbox.in_lane(parcel.lane, self.clock(), LEASE, TOGETHER)
        await asyncio.gather(*(self.deliver(one) for one in together))

    async def deliver(self, parcel: Parcel) -> None:
        """Try once, and settle the parcel by what happened."""
        tried = replace(parcel, attempts=parcel.attempts + 1, error=None)
        try:
            async with asyncio.timeout(LONGEST_TRY.total_seconds()):
                sent = await self._send(tried)
        except DeliveryFailed as failure:
            await self._settle_failed(tried, failure)
        except TimeoutError:
            await self._settle_failed(tried, TryLater("the try took too long"))
        except Exception as error:  # a delivery's boundary: one bad parcel never stops the worker
            log.error("a delivery broke", extra={"parcel": parcel.id, **without_words(error)})
            await self._settle_failed(tried, TryLater(type(error).__name__))
        else:
            await self._settle_delivered(tried, sent)

    def _busy(self) -> list[str]:
        targets = list(self._running.values())
        return [target for target in set(targets) if targets.count(target) >= FOR_ONE_TARGET]

    async def _send(self, parcel: Parcel) -> Sent:
        if parcel.addressee is Addressee.CITIZEN:
            return Sent(await self.channel.send(parcel, self.clock()))
        if parcel.body.get(notices.UNLESS_JOINED) and await self._joined(parcel):
            return Sent("joined")
        return await self.teller.tell(parcel, self.clock())

    async def _joined(self, parcel: Parcel) -> bool:
        """Whether its ticket is handled with another one, of which the unit was told."""
        return bool(parcel.number and lead_of(await self.tickets.find(parcel.number)))

    async def _settle_delivered(self, parcel: Parcel, sent: Sent) -> None:
        now, state = self.clock(), ParcelState.DELIVERED
        done = replace(parcel, state=state, channel=sent.channel, delivered_at=now)
        while True:
            changes = await self._answered(done, now)
            changes.parcels += sent.copies
            try:
                await self.outbox.settle(done, changes)
                break
            except TurnConflict:
                continue  # the ticket moved meanwhile: look at it again
        if sent.copies:
            await self.waker.wake()

    async def _answered(self, parcel: Parcel, now: datetime) -> Changes:
        """A delivered answer turns its ticket from 待送达 to 已答复."""
        changes = Changes()
        if parcel.number is None or parcel.body.get("purpose") != "answer":
            return changes
        try:
            ticket = await self.tickets.find(parcel.number)
        except NotFound:
            return changes
        if ticket.state is State.REPLIED:
            data = {"channel": parcel.channel, "parcel": parcel.id}
            after = ticket.after(Event(Step.DELIVERED, now, "system", data))
            changes.tickets[ticket.number] = TicketChange(ticket, after)
        return changes

    async def _settle_failed(self, parcel: Parcel, failure: DeliveryFailed) -> None:
        settled = self._after_failure(replace(parcel, error=str(failure)[:200]), failure)
        changes = Changes()
        if settled.state is ParcelState.GIVEN_UP and _for_a_person(parcel):
            await self._hand_back(settled)
            return
        troubled = settled.state in NEED_A_HUMAN or isinstance(failure, GiveUp)
        if troubled and not is_ping(parcel):
            self._alarm(settled, changes)
        await self.outbox.settle(settled, changes)
        log.warning(
            "a delivery failed",
            extra={"parcel": parcel.id, "state": settled.state.value, "tries": parcel.attempts},
        )

    async def _hand_back(self, parcel: Parcel) -> None:
        """What does not reach a person is their unit's; it knows of it already, or is told now."""
        now = self.clock()
        told = [back_to_the_unit(parcel, now)] if parcel.body.get(ALONE) else []
        done = replace(parcel, state=ParcelState.DELIVERED, channel=HANDED_BACK, delivered_at=now)
        await self.outbox.settle(done, Changes(parcels=told))
        await self.waker.wake()
        log.warning("a person could not be told", extra={"parcel": parcel.id})

    def _after_failure(self, parcel: Parcel, failure: DeliveryFailed) -> Parcel:
        now = self.clock()
        match failure:
            case NoChannelNow():
                return _held(parcel, now)
            case Unknown():
                return replace(parcel, state=ParcelState.UNCERTAIN)
            case TryLater(after=after):
                if now - parcel.created_at < patience_with(parcel):
                    pause = max(pause_after(parcel.attempts), after or timedelta(0))
                    channel = UNCLEAR if isinstance(failure, Unclear) else parcel.channel
                    return replace(
                        parcel, state=ParcelState.WAITING, due_at=now + pause, channel=channel
                    )
                return self._not_as_it_is(parcel)
            case _:
                return self._not_as_it_is(parcel)

    def _not_as_it_is(self, parcel: Parcel) -> Parcel:
        """A citizen's parcel is kept for their next message; a department's needs a human."""
        if parcel.addressee is Addressee.CITIZEN:
            return _held(parcel, self.clock())
        return replace(parcel, state=ParcelState.GIVEN_UP)

    def _alarm(self, parcel: Parcel, changes: Changes) -> None:
        alarm = trouble_of(parcel, self.clock())
        if parcel.target == self.centre:  # it does not hear us just now
            changes.alarms.append(alarm)
        else:
            notices.ring(alarm, self.centre, changes)


def _for_a_person(parcel: Parcel) -> bool:
    """A test for a person comes to its end like any other."""
    return parcel.addressee is Addressee.PERSON and not is_ping(parcel)


def _held(parcel: Parcel, now: datetime) -> Parcel:
    """Kept for the citizen's next message. What opens a way after `due_at` is worth a new try."""
    return replace(parcel, state=ParcelState.HELD, due_at=now)


def trouble_of(parcel: Parcel, now: datetime) -> Alarm:
    """What a human must know of a parcel that did not arrive. A unit rings once an hour."""
    uncertain = parcel.state is ParcelState.UNCERTAIN
    kind = "parcel.uncertain" if uncertain else "parcel.given_up"
    subject = parcel.target if parcel.addressee is Addressee.DEPARTMENT else parcel.id
    what = f"工单 {parcel.number} " if parcel.number else ""
    text = f"{what}未能送达（{parcel.error}），请人工处理。{THE_REST}"
    return Alarm(kind, subject, text, now)
