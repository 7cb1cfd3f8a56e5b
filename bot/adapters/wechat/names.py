"""Opaque names for what WeChat calls openid: nothing outside this folder ever sees one."""

import hashlib
import hmac
import re
from dataclasses import dataclass

OPENID = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, repr=False)
class Names:
    """Keyed hashes: the same for the same input in every process, and not to be turned back.

    `secret` must stay the same for the life of the database, or every citizen becomes a stranger.
    """

    secret: bytes

    def citizen(self, openid: str) -> str:
        """The citizen behind this openid, as 64 hex digits."""
        return self._digest(b"citizen", openid).hex()

    def message(self, *parts: str) -> str:
        """The key of a message that these parts tell from every other, as 64 hex digits."""
        return self._digest(b"message", *parts).hex()

    def noise(self, length: int, *parts: str) -> bytes:
        """Bytes nobody can foretell, but always the same for the same parts. At most 32."""
        return self._digest(b"noise", *parts)[:length]

    def _digest(self, purpose: bytes, *parts: str) -> bytes:
        # NUL stands in no part: it is stripped from what WeChat sends before it is read
        content = b"\0".join([purpose, *(part.encode() for part in parts)])
        return hmac.digest(self.secret, content, hashlib.sha256)
