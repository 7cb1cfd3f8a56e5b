"""How much processor time processes have taken, read from /proc: the same however busy the machine.

On systems without /proc everything is 0.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

PROC = Path("/proc")
PARENT, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM = 1, 11, 12, 13, 14
"""Fields of /proc/PID/stat, counted from the one after the name."""


def seconds(pids: Iterable[int]) -> float:
    """What these processes and all who came from them have taken, the ended ones too."""
    running = _all_processes()
    return sum(_of_family(pid, running) for pid in pids)


def in_folder(folder: Path) -> list[int]:
    """The processes whose working folder this is."""
    return [pid for pid in _all_processes() if _is_in(pid, folder)]


def _of_family(pid: int, running: Mapping[int, list[str]]) -> float:
    fields = running.get(pid)
    if fields is None:
        return 0.0
    ticks = sum(int(fields[at]) for at in (USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM))
    children = (child for child, other in running.items() if int(other[PARENT]) == pid)
    own = ticks / os.sysconf("SC_CLK_TCK")
    return own + sum(_of_family(child, running) for child in children)


def _all_processes() -> dict[int, list[str]]:
    if not PROC.is_dir():
        return {}
    found = {int(path.name): _fields(path) for path in PROC.iterdir() if path.name.isdigit()}
    return {pid: fields for pid, fields in found.items() if fields}


def _fields(process: Path) -> list[str]:
    try:
        # the name may hold spaces and brackets: what follows the last one is plain
        return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []  # it ended while we looked


def _is_in(pid: int, folder: Path) -> bool:
    try:
        return (PROC / str(pid) / "cwd").readlink() == folder
    except OSError:
        return False
