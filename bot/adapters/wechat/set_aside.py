"""Bodies that nobody could read, set aside for a human."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

KEPT = 200


class SetAside:
    """A folder with at most `kept` bodies; the oldest go first."""

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self._folder, self._kept = folder, kept

    async def put(self, body: bytes) -> Path:
        """Keep `body` and return where. The same body twice is kept once.

        The disk has it when this returns. Raises OSError, and then nothing is left of it.
        """
        return await asyncio.to_thread(self._put, body)

    def _put(self, body: bytes) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{hashlib.sha256(body).hexdigest()[:32]}.xml"
        if not path.exists():
            _write_whole(path, body)
            self._make_room()
        return path

    def _make_room(self) -> None:
        bodies = sorted(self._folder.glob("*.xml"), key=_age)
        for old in bodies[: -self._kept]:
            old.unlink(missing_ok=True)


def _write_whole(path: Path, body: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with open(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise


def _age(body: Path) -> int:
    try:
        return body.stat().st_mtime_ns
    except FileNotFoundError:  # another thread or gateway makes room, too
        return 0
