"""A page of the console: an address, who may open it, and what happens then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from aiohttp import web

from bot.domain.people import Right
from bot.web.console.visit import Visit

PageHandler = Callable[[Visit], Awaitable[web.StreamResponse]]
FORM_BYTES = 256 * 1024
"""A form with some 25,000 Chinese characters, of which a browser makes nine bytes each."""
SAFE = frozenset({"GET"})
METHODS = SAFE | {"POST"}


class Policy(Enum):
    """Who may open a page, where no right is asked for."""

    ANYBODY = "whoever comes, signed in or not"
    HALF_SIGNED_IN = "the password was right; the second factor may still be missing"
    SIGNED_IN = "everybody with an account who is signed in"
    LINK = "whoever brings the link to one ticket: its page asks the link"
    LINK_HOLDER = "the browser that opened the link to one ticket, and that ticket alone"


BY_LINK = frozenset({Policy.LINK, Policy.LINK_HOLDER})
"""Here nobody is signed in, whatever session the browser holds: it may be somebody else's."""


@dataclass(frozen=True)
class Page:
    """One address. `menu` is its word in the navigation; without it, it is not linked there.

    `body_bytes` is how much may be sent to it: raise it for a page that takes files.

    Raises TypeError without a policy: there is no page that forgot to ask.
    """

    method: str
    path: str
    handler: PageHandler
    policy: Right | Policy
    menu: str = ""
    body_bytes: int = FORM_BYTES

    def __post_init__(self) -> None:
        if not isinstance(self.policy, Right | Policy):
            raise TypeError(f"{self.path} says nobody who may open it")
        if self.method not in METHODS:
            raise ValueError(f"{self.path}: a page is read with GET and changes things with POST")

    @property
    def changes(self) -> bool:
        """Whether a call may change something: it must come from a page of ours, then."""
        return self.method not in SAFE
