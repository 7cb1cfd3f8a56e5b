"""Two stopwatches around the parts of a program: time on the wall, and of the processor."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall, and of the processor."""

    waited: float = 0.0
    worked: float = 0.0

    @classmethod
    def now(cls) -> "Spent":
        """What both clocks say."""
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.waited + other.waited, self.worked + other.worked)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.waited - other.waited, self.worked - other.worked)

    def each(self, many: int) -> "Spent":
        """Milliseconds of one of so many."""
        return Spent(1000 * self.waited / many, 1000 * self.worked / many)


@dataclass
class Stopwatch:
    """What each part spent, without what other watched parts spent inside of it."""

    spent: dict[str, Spent] = field(default_factory=lambda: defaultdict(Spent))
    _inner: list[Spent] = field(default_factory=lambda: [Spent()])

    def watch(self, part: Any, name: str) -> Any:
        """`part`, with every call timed as `name.method`."""
        return _Watched(part, name, self)

    def began(self) -> Spent:
        """A watched call begins."""
        self._inner.append(Spent())
        return Spent.now()

    def ended(self, name: str, began: Spent) -> None:
        """It ends: its time counts for itself once, and against whoever called."""
        whole = Spent.now() - began
        self.spent[name] += whole - self._inner.pop()
        self._inner[-1] += whole


class _Watched:
    """Stands before another object; calls go through and are timed."""

    def __init__(self, part: Any, name: str, watch: Stopwatch) -> None:
        self.__dict__.update(_part=part, _name=name, _watch=watch)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return _timed(found, f"{self._name}.{name}", self._watch) if callable(found) else found


def _timed(call: Callable[..., Any], name: str, watch: Stopwatch) -> Callable[..., Any]:
    async def later(*given: Any, **named: Any) -> Any:
        began = watch.began()
        try:
            return await call(*given, **named)
        finally:
            watch.ended(name, began)

    def now(*given: Any, **named: Any) -> Any:
        began = watch.began()
        try:
            return call(*given, **named)
        finally:
            watch.ended(name, began)

    return later if inspect.iscoroutinefunction(call) else now
