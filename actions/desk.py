"""Who serves the turn that is being taken: how an action reaches the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from bot.services.desk import Desk

_desk: ContextVar[Desk] = ContextVar("desk")


def current_desk() -> Desk:
    """The desk of the turn this code runs in. Raises LookupError outside of one."""
    return _desk.get()


@contextmanager
def at_desk(desk: object) -> Iterator[None]:
    """Serve everything inside from this desk; turns side by side each see their own."""
    token = _desk.set(cast(Desk, desk))
    try:
        yield
    finally:
        _desk.reset(token)
