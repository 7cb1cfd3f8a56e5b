"""Model files: on this machine's disk while they are used, in the store for every machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.releases import MODEL, WEEK
from bot.services.ports.knowledge import Models


@dataclass(frozen=True)
class Shelving:
    """The models folder in front of the store."""

    folder: Path
    models: Models

    async def path(self, version: str) -> Path:
        """The model's file; fetched if it is not here yet. Raises NotFound."""
        path = self.folder / f"{version}{MODEL}"
        if not path.is_file():
            model, beside = await self.models.fetch(version)
            self.folder.mkdir(parents=True, exist_ok=True)
            for suffix, text in beside.items():
                _write(self.folder / f"{version}{suffix}", text.encode())
            _write(path, model)
        return path

    async def keep(self, version: str) -> None:
        """Put the model of the folder, and what stands beside it, into the store."""
        if await self.models.has(version):
            return
        week = self.folder / f"{version}{WEEK}"
        beside = {WEEK: week.read_text("utf-8")} if week.is_file() else {}
        await self.models.keep(version, (self.folder / f"{version}{MODEL}").read_bytes(), beside)


def _write(path: Path, content: bytes) -> None:
    """There whole, or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
