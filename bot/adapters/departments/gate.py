"""Is this call really from that department?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.departments.signing import verify
from bot.adapters.departments.ways import Ways
from bot.domain.errors import SignatureRejected


@dataclass(frozen=True)
class SignedGate:
    """Lets a call in when it is signed with a secret of the unit it speaks for."""

    ways: Ways
    clock: Callable[[], datetime]

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        if department not in self.ways.catalogue.units:
            raise SignatureRejected("no such department")
        return verify(headers, body, self.ways.secrets(department), self.clock())
