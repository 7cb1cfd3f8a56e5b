"""Voices that a browser cannot play as they came."""

from typing import Protocol


class Sounds(Protocol):
    """Turns a recording into one that every browser plays."""

    async def playable(self, data: bytes) -> bytes:
        """The recording as WAV. Raises NotFound for what is no sound, or too long to listen to."""
        ...
