"""What citizens attached is fetched while the channel still holds it, and kept with the ticket."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.errors import DeliveryFailed, TryLater, without_words
from bot.domain.messages import Media
from bot.domain.parcels import Alarm, Attachment, AttachmentState
from bot.services import notices
from bot.services.delivery import pause_after
from bot.services.ports import Attachments, Changes, Channel, Clock, Vault

log = logging.getLogger(__name__)

HELD_BY_CHANNEL = timedelta(days=3)
"""So long the channel keeps a file for us."""
LEASE = timedelta(seconds=90)
AT_ONCE = 8


@dataclass(frozen=True)
class Collector:
    """Fetches attachments and keeps them."""

    attachments: Attachments
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
            await self.attachments.settle(replace(attachment, due_at=now + pause))
            return
        lost = replace(attachment, state=AttachmentState.FAILED)
        where = f"工单 {attachment.number} 的" if attachment.number else ""
        changes = Changes()
        alarm = Alarm("attachment.failed", attachment.id, f"{where}附件未能取回。", now)
        notices.ring(alarm, self.centre, changes)
        await self.attachments.settle(lost, changes)
