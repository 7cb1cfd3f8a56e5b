"""The citizens of the simulated world, and what each of them sees in the chat."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError, Refused
from bot.simulator.feed import Feed, as_json
from bot.simulator.models import Bubble, Side


@dataclass(slots=True)
class Resident:
    """One citizen with one phone."""

    name: str
    openid: str
    follows: bool = False
    followed_at: float = 0.0
    scene: str = ""
    accepts_notices: bool = True
    typing_until: float = 0.0
    wrote_at: float = float("-inf")
    bubbles: list[Bubble] = field(default_factory=list)

    @property
    def last_index(self) -> int:
        return len(self.bubbles)


def openid_of(name: str, app_id: str) -> str:
    """o + 27 characters. The same name is the same person also after a restart."""
    digest = hashlib.sha256(f"{app_id}\0{name}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


class Citizens:
    """Everybody who ever opened the chat; addressed by name or by openid."""

    def __init__(self, app_id: str, clock: Clock, feed: Feed) -> None:
        self._app_id = app_id
        self._clock = clock
        self._feed = feed
        self._by_openid: dict[str, Resident] = {}

    def all(self) -> list[Resident]:
        return list(self._by_openid.values())

    def add(self, name: str) -> Resident:
        """The citizen of this name, created when nobody has it yet."""
        openid = openid_of(name, self._app_id)
        return self._by_openid.setdefault(openid, Resident(name, openid))

    def get(self, who: str) -> Resident:
        """Raise Refused (404) when nobody has this name or openid."""
        found = self._by_openid.get(who) or self._by_openid.get(openid_of(who, self._app_id))
        if found is None:
            raise Refused(404, f"no citizen is called {who}")
        return found

    def receiver(self, openid: Any) -> Resident:
        """Raise 40003 when an API call names nobody."""
        found = self._by_openid.get(openid) if isinstance(openid, str) else None
        if found is None:
            raise ApiError(40003)
        return found

    def show(self, citizen: Resident, side: Side, kind: str, **content: Any) -> Bubble:
        """A new bubble in the chat; whoever waits for it hears of it."""
        bubble = Bubble(
            index=citizen.last_index + 1, side=side, kind=kind, at=self._clock.now(), **content
        )
        citizen.bubbles.append(bubble)
        if side == "account":
            citizen.typing_until = 0.0
        self._feed.publish("bubble", {"citizen": citizen.openid, "bubble": as_json(bubble)})
        return bubble
