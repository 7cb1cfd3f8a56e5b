"""Files and folders that survive a power cut and belong to one process at a time."""

import fcntl
import os
import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path

ENDING = ".calls"
LOCK = "lock"


class Segment:
    """A file that is being written, in the order in which things come."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / new_name()
        self._handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.length = 0
        try:
            sync(folder)
        except OSError:
            os.close(self._handle)
            raise

    def append(self, data: bytes) -> None:
        """On the disk when this returns, or gone from the file if it raises OSError."""
        try:
            _write(self._handle, data)
            os.fsync(self._handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._handle, self.length)
            raise
        self.length += len(data)

    def close(self) -> None:
        os.close(self._handle)


def new_name() -> str:
    """By the clock, so that whoever finds the file knows what is older."""
    return f"{time.time_ns():020d}-{secrets.token_hex(4)}{ENDING}"


def write_new(folder: Path, data: bytes) -> None:
    """A file of its own in the folder, which is made if there is none yet."""
    folder.mkdir(mode=0o700, exist_ok=True)
    segment = Segment(folder)
    try:
        segment.append(data)
    finally:
        segment.close()


def segments(folder: Path) -> list[Path]:
    """The folder's files, the oldest first."""
    return sorted(folder.glob(f"*{ENDING}"))


def own_folder(base: Path) -> tuple[Path, int]:
    """A new folder under `base`, and the handle that locks it while this process lives.

    It gets its name last: nobody ever sees it without its lock. Raises OSError.
    """
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    hidden = base / f".{name}"
    hidden.mkdir(mode=0o700)
    lock = locked(hidden)
    hidden.rename(base / name)
    sync(base)
    return base / name, lock


def locked(folder: Path) -> int:
    """The handle that holds the folder's lock. Raises OSError if somebody else holds it."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def remove(folder: Path) -> None:
    """The folder and its lock, if nothing else is left in it."""
    if not any(path.name != LOCK for path in folder.iterdir()):
        (folder / LOCK).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()


def sync(folder: Path) -> None:
    """What was created or renamed in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
