"""What citizens corrected."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import corrections
from bot.domain.corrections import Correction, Verdict
from bot.domain.tickets import Type


class SqlCorrections:
    """The port `Corrections` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, verdict: Verdict) -> list[Correction]:
        wanted = sa.select(corrections).where(corrections.c.verdict == verdict.value)
        async with self._db.reading() as connection:
            kept = await connection.execute(wanted.order_by(corrections.c.id))
            return [_correction(row) for row in kept]

    async def decide(self, ids: Sequence[int], verdict: Verdict) -> list[int]:
        decided = (
            sa.update(corrections)
            .where(corrections.c.id.in_(list(ids)))
            .values(verdict=verdict.value)
            .returning(corrections.c.id)
        )
        async with self._db.transaction() as connection:
            return sorted((await connection.execute(decided)).scalars())


def as_row(one: Correction) -> dict[str, Any]:
    """Without its id: the database gives one."""
    return {
        "number": one.number,
        "text": one.text,
        "was": one.was.value,
        "wanted": one.wanted.value,
        "model": one.model,
        "at": one.at,
        "verdict": one.verdict.value,
    }


def _correction(row: sa.Row[Any]) -> Correction:
    return Correction(
        text=row.text,
        was=Type(row.was),
        wanted=Type(row.wanted),
        model=row.model,
        at=row.at,
        number=row.number,
        verdict=Verdict(row.verdict),
        id=row.id,
    )
