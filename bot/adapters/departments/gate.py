"""Is this call really from that department?"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapters.departments.signing import verify
from bot.adapters.departments.ways import Ways
from bot.services.ports.clock import Clock


@dataclass(frozen=True)
class SignedGate:
    """Lets a call in when it is signed with a secret of the unit it speaks for.

    For a unit that has left the catalogue the coordinating centre speaks: its tickets are not lost.
    """

    ways: Ways
    clock: Clock

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        return verify(headers, body, self.ways.secrets(department), self.clock())
