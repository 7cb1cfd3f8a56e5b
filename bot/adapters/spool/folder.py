"""A folder of this process's own where calls wait while the database is away."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from bot.adapters.spool import files
from bot.adapters.spool.files import Segment
from bot.adapters.spool.lines import file_of, read, written
from bot.domain.errors import BadSetting, SpoolRefused
from bot.services.ports.spool import Spooled

log = logging.getLogger(__name__)

SEGMENT_BYTES = 1 << 20
"""A file of calls ends here: it is read whole, and removed once all in it are in the store."""
ASIDE = "aside"
Result = TypeVar("Result")


@asynccontextmanager
async def open_spool(base: Path, most_bytes: int) -> AsyncIterator["FolderSpool"]:
    """A spool of this process's own under `base`, for as long as the block lasts.

    What is left in it at the end, another process adopts. Raises BadSetting.
    """
    try:
        spool = FolderSpool(base, most_bytes)
    except OSError as error:
        raise BadSetting(
            f"HUIYING_DATA_DIR：{base} 不能写入（{error.strerror}）。数据库连不上时消息存在那里，"
            "请换一个本用户能写的目录。"
        ) from None
    try:
        yield spool
    finally:
        await spool.close()


class FolderSpool:
    """Keeps the port `Spool` with files that only grow, each line with a checksum of its own.

    Calls that come together are synced together. The folder is locked while its process lives, so
    that nobody else drains it.
    """

    def __init__(self, base: Path, most_bytes: int) -> None:
        self._base = base
        self._most_bytes = most_bytes
        self._folder, self._lock = files.own_folder(base)
        # of its own: the common threads may all be waiting for a database that hangs
        self._thread = ThreadPoolExecutor(1, "spool")
        self._pending: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._file: Segment | None = None
        self._oldest: dict[str, Spooled] = {}
        self._coming = 0
        self._wanted = 1  # bytes of the call that was refused last: so much has to fit again
        self._full = False
        self._lines = self._bytes = 0  # changed in the thread alone

    @property
    def waiting(self) -> int:
        return self._lines

    @property
    def has_room(self) -> bool:
        return self._bytes + self._coming + self._wanted <= self._most_bytes

    async def put(self, call: Spooled) -> None:
        line = written(call)
        self._refuse_beyond_the_cap(len(line))
        done = asyncio.get_running_loop().create_future()
        self._pending.append((line, done))
        self._coming += len(line)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def oldest(self, limit: int) -> Sequence[Spooled]:
        if not self._oldest:
            self._oldest = await self._aside(self._read_oldest)
        return list(self._oldest.values())[:limit]

    async def remove(self, calls: Sequence[Spooled]) -> None:
        known = [call for call in calls if self._oldest.pop(call.place, None)]
        if known:
            last = None if self._oldest else self._folder / file_of(known[0])
            await self._aside(self._forget, len(known), last)

    async def set_aside(self, call: Spooled) -> None:
        await self._aside(files.write_new, self._base / ASIDE, written(call))
        await self.remove([call])

    async def adopt(self) -> int:
        adopted: int = await self._aside(self._take_over_the_dead)
        return adopted

    async def close(self) -> None:
        """Write what is under way; leave the folder to others if something is left in it."""
        if self._writing:
            await self._writing
        await self._aside(self._leave)
        self._thread.shutdown()

    # --- between the loop and the thread ---

    def _refuse_beyond_the_cap(self, more: int) -> None:
        full = self._bytes + self._coming + more > self._most_bytes
        if full and not self._full:
            log.error("the spool is full: messages are refused", extra={"bytes": self._bytes})
        self._full, self._wanted = full, min(more, self._most_bytes) if full else 1
        if full:
            raise SpoolRefused("the spool is full")

    async def _write_all(self) -> None:
        """What came while the disk was busy goes to it at once, again and again."""
        while self._pending:
            batch, self._pending = self._pending, []
            data = b"".join(line for line, _ in batch)
            try:
                await self._aside(self._append, data, len(batch))
            except OSError as error:
                log.error("the spool cannot be written", extra={"errno": error.errno})
                _tell(batch, SpoolRefused("the disk does not take it"))
            else:
                _tell(batch, None)
            finally:
                self._coming -= len(data)

    async def _aside(self, call: Callable[..., Result], *given: object) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, call, *given)

    # --- in the thread, one after another ---

    def _append(self, data: bytes, lines: int) -> None:
        if self._file is None:
            self._file = Segment(self._folder)
        try:
            self._file.append(data)
        except OSError:
            self._seal()  # nothing may stand behind what was half written
            raise
        self._lines += lines
        self._bytes += len(data)
        if self._file.length > SEGMENT_BYTES:
            self._seal()

    def _seal(self) -> None:
        if self._file:
            self._file.close()
            if not self._file.length:  # nothing was ever taken
                self._file.path.unlink()
            self._file = None

    def _read_oldest(self) -> dict[str, Spooled]:
        for path in files.segments(self._folder):
            if self._file and path == self._file.path:
                self._seal()
            try:
                data = path.read_bytes()
            except OSError as error:  # the others are not kept back by it
                _cannot_be_read(path, error)
                continue
            if calls := read(path.name, data):
                return {call.place: call for call in calls}
            path.unlink()  # a line that was torn, and nothing else
        return {}

    def _forget(self, lines: int, file: Path | None) -> None:
        self._lines -= lines
        if file:
            self._bytes -= file.stat().st_size
            file.unlink()

    def _take_over_the_dead(self) -> int:
        before = self._lines
        for folder in sorted(self._base.iterdir()):
            hidden = folder.name == ASIDE or folder.name.startswith(".")
            if folder != self._folder and not hidden and folder.is_dir():
                try:
                    self._take_over(folder)
                except OSError as error:  # what we can read ourselves must go on
                    _cannot_be_read(folder, error)
        return self._lines - before

    def _take_over(self, folder: Path) -> None:
        try:
            lock = files.locked(folder)
        except OSError:
            return  # its process lives, or another one was quicker
        try:
            for path in files.segments(folder):
                self._lines += path.read_bytes().count(b"\n")
                self._bytes += path.stat().st_size
                path.rename(self._folder / path.name)
            files.sync(self._folder)
            files.remove(folder)
        finally:
            os.close(lock)

    def _leave(self) -> None:
        self._seal()
        with suppress(OSError):
            files.remove(self._folder)
        os.close(self._lock)


def _cannot_be_read(path: Path, error: OSError) -> None:
    log.error("a part of the spool cannot be read", extra={"name": path.name, "errno": error.errno})


def _tell(
    batch: Sequence[tuple[bytes, asyncio.Future[None]]], problem: SpoolRefused | None
) -> None:
    for _, done in batch:
        if done.done():
            continue  # nobody waits for it any more
        if problem:
            done.set_exception(problem)
        else:
            done.set_result(None)
