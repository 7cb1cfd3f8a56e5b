"""Who was wrong too often waits: by login, by address for those who try many logins, and by browser
for one that is known."""

import ipaddress
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bot.domain.errors import SignInRefused
from bot.services.devices import Devices
from bot.services.ports.clock import Clock
from bot.services.ports.tries import Patience, Tries

OF_LOGIN = Patience(tries=5, forgets_after=timedelta(days=1))
OF_ADDRESS = Patience(tries=20, forgets_after=timedelta(hours=1))
"""A whole office calls from one address."""
_ADDRESS = "address "


@dataclass(frozen=True)
class Lockout:
    """Counts a try before anybody looks at it: a hundred tries at once are a hundred tries.

    A browser that this login signed in with before counts by itself: strangers, however many, lock
    each other out and not its owner.
    """

    tries: Tries
    clock: Clock
    devices: Devices

    async def knock(self, login: str, address: str, device: str = "") -> None:
        """Raise SignInRefused while this browser, or a stranger to this login, has to wait.

        `device` is what the browser keeps of an earlier visit.
        """
        wait = await self.tries.take(self._names(login, address, device), self.clock())
        if wait:
            seconds = ceil(wait.total_seconds())
            raise SignInRefused(f"错的次数太多，请{_spoken(seconds)}后再试。", seconds)

    async def was_right(self, login: str, address: str, device: str = "") -> None:
        """It was no wrong try. What was wrong before counts on: a code is still to come."""
        await self.tries.give_back(self._names(login, address, device), self.clock())

    async def opened(self, login: str, address: str, device: str = "") -> None:
        """Somebody is in. Their address is not cleared: whoever has one account could otherwise
        try all others. Nor is what strangers tried, by a browser that is known."""
        names = self._names(login, address, device)
        await self.tries.give_back(names, self.clock())
        await self.tries.clear([name for name in names if not name.startswith(_ADDRESS)])

    async def forget(self, login: str) -> None:
        """Whatever strangers tried wrongly with this login."""
        await self.tries.clear([_of_login(login)])

    def _names(self, login: str, address: str, device: str) -> Mapping[str, Patience]:
        if known := self.devices.known(login, device):
            return {f"device {known}": OF_LOGIN}
        names = {_of_login(login): OF_LOGIN}
        return names | {f"{_ADDRESS}{_place(address)}": OF_ADDRESS} if address else names


def as_login(typed: str) -> str:
    """A login as it is kept: Chinese keyboards write wide letters, phones a capital one first."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def _of_login(login: str) -> str:
    return f"login {login}"


def _place(address: str) -> str:
    """One caller has a whole network of IPv6 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _spoken(seconds: int) -> str:
    return f" {seconds} 秒" if seconds < 60 else f" {ceil(seconds / 60)} 分钟"
