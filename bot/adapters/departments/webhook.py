"""A parcel for a department's own system: one signed POST."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.departments.envelope import Letterhead, envelope
from bot.adapters.departments.posting import Poster
from bot.adapters.departments.signing import secrets_of, sign
from bot.domain.dispatch import Delivery
from bot.domain.errors import GiveUp
from bot.domain.parcels import Attachment, Parcel
from bot.services.notices import REDIRECTED
from bot.services.ports.attachments import Attachments


class Webhook:
    """Delivers parcels by Standard Webhooks; the parcel's id is the receiver's idempotency key."""

    def __init__(self, poster: Poster, attachments: Attachments) -> None:
        self._poster = poster
        self._attachments = attachments

    async def deliver(
        self, parcel: Parcel, delivery: Delivery, head: Letterhead, now: datetime
    ) -> None:
        """Raises TryLater or GiveUp."""
        body = envelope(parcel, head, await self._attached(parcel))
        await self._poster.post(delivery.url, body, _headers(parcel, body, delivery, now))

    async def _attached(self, parcel: Parcel) -> Sequence[Attachment]:
        """Read at the last moment: a picture is often fetched after its ticket was dispatched.

        Of a ticket that is another unit's now, what came since is for that unit alone.
        """
        if parcel.number is None or parcel.body["type"] == REDIRECTED:
            return []
        return await self._attachments.of_ticket(parcel.number)


def _headers(parcel: Parcel, body: bytes, delivery: Delivery, now: datetime) -> dict[str, str]:
    secrets = secrets_of(delivery.secret)
    if not secrets:
        raise GiveUp("the department has no secret to sign with")
    signature = sign(parcel.id, body, secrets, now)
    return {"Content-Type": "application/json; charset=utf-8", **signature}
