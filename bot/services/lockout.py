"""Who was wrong too often waits: by login, and by address for those who try many logins."""

import ipaddress
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bot.domain.errors import SignInRefused
from bot.services.ports.clock import Clock
from bot.services.ports.tries import Patience, Tries

OF_LOGIN = Patience(tries=5, forgets_after=timedelta(days=1))
OF_ADDRESS = Patience(tries=20, forgets_after=timedelta(hours=1))
"""A whole office calls from one address."""


@dataclass(frozen=True)
class Lockout:
    """Counts a try before anybody looks at it: a hundred tries at once are a hundred tries."""

    tries: Tries
    clock: Clock

    async def knock(self, login: str, address: str) -> None:
        """Raise SignInRefused while this login, or this address, has to wait."""
        wait = await self.tries.take(_names(login, address), self.clock())
        if wait:
            seconds = ceil(wait.total_seconds())
            raise SignInRefused(f"错的次数太多，请{_spoken(seconds)}后再试。", seconds)

    async def was_right(self, login: str, address: str) -> None:
        """It was no wrong try. What was wrong before counts on: a code is still to come."""
        await self.tries.give_back(_names(login, address), self.clock())

    async def opened(self, login: str, address: str) -> None:
        """Somebody is in. Their address is not cleared: whoever has one account could otherwise
        try all others."""
        names = _names(login, address)
        await self.tries.give_back(names, self.clock())
        await self.forget(login)

    async def forget(self, login: str) -> None:
        """Whatever was wrong with this login."""
        await self.tries.clear([_of_login(login)])


def as_login(typed: str) -> str:
    """A login as it is kept: Chinese keyboards write wide letters, phones a capital one first."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def _names(login: str, address: str) -> Mapping[str, Patience]:
    names = {_of_login(login): OF_LOGIN}
    return names | {f"address {_place(address)}": OF_ADDRESS} if address else names


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
