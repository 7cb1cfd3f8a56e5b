"""Calls that were spooled long ago and are not in the database yet."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.spool.files import ENDING


async def leftovers(base: Path, before: datetime) -> Sequence[tuple[str, datetime]]:
    """Files under `base` that hold calls and were not written to since `before`, the oldest first.

    Whoever drains them may remove them meanwhile.
    """
    return await asyncio.to_thread(_left, base, before)


def _left(base: Path, before: datetime) -> list[tuple[str, datetime]]:
    found = []
    for path in base.rglob(f"*{ENDING}"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        at = datetime.fromtimestamp(status.st_mtime, UTC)
        if status.st_size and at < before:
            found.append((str(path.relative_to(base)), at))
    return sorted(found, key=lambda one: one[1])
