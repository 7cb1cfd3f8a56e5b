"""Is the caller this machine, or does it know the operator's token?"""

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web

PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""A proxy on this machine makes every stranger look near: these headers give it away."""


@dataclass(frozen=True)
class Near:
    """Knows callers that may see how the house is doing. Without a token only this machine may."""

    token: str = ""

    def __call__(self, request: web.Request) -> bool:
        return self._knows_token(request) or _from_this_machine(request)

    def _knows_token(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode(errors="replace")
        return bool(self.token) and hmac.compare_digest(given, f"Bearer {self.token}".encode())


def _from_this_machine(request: web.Request) -> bool:
    if any(header in request.headers for header in PASSED_ON):
        return False
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
