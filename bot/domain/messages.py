"""What a citizen sends us, whatever the channel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    OTHER = "other"  # a mini-program page, a file, anything new: still gets an answer
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    SCANNED = "scanned"
    MENU = "menu"
    NOTED = "noted"  # an event that is kept but needs no words in return


SPOKEN = frozenset(
    {Kind.TEXT, Kind.IMAGE, Kind.VOICE, Kind.VIDEO, Kind.LOCATION, Kind.LINK, Kind.OTHER}
)
"""Kinds that a citizen expects an answer to."""
SILENT = frozenset({Kind.UNFOLLOWED, Kind.NOTED})
"""Nobody waits for words after these; WeChat shows the citizen a fault if there are any."""


@dataclass(frozen=True)
class Media:
    """A picture, sound or film that the channel holds for us for a few days."""

    kind: str  # image, voice, video
    reference: str  # the channel's own name for it


@dataclass(frozen=True)
class Point:
    """A place on the map. `label` is what the channel calls it, may be empty."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True)
class Message:
    """One message or event from one citizen.

    `key` is unique over all messages ever received and the same for every redelivery.
    `citizen` is an opaque hex name. `text` holds words: what was typed, recognised speech,
    a menu entry's key, a link's title. `sent_at` is aware, by the channel's clock.
    """

    key: str
    citizen: str
    kind: Kind
    sent_at: datetime
    text: str = ""
    media: Media | None = None
    point: Point | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """The message as plain JSON values, for `from_record`."""
        return {
            "key": self.key,
            "citizen": self.citizen,
            "kind": self.kind.value,
            "sent_at": self.sent_at.isoformat(),
            "text": self.text,
            "media": asdict(self.media) if self.media else None,
            "point": asdict(self.point) if self.point else None,
            "details": dict(self.details),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Message":
        """The message that `as_record` wrote down."""
        media, point = record.get("media"), record.get("point")
        return cls(
            key=record["key"],
            citizen=record["citizen"],
            kind=Kind(record["kind"]),
            sent_at=datetime.fromisoformat(record["sent_at"]),
            text=record["text"],
            media=Media(**media) if media else None,
            point=Point(**point) if point else None,
            details=dict(record["details"]),
        )
