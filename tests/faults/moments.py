"""Moments at which a process can be told to die: between two steps that must not come apart."""

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

STORE = "bot.adapters.store"
SPOOL = "bot.adapters.spool"


@dataclass(frozen=True)
class Moment:
    """Before or after any of these methods of a class; after a block, if it opens one.

    What a method returned must be true: a claim of nothing is no moment.
    """

    module: str
    class_name: str
    methods: tuple[str, ...]
    before: bool = False


COMMIT = "a commit"
IN_THE_STORE = "spooled calls are in the store"
MOMENTS = {
    # every way in which the store writes
    COMMIT: Moment(STORE, "Database", ("transaction", "writing", "many")),
    "a message was kept": Moment(STORE, "SqlInbox", ("receive",)),
    "a turn is about to be written": Moment(STORE, "SqlInbox", ("finish",), before=True),
    "a turn was written": Moment(STORE, "SqlInbox", ("finish",)),
    "parcels were claimed": Moment(STORE, "SqlOutbox", ("claim",)),
    "a parcel was sent": Moment(STORE, "SqlOutbox", ("settle",), before=True),
    IN_THE_STORE: Moment(SPOOL, "FolderSpool", ("remove",), before=True),
}
OF_GATEWAYS: Sequence[str] = (
    COMMIT,
    "a message was kept",
    "a turn is about to be written",
    "a turn was written",
)
OF_WORKERS: Sequence[str] = (COMMIT, "parcels were claimed", "a parcel was sent")


@dataclass
class Doom:
    """Counts down the passages of one moment; the process dies at the last."""

    moment: str = ""
    left: int = 0

    def passed(self, moment: str) -> None:
        """This moment is here. SIGKILL, by our own hand: no word of farewell."""
        if moment == self.moment:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def watch(doom: Doom) -> None:
    """Let `doom` hear of every moment in this process. Raises if a moment is no more."""
    for name, moment in MOMENTS.items():
        owner = getattr(importlib.import_module(moment.module), moment.class_name)
        told = functools.partial(doom.passed, name)
        for method in moment.methods:
            setattr(owner, method, _watched(getattr(owner, method), moment.before, told))


def _watched(method: Any, before: bool, told: Callable[[], None]) -> Any:
    if inspect.isasyncgenfunction(inspect.unwrap(method)):
        return _watched_block(method, told)

    @functools.wraps(method)
    async def watched(*given: Any, **named: Any) -> Any:
        if before:
            told()
        result = await method(*given, **named)
        if not before and (result or result is None):
            told()
        return result

    return watched


def _watched_block(method: Any, told: Callable[[], None]) -> Any:
    @asynccontextmanager
    async def watched(*given: Any, **named: Any) -> Any:
        async with method(*given, **named) as opened:
            yield opened
        told()

    return functools.wraps(method)(watched)
