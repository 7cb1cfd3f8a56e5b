"""What one turn, call or delivery changes, as one piece."""

from dataclasses import dataclass, field

from bot.domain.corrections import Correction
from bot.domain.parcels import Alarm, Attachment, Parcel
from bot.domain.tickets import Ticket
from bot.domain.unanswered import Unanswered


@dataclass(frozen=True)
class Page:
    """An answer too long for the channel, readable under an unguessable token."""

    token: str
    citizen: str
    text: str


@dataclass(frozen=True)
class TicketChange:
    """A ticket before and after: the events that are only in `after` are new."""

    before: Ticket | None
    after: Ticket


@dataclass
class Changes:
    """Everything one turn, one call or one delivery changes: written together or not at all.

    A parcel or attachment whose id stands already is not written again, an alarm is written once
    an hour. `handed_over` is for a turn's ending alone.
    """

    tickets: dict[str, TicketChange] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    handed_over: list[str] = field(default_factory=list)  # of `Opening.held`: said with this reply
    released: list[str] = field(default_factory=list)  # of `Opening.held`: may be sent now
    attachments: list[Attachment] = field(default_factory=list)
    adopted: dict[str, str] = field(default_factory=dict)  # attachment id -> ticket number
    alarms: list[Alarm] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    unanswered: list[Unanswered] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)  # `Unanswered.offer`: no longer so

    @property
    def sends(self) -> bool:
        """Whether a worker has something to do once this is written."""
        return bool(self.parcels or self.released)
