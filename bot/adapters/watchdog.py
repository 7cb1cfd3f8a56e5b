"""A process whose loop stands still ends, so that whoever watches over it starts it again."""

import asyncio
import faulthandler
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

STANDSTILL_S = 15.0
"""Nothing that is done in the loop takes longer than a part of a second."""
BEAT_S = 1.0
STDERR = 2


@asynccontextmanager
async def watched(standstill_s: float = STANDSTILL_S) -> AsyncIterator[None]:
    """As long as the block lasts, the process ends when its loop stands still for so long.

    A regular expression that finds no end keeps Python's own threads waiting, too: only one that
    needs no interpreter can end it. It writes to stderr where every thread stood, and no values.
    """
    beating = asyncio.create_task(_beat(standstill_s))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        faulthandler.cancel_dump_traceback_later()


async def _beat(standstill_s: float) -> None:
    while True:
        faulthandler.dump_traceback_later(standstill_s, exit=True, file=STDERR)
        await asyncio.sleep(BEAT_S)
