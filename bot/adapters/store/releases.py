"""Trials of the knowledge base and what became live."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.knowledge_tables import releases, trials
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.releases import Override, Release, Report, Trial, TrialState

_FIRST = 0
"""What the first release follows."""
_NEWEST = sa.select(releases).order_by(releases.c.id.desc())


class SqlReleases:
    """The port `Releases` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def live(self) -> Release | None:
        newest = await self.releases(1)
        return newest[0] if newest else None

    async def releases(self, limit: int = 50) -> list[Release]:
        async with self._db.reading() as connection:
            return [_release(row) for row in await connection.execute(_NEWEST.limit(limit))]

    async def publish(self, release: Release, after: int | None) -> Release:
        row = {name: value for name, value in vars(release).items() if name != "id"}
        async with self._db.transaction() as connection:
            once = inserting(connection, releases).on_conflict_do_nothing()
            insert = once.values(**row, after=after or _FIRST).returning(*releases.c)
            kept = (await connection.execute(insert)).one_or_none()
        if kept is None:
            raise TurnConflict("somebody else published first")
        return _release(kept)

    async def ask(self, trial: Trial) -> Trial:
        async with self._db.transaction() as connection:
            insert = sa.insert(trials).values(_row(trial)).returning(*trials.c)
            return _trial((await connection.execute(insert)).one())

    async def trial(self, number: int) -> Trial:
        async with self._db.reading() as connection:
            found = await connection.execute(sa.select(trials).where(trials.c.id == number))
            row = found.one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的试运行。")
        return _trial(row)

    async def trials(self, limit: int = 20) -> list[Trial]:
        newest = sa.select(trials).order_by(trials.c.id.desc()).limit(limit)
        async with self._db.reading() as connection:
            return [_trial(row) for row in await connection.execute(newest)]

    async def take(self, at: datetime, left_before: datetime) -> Trial | None:
        waits = trials.c.state == TrialState.WAITING.value
        left = sa.and_(trials.c.state == TrialState.RUNNING.value, trials.c.seen_at < left_before)
        oldest = sa.select(trials.c.id).where(sa.or_(waits, left)).order_by(trials.c.id).limit(1)
        async with self._db.transaction() as connection:
            found = await connection.scalar(oldest.with_for_update(skip_locked=True))
            if found is None:
                return None
            taken = sa.update(trials).where(trials.c.id == found)
            running = taken.values(state=TrialState.RUNNING.value, seen_at=at)
            return _trial((await connection.execute(running.returning(*trials.c))).one())

    async def tell(self, trial: Trial) -> None:
        async with self._db.transaction() as connection:
            told = sa.update(trials).where(trials.c.id == trial.id)
            await connection.execute(told.values(_row(trial)))


def _row(trial: Trial) -> dict[str, Any]:
    override = trial.override
    return {
        "revision": trial.revision,
        "asked_by": trial.asked_by,
        "asked_at": trial.asked_at,
        "after": trial.after,
        "state": trial.state.value,
        "progress": trial.progress,
        "seen_at": trial.seen_at,
        "model": trial.model,
        "report": trial.report.as_record() if trial.report else None,
        "override": {**vars(override), "at": override.at.isoformat()} if override else None,
    }


def _trial(row: sa.Row[Any]) -> Trial:
    override = row.override
    return Trial(
        id=row.id,
        revision=row.revision,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        after=row.after,
        state=TrialState(row.state),
        progress=row.progress,
        seen_at=row.seen_at,
        model=row.model,
        report=Report.from_record(row.report) if row.report else None,
        override=Override(**{**override, "at": datetime.fromisoformat(override["at"])})
        if override
        else None,
    )


def _release(row: sa.Row[Any]) -> Release:
    return Release(
        id=row.id,
        revision=row.revision,
        model=row.model,
        by=row.by,
        at=row.at,
        note=row.note,
        reason=row.reason,
        asked_by=row.asked_by,
    )
