"""Browsers in which somebody signed in before: strangers' wrong tries do not keep them out.

A browser that signed in keeps a word of ours that names the login and is signed. It opens nothing:
it only says that this browser's tries are counted by themselves. After the protocol of OWASP's
"Slow Down Online Guessing Attacks with Device Cookies".
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.services.ports.clock import Clock

LASTS = timedelta(days=180)
"""A browser that nobody signed in with for so long is a stranger's again."""
LONGEST = 200
"""Characters of a word; whatever is longer is none of ours."""
_USE = b"huiying console device"


@dataclass(frozen=True)
class Devices:
    """Makes such words and knows them again. Without a `key` nobody is known."""

    key: str
    clock: Clock

    def new(self, login: str) -> str:
        """For the browser in which this login has just signed in; "" without a key."""
        if not self.key:
            return ""
        said = f"{int(self.clock().timestamp())}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._signature(login, said)}"

    def known(self, login: str, word: str) -> str | None:
        """The browser's name, if the word is ours, for this login, and not too old."""
        said, _, signature = word.rpartition(".")
        if not self.key or len(word) > LONGEST or not word.isascii():
            return None
        if not hmac.compare_digest(signature, self._signature(login, said)):
            return None
        made_at = datetime.fromtimestamp(int(said.partition(".")[0]), UTC)
        return said if self.clock() - made_at <= LASTS else None

    def _signature(self, login: str, said: str) -> str:
        key = hmac.digest(self.key.encode(), _USE, sha256)
        return hmac.new(key, f"{login}\n{said}".encode(), sha256).hexdigest()
