"""Shows how far a campaign has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Watch(Protocol):
    """Hears of progress."""

    def advance(self, by: int = 1) -> None: ...
    def say(self, what: str) -> None:
        """What is being done now, in a few words."""
        ...


class NobodyWatches:
    """For tests."""

    def advance(self, by: int = 1) -> None:
        return

    def say(self, what: str) -> None:
        return


@dataclass
class Shown:
    """A bar in the terminal."""

    progress: Progress
    task: int

    def advance(self, by: int = 1) -> None:
        self.progress.advance(self.task, by)  # type: ignore[arg-type]

    def say(self, what: str) -> None:
        self.progress.update(self.task, what=what)  # type: ignore[arg-type]


@contextmanager
def shown(console: Console, title: str, total: int) -> Iterator[Watch]:
    """A bar for as long as the block lasts; a line of plain text where there is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        yield Shown(progress, progress.add_task(title, total=total, what=""))
