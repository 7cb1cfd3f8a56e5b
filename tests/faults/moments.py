"""Moments at which a process can be told to die: between two steps that must not come apart."""

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Moment:
    """Before or after a method. What it returned must be true: a claim of nothing is no moment."""

    module: str
    method: str
    when: Literal["before", "after"] = "after"


COMMIT = "a commit"
MOMENTS = {
    COMMIT: Moment("sqlalchemy.engine.default", "DefaultDialect.do_commit"),
    "a message was kept": Moment("bot.adapters.store", "SqlInbox.receive"),
    "a turn is about to be written": Moment("bot.adapters.store", "SqlInbox.finish", "before"),
    "a turn was written": Moment("bot.adapters.store", "SqlInbox.finish"),
    "parcels were claimed": Moment("bot.adapters.store", "SqlOutbox.claim"),
    "a parcel was sent": Moment("bot.adapters.store", "SqlOutbox.settle", "before"),
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
        class_name, method_name = moment.method.split(".")
        owner = getattr(importlib.import_module(moment.module), class_name)
        told = functools.partial(doom.passed, name)
        setattr(owner, method_name, _watched(getattr(owner, method_name), moment, told))


def _watched(method: Any, moment: Moment, told: Callable[[], None]) -> Any:
    if not inspect.iscoroutinefunction(method):
        return _watched_at_once(method, moment, told)

    @functools.wraps(method)
    async def watched(*given: Any, **named: Any) -> Any:
        if moment.when == "before":
            told()
        result = await method(*given, **named)
        if moment.when == "after" and (result or result is None):
            told()
        return result

    return watched


def _watched_at_once(method: Any, moment: Moment, told: Callable[[], None]) -> Any:
    @functools.wraps(method)
    def watched(*given: Any, **named: Any) -> Any:
        result = method(*given, **named)
        told()
        return result

    return watched
