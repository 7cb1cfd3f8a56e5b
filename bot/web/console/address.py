"""Where a call of the console comes from, to count wrong tries by."""

from ipaddress import ip_address

from aiohttp import web


def caller_of(request: web.Request) -> str:
    """The caller's network address; behind a proxy of our own network what that proxy says.

    Only the last name in the header is the proxy's own word: whatever stands before it was sent
    by the caller.
    """
    remote = request.remote or ""
    passed_on = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return passed_on if passed_on and _is_inside(remote) and _is_address(passed_on) else remote


def _is_inside(address: str) -> bool:
    return _is_address(address) and ip_address(address).is_private


def _is_address(words: str) -> bool:
    try:
        ip_address(words)
    except ValueError:
        return False
    return True
