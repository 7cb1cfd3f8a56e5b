"""Who runs on this machine, from /proc."""

from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Children, and theirs; a process that ended meanwhile has none."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and pid == _parent(int(process.name)):
            found += [int(process.name), *descendants(int(process.name))]
    return found


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def command(pid: int) -> str:
    """The words it was started with; nothing once it is dead."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def lives(pid: int) -> bool:
    """Is it still there?"""
    return bool(command(pid))  # a dead one that nobody reaped yet has no command line
