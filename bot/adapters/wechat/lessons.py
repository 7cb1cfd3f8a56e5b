"""What an error code of WeChat teaches us: what to switch off, whom to tell, when to try again."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.wechat.capabilities import Capabilities
from bot.adapters.wechat.errors_table import Action, Entry, entry_for, off_until
from bot.adapters.wechat.failures import Refused
from bot.domain.errors import DeliveryFailed, GiveUp, TryLater
from bot.domain.parcels import Alarm
from bot.services.ports.alarms import Bell

log = logging.getLogger(__name__)

EVERYTHING = "everything"
"""What is switched off when our own settings are wrong; a probe opens it again."""
OURS = frozenset({Action.STOP, Action.REFRESH})
"""What WeChat says to every call alike."""
SOON = timedelta(minutes=1)
IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


@dataclass(frozen=True)
class Lessons:
    """Turns the table of error codes into deeds."""

    capabilities: Capabilities
    bell: Bell

    async def learn(self, call: str, refused: Refused, now: datetime) -> DeliveryFailed | None:
        """Do what the code asks for. Returns what to raise, or None to take the next way."""
        entry = entry_for(refused.code)
        log.warning(
            "WeChat refused a call",
            extra={"call": call, "code": refused.code, "rid": refused.rid},
        )
        if entry.alarm:
            await self.bell(_alarm(entry, refused, now))
        match entry.action:
            case Action.NEXT_CHANNEL:
                return None
            case Action.PAUSE | Action.SWITCH_OFF:
                await self.capabilities.shut(call, entry.code, now, off_until(entry, now))
                return None
            case Action.STOP | Action.REFRESH:
                # a token that is refused when it is new: our settings, or somebody else renews it
                until = off_until(entry, now)
                await self.capabilities.shut(EVERYTHING, entry.code, now, until)
                return TryLater(str(refused), until - now)
            case Action.BACK_OFF:
                return TryLater(str(refused), SOON)
        return GiveUp(str(refused))


def _alarm(entry: Entry, refused: Refused, now: datetime) -> Alarm:
    # the address WeChat saw is what an operator has to enter; nothing else of its words is safe
    address = IP.search(refused.said)
    hints = [
        f"微信接口报错 {entry.code}：{entry.meaning}。",
        f"请{entry.remedy}。" if entry.remedy else "",
        f"（地址 {address.group()}）" if address else "",
        f"（rid {refused.rid}）" if refused.rid else "",
    ]
    return Alarm(f"wechat.{entry.code}", "wechat", "".join(hints), now)
