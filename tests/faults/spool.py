"""What waits on the gateways' disk because the database was away."""

import os
from collections.abc import Iterator
from pathlib import Path


def files(folder: Path) -> list[str]:
    """Files with calls that were accepted and are still not in the database."""
    return [str(file.relative_to(folder)) for file in everywhere(folder) if _calls_in(file)]


def calls(folder: Path) -> int:
    """How many wait there; what was drained of a file that still stands counts, too."""
    return sum(_calls_in(file) for file in everywhere(folder))


def everywhere(folder: Path) -> Iterator[Path]:
    """All files of calls. A gateway that ends takes its folder away while we look: `rglob` would
    not bear it."""
    for where, _, names in os.walk(folder / "spool"):
        yield from (Path(where, name) for name in names if name.endswith(".calls"))


def _calls_in(file: Path) -> int:
    try:
        return file.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0  # drained in this moment
