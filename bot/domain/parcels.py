"""What leaves the house: a parcel for a department, a citizen or whoever must be alarmed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Addressee(StrEnum):
    """Who a parcel is for."""

    DEPARTMENT = "department"
    CITIZEN = "citizen"
    PERSON = "person"


LATER = "later "
"""What a lane begins with whose parcels wait by somebody's wish, to leave together."""
UNCLEAR = "unclear"
"""Instead of a channel: it may have arrived already, by which way nobody knows."""
PASSIVE = "passive"
"""The channel of what was said in direct reply to a message."""


class ParcelState(StrEnum):
    """Where a parcel is."""

    WAITING = "waiting"  # goes out when it is due
    HELD = "held"  # no channel is open to this citizen: leads our answer to their next message
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"  # a human must look; can be sent again
    UNCERTAIN = "uncertain"  # sent, nobody knows whether it arrived


@dataclass(frozen=True)
class Parcel:
    """One thing to send. Parcels of one `lane` leave one after another, in their order.

    `id` stays the same over all tries: it is the receiver's idempotency key. `target` is a
    department's code or a citizen. For a citizen `body` is {"reply": Reply.as_record(), "purpose":
    "late" | "rest" | "answer" | "question", "step": sequence of the ticket's event it carries, or
    None}; for a department it is {"type", "sequence", "ticket", "change"} as in the webhook's
    schema, or {"type": "alarm.raised", "alarm": {...}}, with marks for ourselves (notices.py). For
    a person of the console `target` is their id, and `body` that of a department.
    """

    id: str
    addressee: Addressee
    target: str
    lane: str
    body: Mapping[str, Any]
    created_at: datetime
    due_at: datetime
    number: str | None = None
    state: ParcelState = ParcelState.WAITING
    attempts: int = 0
    error: str | None = None
    channel: str | None = None
    delivered_at: datetime | None = None


def same_id(*parts: str) -> str:
    """24 hex digits, the same whenever the parts are: what is made twice is kept once."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Alarm:
    """Something a human must know. `kind` and `subject` together say it once an hour."""

    kind: str
    subject: str
    text: str
    at: datetime


class AttachmentState(StrEnum):
    """Whether we hold the file ourselves."""

    WAITING = "waiting"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True)
class Attachment:
    """A citizen's picture, sound or film. `number` is None until a ticket adopts it.

    `sha256` is that of the original bytes; the kept file may have lost its EXIF.
    """

    id: str
    citizen: str
    kind: str
    reference: str
    received_at: datetime
    number: str | None = None
    state: AttachmentState = AttachmentState.WAITING
    content_type: str | None = None
    sha256: str | None = None
    size: int | None = None
    path: str | None = None
    attempts: int = 0
    due_at: datetime | None = None
