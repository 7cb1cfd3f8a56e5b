"""The way to citizens and the door their calls come in by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.messages import Media, Message
from bot.domain.parcels import Parcel
from bot.services.ports.inbox import Note


class Channel(Protocol):
    """The way to a citizen."""

    async def send(self, parcel: Parcel, now: datetime) -> str:
        """Deliver by the best way that is open and return its name.

        Raises NoChannelNow, TryLater, GiveUp or Unknown.
        """
        ...

    async def fetch(self, media: Media) -> tuple[bytes, str]:
        """The bytes of what a citizen attached, and their content type. Raises TryLater, GiveUp."""
        ...


class Fit(Protocol):
    """How much a channel takes at once."""

    def __call__(self, words: str, link: str) -> list[str]:
        """`words` in at most two parts that the channel takes; what does not fit ends in `link`."""
        ...


class Call(Protocol):
    """One verified call of a channel, and the way to answer it as it came."""

    @property
    def message(self) -> Message: ...

    @property
    def note(self) -> Note | None:
        """What the call tells besides its message; None when nothing of it is new."""
        ...

    @property
    def raw(self) -> bytes:
        """The call as it came, for `Door.reopen`."""
        ...

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        """Content type and body that say `words`, with `at` as their date: the same bytes for the
        same message, words and date in every process. Without words: "taken, nothing to say"."""
        ...


class Door(Protocol):
    """Where a channel's calls come in."""

    def greet(self, query: Mapping[str, str], now: datetime) -> str:
        """The answer that proves we are who we say. Raises SignatureRejected."""
        ...

    async def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Call:
        """Verify and read a call. Nothing of it is kept yet.

        Raises SignatureRejected for a call that is not the channel's, and BodyRejected for one that
        is but cannot be read: it was set aside and a human alarmed.
        """
        ...

    def reopen(self, raw: bytes) -> Call:
        """The call of this `raw` again, however long ago it came: it was verified when it did.

        Raises SignatureRejected and BodyRejected for what our settings no longer open.
        """
        ...

    def acknowledge(self) -> tuple[str, bytes]:
        """Content type and body that say "taken, nothing to say" without a call to answer."""
        ...
