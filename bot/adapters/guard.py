"""Which addresses we may post to: nobody may use us to reach into the network we stand in.

A department's address comes from a file that others edit, and a name may point anywhere by the time
it is used: what was resolved is judged, and exactly that is connected to.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.domain.errors import BadSetting, GiveUp

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK = ("127.0.0.0/8", "::1/128")
PRIVATE = tuple(
    ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
"""What an allowed name may point to. Never loopback or link-local, where clouds keep their keys."""
METADATA = frozenset({ip_address("168.63.129.16")})
"""Addresses that look public and yet belong to the machine's own cloud."""
NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(GiveUp):
    """The operator does not allow this address."""


@dataclass(frozen=True)
class Guard:
    """The operator's allow-list: names as they stand in addresses, and networks."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, allow_hosts: Iterable[str], *, demo: bool = False) -> "Guard":
        """The guard of HUIYING_ALLOW_HOSTS; a demo also reaches its own machine.

        Raises BadSetting.
        """
        names, networks = set(), []
        for entry in [*allow_hosts, *(LOOPBACK if demo else ())]:
            network = _as_network(entry)
            if network is None:
                names.add(_as_name(entry))
            else:
                networks.append(network)
        return cls(frozenset(names | ({"localhost"} if demo else set())), tuple(networks))

    def check(self, address: str, *, plain: bool = False) -> URL:
        """`address` as a URL. Raises AddressRefused.

        Plain http only reaches hosts that the operator's list names as they are written, unless
        nothing of ours goes there (`plain`).
        """
        try:
            url = URL(address)
        except ValueError:
            raise AddressRefused("the address is not a URL") from None
        host = _bare(url.raw_host or "")
        if not host or url.scheme not in ("https", "http"):
            raise AddressRefused("the address is no https address")
        if url.scheme == "http" and not plain and not self._listed(host):
            raise AddressRefused("plain http is only allowed to hosts in HUIYING_ALLOW_HOSTS")
        if literal := _as_address(host):
            # aiohttp asks no resolver for these
            self.check_resolved(host, str(literal))
        return url

    def check_resolved(self, host: str, resolved: str) -> None:
        """Raise AddressRefused unless a connection to `resolved` is fine for `host`."""
        address = _as_address(resolved.partition("%")[0])
        if address is None or not self._allows(_innermost(address), _bare(host) in self.names):
            raise AddressRefused("the address lies in a network that is not allowed")

    def _listed(self, host: str) -> bool:
        address = _as_address(host)
        return host in self.names or (address is not None and self._contains(address))

    def _allows(self, address: Address, named: bool) -> bool:
        if self._contains(address):
            return True
        if named and any(address in network for network in PRIVATE):
            return True
        return address.is_global and not address.is_multicast and address not in METADATA

    def _contains(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


class GuardedResolver(AbstractResolver):
    """Resolves a name and hands on only what the guard allows: that is what gets connected to."""

    def __init__(self, guard: Guard, resolver: AbstractResolver) -> None:
        self._guard = guard
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            self._guard.check_resolved(host, result["host"])
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _as_network(entry: str) -> Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None


def _as_name(entry: str) -> str:
    """The name as it stands in a URL. Raises BadSetting."""
    wrong = BadSetting(
        f"HUIYING_ALLOW_HOSTS：{entry!r} 不是主机名、地址或网段。"
        "请写成 hooks.city.example 或 10.20.0.0/16，用逗号隔开。"
    )
    if any(sign in entry for sign in "/:@?# ") or not entry:
        raise wrong
    try:
        return _bare(URL.build(scheme="https", host=entry).raw_host or "")
    except ValueError:
        raise wrong from None


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _bare(host: str) -> str:
    return host.rstrip(".").lower()


def _innermost(address: Address) -> Address:
    """The IPv4 address that an IPv6 address only wraps."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
