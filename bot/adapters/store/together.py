"""What comes while something is being done is done together, next.

A commit costs a sync of the disk, however much is in it. So arrivals, and turns that end, do not
each open a transaction: whoever comes while one is under way waits, and all who wait go into the
next. Alone nobody waits for company.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.domain.errors import StoreAway

Given = TypeVar("Given")
Got = TypeVar("Got")

MOST = 64
"""More than so many at once would make the first of them wait for the last."""


class Together(Generic[Given, Got]):
    """Calls `do` with everything that waits, one call at a time.

    `do` does all that it is given in one transaction, and returns for each in its place what became
    of it: a result, or the error that is this one's alone. If it raises, nothing was written: then
    each is done by itself, so that one that breaks does not take its neighbours with it. While the
    store is away nothing is tried by itself.

    Who is cancelled before the call is not done; who is cancelled in it is done, and nobody is
    told. A process that dies has told nobody.
    """

    def __init__(
        self, do: Callable[[Sequence[Given]], Awaitable[Sequence[Got | Exception]]]
    ) -> None:
        self._do = do
        self._waiting: deque[tuple[Given, asyncio.Future[Got]]] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def __call__(self, given: Given) -> Got:
        """What became of this one, when it is committed. Raises what is wrong with it."""
        told: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, told))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return await told

    async def close(self) -> None:
        """Come back when nobody waits any more."""
        while self._serving:
            await asyncio.wait({self._serving})

    async def _serve(self) -> None:
        batch: list[tuple[Given, asyncio.Future[Got]]] = []
        try:
            while batch := self._next():
                await self._all(batch)
        finally:
            self._serving = None
            for _, told in (*batch, *self._waiting):  # only if the loop itself ends
                told.cancel()

    def _next(self) -> list[tuple[Given, asyncio.Future[Got]]]:
        batch: list[tuple[Given, asyncio.Future[Got]]] = []
        while self._waiting and len(batch) < MOST:
            given, told = self._waiting.popleft()
            if not told.done():  # cancelled while it waited
                batch.append((given, told))
        return batch

    async def _all(self, batch: Sequence[tuple[Given, asyncio.Future[Got]]]) -> None:
        try:
            results = await self._do([given for given, _ in batch])
        except Exception as error:  # whatever it is, it is told to whom it concerns
            if len(batch) > 1 and not isinstance(error, StoreAway):
                for one in batch:
                    await self._all([one])
                return
            results = [error] * len(batch)
        for (_, told), result in zip(batch, results, strict=True):
            _tell(told, result)


def _tell(told: "asyncio.Future[Got]", result: Got | Exception) -> None:
    if told.done():
        return
    if isinstance(result, Exception):
        told.set_exception(result)
    else:
        told.set_result(result)
