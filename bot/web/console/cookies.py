"""The console's cookies: only over TLS (or on this machine), never for scripts or other sites.

The prefix `__Host-` makes browsers refuse a cookie that another host of the domain planted.
"""

from aiohttp import web

from bot.services.codes import hashed
from bot.services.lockout import as_login

SESSION = "__Host-huiying"
FORM = "__Host-huiying-form"
"""The CSRF token of who is not signed in yet: what a form brings must be the same."""
TOLD = "__Host-huiying-told"
"""One sentence for the page that comes after a step."""
ONE = "__Host-huiying-one"
DEVICE = "__Host-huiying-device"


def of_link(word: str) -> str:
    """The cookie of the browser that opened this link. One telephone may hold several."""
    return f"{ONE}-{hashed(word)[:16]}"


def of_device(login: str) -> str:
    """The cookie of a browser that signed in with this login. An office computer holds several."""
    return f"{DEVICE}-{hashed(as_login(login))[:16]}"


def keep(response: web.StreamResponse, name: str, value: str, for_s: int | None = None) -> None:
    """Set a cookie; it lasts `for_s` seconds, or as long as the browser is open."""
    response.set_cookie(
        name, value, max_age=for_s, path="/", secure=True, httponly=True, samesite="Lax"
    )


def drop(response: web.StreamResponse, name: str) -> None:
    """Take a cookie away."""
    response.del_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")
