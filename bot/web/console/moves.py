"""What moves among the tickets, told to the pages that are open: one look a second for all."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import HuiyingError, TryLater, without_words
from bot.domain.people import Sight
from bot.services.ports.casebook import MOST_MOVED, Moved
from bot.services.ports.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 1.0
WRITTEN_LATE = timedelta(seconds=10)
"""An event is written some moments after its time: so far back each look begins."""
REMEMBERED = timedelta(minutes=10)
"""A page that was hidden for so long learns what it missed; after that, only that it is old."""
MOST_LISTENERS = 1000
MOST_OF_ONE = 20
"""Pages that one person has before them at once: nobody takes the places of all others."""


class Looking(Protocol):
    """The one verb of the casebook that is needed here."""

    async def moved_since(self, at: datetime) -> list[Moved]: ...


@dataclass(frozen=True)
class News:
    """What a page is told. `stale`: it has missed more than anybody remembers; `gone`: its ticket
    is in nobody's sight here any more."""

    moves: tuple[Moved, ...] = ()
    stale: bool = False
    gone: bool = False

    def __bool__(self) -> bool:
        return bool(self.moves) or self.stale or self.gone


@dataclass(eq=False)
class Listener:
    """One open page, drawn at `since`. What moves waits here until its connection takes it.

    `reader` is the id of who has it open; `number` the ticket it shows, "" for a list.
    """

    sight: Sight
    since: datetime
    reader: str = ""
    number: str = ""
    _gone: bool = False
    _waiting: dict[str, Moved] = field(default_factory=dict)
    _stale: bool = False
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, moves: Collection[Moved], stale: bool = False) -> None:
        """What of this may be seen is waiting now; several moves of one ticket are one."""
        seen = {one.number: one for one in moves if self.sight.covers(one.department)}
        self._waiting |= seen
        self._stale = self._stale or stale
        if any(one.number == self.number and one.number not in seen for one in moves):
            self._gone = True
        if seen or stale or self._gone:
            self._called.set()

    def wake(self) -> None:
        """Look up: perhaps it is time to go."""
        self._called.set()

    async def news(self, within_s: float) -> News:
        """What moved; empty if nothing did for so long, or somebody called `wake`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._called.wait()
        self._called.clear()
        told = News(tuple(self._waiting.values()), self._stale, self._gone)
        self._waiting, self._stale = {}, False
        return told


@dataclass
class Moves:
    """Looks once a second while somebody listens, and tells each page what its reader may see."""

    casebook: Looking
    clock: Clock
    leaving: Callable[[], bool] = lambda: False
    look_s: float = LOOK_S
    _listeners: set[Listener] = field(default_factory=set)
    _known: dict[str, Moved] = field(default_factory=dict)
    _looked_at: datetime | None = None
    _task: asyncio.Task[None] | None = None
    _closed: bool = False

    @property
    def open(self) -> bool:
        """Whether pages may go on listening: their connections would hold up who wants to leave."""
        return not self._closed and not self.leaving()

    @contextmanager
    def listening(
        self, sight: Sight, since: datetime, reader: str = "", number: str = ""
    ) -> Iterator[Listener]:
        """A listener for as long as the block lasts; it hears what moved after `since`.

        Raises TryLater when too many listen, or too many of this reader's pages do.
        """
        theirs = sum(one.reader == reader for one in self._listeners)
        if len(self._listeners) >= MOST_LISTENERS or theirs >= MOST_OF_ONE:
            raise TryLater("too many pages are listening")
        listener = Listener(sight, since, reader, number)
        self._listeners.add(listener)
        if self._looked_at:
            self._catch_up(listener, self._known.values(), self.clock() - REMEMBERED)
        self._begin()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def look(self) -> None:
        """Tell everybody what has moved since the last look. Raises StoreAway."""
        now, first = self.clock(), self._looked_at is None
        horizon = now - REMEMBERED
        begins = horizon if self._looked_at is None else self._looked_at - WRITTEN_LATE
        found = await self.casebook.moved_since(begins)
        self._looked_at = now
        new = [one for one in found if self._known.get(one.number) != one]
        known = self._known | {one.number: one for one in new}
        self._known = {name: one for name, one in known.items() if one.moved_at > horizon}
        cut = len(found) >= MOST_MOVED
        for listener in self._listeners:
            if first:
                self._catch_up(listener, new, found[-1].moved_at if cut else horizon)
            else:
                listener.tell(new, stale=cut)

    async def close(self) -> None:
        """End every listening, at once."""
        self._closed = True
        self._wake_all()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _catch_up(self, listener: Listener, known: Iterable[Moved], horizon: datetime) -> None:
        missed = [one for one in known if one.moved_at > listener.since]
        listener.tell(missed, stale=listener.since < horizon)

    def _begin(self) -> None:
        if self._task is None and self.open:
            self._task = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        try:
            while self._listeners and self.open:
                await self._try_to_look()
                await asyncio.sleep(self.look_s)
        finally:  # whoever listens next begins anew
            self._task, self._looked_at, self._known = None, None, {}
            self._wake_all()

    async def _try_to_look(self) -> None:
        try:
            await self.look()
        except HuiyingError as error:
            log.warning("what moved is not known just now", extra=without_words(error))

    def _wake_all(self) -> None:
        for listener in self._listeners:
            listener.wake()
