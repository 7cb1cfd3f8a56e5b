"""Whose word about a caller is believed."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.console.address import TrustedProxies, caller_of


class Peer:
    """A connection from this address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self.address, 4711) if name == "peername" else default


@pytest.mark.parametrize(
    ("peer", "told", "caller"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.0.7", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, <script>", "127.0.0.1"),
        ("10.1.0.7", "203.0.113.9", "203.0.113.9"),
        ("10.2.0.7", "203.0.113.9", "10.2.0.7"),
        ("192.168.1.5", "203.0.113.9", "192.168.1.5"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("::1", "203.0.113.9", "::1"),
        ("::ffff:10.1.0.7", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, told: str, caller: str):
    """A private address alone is no proxy of ours: a neighbour's computer has one, too."""
    proxies = TrustedProxies.of(["127.0.0.0/8", "10.1.0.0/16"])
    headers = {"X-Forwarded-For": told} if told else {}
    transport = Peer(peer)
    request = make_mocked_request("GET", "/console/", headers=headers, transport=transport)

    assert caller_of(request, proxies) == caller
