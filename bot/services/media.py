"""What citizens attached is fetched while the channel still holds it, and kept with the ticket."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.errors import (
    DeliveryFailed,
    NotFound,
    NotKept,
    TryLater,
    TurnConflict,
    without_words,
)
from bot.domain.messages import Media
from bot.domain.parcels import Alarm, Attachment, AttachmentState
from bot.domain.tickets import LIVING, Event, Step
from bot.services import notices
from bot.services.patience import pause_after
from bot.services.ports.attachments import Attachments, Vault
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.channel import Channel
from bot.services.ports.clock import Clock
from bot.services.ports.tickets import Tickets

log = logging.getLogger(__name__)

HELD_BY_CHANNEL = timedelta(days=3)
"""So long the channel keeps a file for us."""
LEASE = timedelta(seconds=90)
AT_ONCE = 8
LOST = "（市民发来的一个附件未能取回，需要时请向市民索要。）"


@dataclass(frozen=True)
class Collector:
    """Fetches attachments and keeps them."""

    attachments: Attachments
    tickets: Tickets
    channel: Channel
    vault: Vault
    clock: Clock
    centre: str

    async def collect(self) -> int:
        """Fetch what is due. Returns how many were tried."""
        waiting = await self.attachments.to_fetch(self.clock(), LEASE, AT_ONCE)
        for attachment in waiting:
            await self._fetch(replace(attachment, attempts=attachment.attempts + 1))
        return len(waiting)

    async def _fetch(self, attachment: Attachment) -> None:
        try:
            media = Media(attachment.kind, attachment.reference)
            data, content_type = await self.channel.fetch(media)
            path = await self.vault.keep(data, content_type)
        except DeliveryFailed as failure:
            await self._not_fetched(attachment, failure)
            return
        except Exception as error:  # a file's boundary: one bad file never keeps others waiting
            log.error("a file broke", extra={"attachment": attachment.id, **without_words(error)})
            await self._not_fetched(attachment, TryLater(type(error).__name__))
            return
        kept = replace(
            attachment,
            state=AttachmentState.KEPT,
            content_type=content_type,
            # of the original bytes, before anything was stripped: a picture cannot be swapped later
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            path=path,
        )
        await self.attachments.settle(kept)

    async def _not_fetched(self, attachment: Attachment, failure: DeliveryFailed) -> None:
        now = self.clock()
        expired = now - attachment.received_at >= HELD_BY_CHANNEL
        log.warning("an attachment was not fetched", extra={"attachment": attachment.id})
        if isinstance(failure, TryLater) and not expired:
            pause = max(pause_after(attachment.attempts), failure.after or timedelta(0))
            later = replace(attachment, due_at=now + pause)
            await self.attachments.settle(later, self._no_room(failure))
            return
        while True:
            try:
                await self._lost(attachment)
                return
            except TurnConflict:
                continue  # its ticket moved meanwhile: look at it again

    def _no_room(self, failure: DeliveryFailed) -> Changes:
        """A disk that takes nothing is no pause that passes by itself: somebody makes room."""
        changes = Changes()
        if isinstance(failure, NotKept):
            text = f"{failure}。请清理磁盘或扩容，附件会自动重试，三天内有效。"
            notices.ring(
                Alarm("disk.full", "attachments", text, self.clock()), self.centre, changes
            )
        return changes

    async def _lost(self, attachment: Attachment) -> None:
        """A human knows, and whoever works on the ticket does."""
        changes = Changes()
        where = f"工单 {attachment.number} 的" if attachment.number else ""
        text = f"{where}附件未能取回，请市民重新发送。"
        alarm = Alarm("attachment.failed", attachment.id, text, self.clock())
        notices.ring(alarm, self.centre, changes)
        if attachment.number:
            await self._tell_the_ticket(attachment.number, changes)
        lost = replace(attachment, state=AttachmentState.FAILED)
        await self.attachments.settle(lost, changes)

    async def _tell_the_ticket(self, number: str, changes: Changes) -> None:
        try:
            ticket = await self.tickets.find(number)
        except NotFound:
            return
        if ticket.state not in LIVING:
            return
        now = self.clock()
        after = ticket.after(Event(Step.SUPPLEMENTED, now, "system", {"text": LOST}))
        changes.tickets[number] = TicketChange(ticket, after)
        if after.department:
            told = notices.ticket_event("ticket.supplemented", after, now, {"text": LOST})
            changes.parcels.append(told)
