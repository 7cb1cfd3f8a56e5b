"""Everything that the store in memory keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.corrections import Correction
from bot.domain.parcels import (
    Alarm,
    Attachment,
    Parcel,
)
from bot.domain.tickets import Event
from bot.domain.unanswered import Task, Unanswered
from bot.services.ports.inbox import Conversation, InboxRow


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
    reads: dict[tuple[str, str], int] = field(default_factory=dict)  # (reader, number) -> steps
    corrections: list[Correction] = field(default_factory=list)
    unanswered: list[Unanswered] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
