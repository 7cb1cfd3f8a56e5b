"""Who did what in the console: lines are added and read, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

TERMINAL = "terminal"
"""`who` of what was done by a command on this machine."""
NOBODY = ""
"""`who` of what somebody did who could not show who they are."""


@dataclass(frozen=True)
class Entry:
    """A line to be written. `who` is a person's id, TERMINAL or NOBODY; `what` a constant word.

    `subject` is what it was done to: a person's id, a ticket's number, a release. No word of a
    citizen's and no secret stands in `details`.
    """

    who: str
    what: str
    subject: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditLine:
    """A line that was written."""

    id: int
    who: str
    what: str
    subject: str
    details: Mapping[str, str]
    at: datetime


class Audit(Protocol):
    """The book that nobody can change."""

    async def write(
        self, who: str, what: str, subject: str, details: Mapping[str, str], at: datetime
    ) -> None: ...

    async def read(
        self,
        before_id: int | None = None,
        limit: int = 50,
        who: str | None = None,
        what: str | None = None,
        subject: str | None = None,
    ) -> list[AuditLine]:
        """The newest first; those before a line that was read already."""
        ...
