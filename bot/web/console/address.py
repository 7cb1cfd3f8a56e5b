"""Where a call of the console comes from, to count wrong tries by."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class TrustedProxies:
    """Those whose word about a caller is believed."""

    networks: Sequence[Network]

    @classmethod
    def of(cls, words: Sequence[str]) -> "TrustedProxies":
        """Addresses and networks as they are written in a setting."""
        return cls([ip_network(word, strict=False) for word in words])

    def knows(self, address: str) -> bool:
        """Whether this is one of them."""
        found = _read(address)
        return found is not None and any(found in network for network in self.networks)


def caller_of(request: web.Request, proxies: TrustedProxies) -> str:
    """The caller's network address: the peer's, or what a proxy of ours says of its own peer.

    Each proxy adds its peer at the end of the header, so it is read from there, as long as those
    who wrote it are ours; whatever stands before that was sent by the caller.
    """
    caller = request.remote or ""
    told = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    while told and proxies.knows(caller) and _read(word := told.pop().strip()):
        caller = word
    return caller


def _read(words: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(words)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
