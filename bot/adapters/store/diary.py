"""What the model made of messages: counts by day, model and class."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.tables import understood
from bot.domain.drift import Counts

_TOTAL = ""
"""The class under which the sums over all classes of a day stand."""
_SUMS = ("messages", "total", "squares", "unsure")


class SqlDiary:
    """The port `Diary` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, days: Mapping[tuple[date, str], Counts]) -> None:
        # in one order everywhere, or two processes could wait for each other
        rows = sorted(
            (row for (day, model), counts in days.items() for row in _rows(day, model, counts)),
            key=lambda row: (row["day"], row["model"], row["class"]),
        )
        async with self._db.transaction() as connection:
            insert = inserting(connection, understood)
            added = {name: understood.c[name] + insert.excluded[name] for name in _SUMS}
            key = [understood.c.day, understood.c.model, understood.c["class"]]
            for row in rows:
                statement = insert.values(row).on_conflict_do_update(index_elements=key, set_=added)
                await connection.execute(statement)

    async def since(self, day: date, model: str) -> Counts:
        sums = [sa.func.sum(understood.c[name]).label(name) for name in _SUMS]
        query = (
            sa.select(understood.c["class"], *sums)
            .where(understood.c.day >= day.isoformat(), understood.c.model == model)
            .group_by(understood.c["class"])
        )
        async with self._db.reading() as connection:
            rows = {row[0]: row for row in await connection.execute(query)}
        whole = rows.pop(_TOTAL, None)
        if whole is None:
            return Counts({})
        classes = {name: int(row.messages) for name, row in rows.items()}
        return Counts(classes, float(whole.total), float(whole.squares), int(whole.unsure))


def _rows(day: date, model: str, counts: Counts) -> list[dict[str, Any]]:
    where = {"day": day.isoformat(), "model": model}
    nothing = {"total": 0.0, "squares": 0.0, "unsure": 0}
    whole = {"total": counts.total, "squares": counts.squares, "unsure": counts.unsure}
    classes = [
        {**where, "class": name, "messages": many, **nothing}
        for name, many in counts.classes.items()
    ]
    return [{**where, "class": _TOTAL, "messages": counts.messages, **whole}, *classes]
