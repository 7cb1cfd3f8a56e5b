"""What found no answer, and what became of known questions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.corrections import as_row as correction_row
from bot.adapters.store.database import Database
from bot.adapters.store.knowledge_tables import unanswered, unanswered_tasks
from bot.adapters.store.tables import corrections, inbox
from bot.domain.corrections import Correction
from bot.domain.entries import Numbers
from bot.domain.errors import NotFound
from bot.domain.replies import ESCALATED, SERVED, SOLVED
from bot.domain.unanswered import Task, TaskState, Unanswered, Why


class SqlUnanswered:
    """The port `Unanswereds` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def since(self, at: datetime, limit: int = 5000) -> list[Unanswered]:
        newest = sa.select(unanswered).where(unanswered.c.at >= at)
        return await self._some(newest.order_by(unanswered.c.id.desc()).limit(limit))

    async def of(self, task: int) -> list[Unanswered]:
        mine = sa.select(unanswered).where(unanswered.c.task == task)
        return await self._some(mine.order_by(unanswered.c.id.desc()))

    async def some(self, ids: Sequence[int]) -> list[Unanswered]:
        wanted = sa.select(unanswered).where(unanswered.c.id.in_(list(ids)))
        return await self._some(wanted.order_by(unanswered.c.id.desc()))

    async def take(self, task: Task, ids: Sequence[int]) -> Task:
        row = {name: value for name, value in vars(task).items() if name != "id"}
        row["state"] = task.state.value
        known = unanswered_tasks.c.id == task.id
        async with self._db.transaction() as connection:
            if task.id is None:
                keep: Any = sa.insert(unanswered_tasks).values(row)
            else:
                keep = sa.update(unanswered_tasks).where(known).values(row)
            kept = (await connection.execute(keep.returning(*unanswered_tasks.c))).one_or_none()
            if kept is None:
                raise NotFound(f"没有编号为 {task.id} 的待办。")
            free = unanswered.c.id.in_(list(ids)), unanswered.c.task.is_(None)
            await connection.execute(sa.update(unanswered).where(*free).values(task=kept.id))
        return _task(kept)

    async def task(self, number: int) -> Task:
        wanted = sa.select(unanswered_tasks).where(unanswered_tasks.c.id == number)
        async with self._db.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的待办。")
        return _task(row)

    async def tasks(self, state: TaskState | None = None) -> list[Task]:
        wanted = sa.select(unanswered_tasks).order_by(unanswered_tasks.c.id.desc())
        if state:
            wanted = wanted.where(unanswered_tasks.c.state == state.value)
        async with self._db.reading() as connection:
            return [_task(row) for row in await connection.execute(wanted)]

    async def learn(self, learned: Sequence[Correction]) -> None:
        if learned:
            async with self._db.transaction() as connection:
                await connection.execute(sa.insert(corrections), list(map(correction_row, learned)))

    async def _some(self, wanted: sa.Select[Any]) -> list[Unanswered]:
        async with self._db.reading() as connection:
            return [_unanswered(row) for row in await connection.execute(wanted)]


class SqlFaqLog:
    """The port `FaqLog` on a database: read from the replies that were given."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def numbers(self, since: datetime) -> Mapping[str, Numbers]:
        has_steps: sa.ColumnElement[bool] = (
            sa.func.json_type(inbox.c.reply, "$.faq").is_not(None)
            if self._db.is_sqlite
            else inbox.c.reply.op("?")("faq")
        )
        given = sa.select(inbox.c.reply).where(inbox.c.received_at >= since, has_steps)
        counted: Counter[tuple[str, str]] = Counter()
        async with self._db.reading() as connection:
            for reply in (await connection.execute(given)).scalars():
                counted.update((step, key) for step, key in reply["faq"])
        keys = sorted({key for _, key in counted})
        return {
            key: Numbers(*(counted[step, key] for step in (SERVED, SOLVED, ESCALATED)))
            for key in keys
        }


def as_row(one: Unanswered) -> dict[str, Any]:
    """Without its id: the database gives one."""
    return {
        "text": one.text,
        "why": one.why.value,
        "at": one.at,
        "task": one.task,
        "offer": one.offer,
    }


def _unanswered(row: sa.Row[Any]) -> Unanswered:
    return Unanswered(row.text, Why(row.why), row.at, row.task, row.id, row.offer)


def _task(row: sa.Row[Any]) -> Task:
    return Task(
        words=row.words,
        by=row.by,
        at=row.at,
        state=TaskState(row.state),
        owner=row.owner,
        due=row.due,
        outcome=row.outcome,
        id=row.id,
    )
