"""What found no answer, until somebody took care of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.corrections import Correction
from bot.domain.entries import Numbers
from bot.domain.unanswered import Task, TaskState, Unanswered


class Unanswereds(Protocol):
    """Messages come there with the turn that could not answer them."""

    async def since(self, at: datetime, limit: int = 5000) -> list[Unanswered]:
        """All since then, taken care of or not, the newest first."""
        ...

    async def some(self, ids: Sequence[int]) -> list[Unanswered]:
        """Those of these ids, the newest first."""
        ...

    async def take(self, task: Task, ids: Sequence[int]) -> Task:
        """Keep a task, new or known by its id, and give it these messages that have none."""
        ...

    async def task(self, number: int) -> Task:
        """Raises NotFound."""
        ...

    async def tasks(self, state: TaskState | None = None) -> list[Task]:
        """All, or those of one state, the newest first."""
        ...

    async def of(self, task: int) -> list[Unanswered]:
        """The messages of a task, the newest first."""
        ...

    async def learn(self, corrections: Sequence[Correction]) -> None:
        """Keep labelled examples for the next training."""
        ...


class Likeness(Protocol):
    """Which of many texts mean the same?"""

    def __call__(self, texts: Sequence[str], common: Sequence[str]) -> list[list[int]]:
        """Groups of places, each place in one group, the largest group first.

        `common` are other texts that show which words tell topics apart, and which do not.
        """
        ...


class FaqLog(Protocol):
    """What became of known questions, as the log of messages tells."""

    async def numbers(self, since: datetime) -> Mapping[str, Numbers]:
        """Of every entry that was given since then, counted anew at every look."""
        ...
