"""How units are told, where somebody set it in the console: sealed, for an address can be a key."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.seal import Seal
from bot.adapters.store.database import Database, inserting
from bot.adapters.store.tables import unit_ways
from bot.adapters.store.telling import plan_as_record, plan_from_record
from bot.domain.dispatch import Delivery
from bot.domain.errors import TurnConflict
from bot.domain.telling import UNTOUCHED
from bot.domain.ways import OwnWay

NO_DELIVERY: Mapping[str, None] = {"kind": None, "url": None, "secret": None}
"""Of a unit whose way is the file's, and whose plan was set here."""


class SqlWays:
    """The port `WayBook` on a database."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def all(self) -> list[OwnWay]:
        kept = sa.select(unit_ways).order_by(unit_ways.c.department)
        async with self._db.reading() as connection:
            return [self._way(row) for row in await connection.execute(kept)]

    async def find(self, department: str) -> OwnWay | None:
        wanted = sa.select(unit_ways).where(unit_ways.c.department == department)
        async with self._db.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return self._way(row) if row else None

    async def keep(self, way: OwnWay) -> OwnWay:
        newest = sa.select(sa.func.coalesce(sa.func.max(unit_ways.c.version), 0) + 1)
        row = {
            "department": way.department,
            "version": newest.scalar_subquery(),
            "sealed": self._sealed(way),
            "changed_by": way.changed_by,
            "changed_at": way.changed_at,
        }
        try:
            async with self._db.transaction() as connection:
                insert = inserting(connection, unit_ways).values(row)
                kept = insert.on_conflict_do_update(
                    index_elements=[unit_ways.c.department],
                    set_={name: insert.excluded[name] for name in row if name != "department"},
                    where=unit_ways.c.version == way.version,
                ).returning(unit_ways.c.version)
                version = (await connection.execute(kept)).scalar_one_or_none()
        except sa.exc.IntegrityError:  # another unit's was kept in the same moment
            version = None
        if version is None:
            raise TurnConflict(f"the way of {way.department} was changed by somebody else")
        return replace(way, version=version)

    async def latest(self) -> int:
        async with self._db.reading() as connection:
            return await connection.scalar(sa.select(sa.func.max(unit_ways.c.version))) or 0

    def _sealed(self, way: OwnWay) -> str | None:
        if way.delivery is None and way.plan == UNTOUCHED:
            return None
        delivery = vars(way.delivery) if way.delivery else NO_DELIVERY
        told = {**delivery, "old": way.old, "plan": plan_as_record(way.plan)}
        told["old_until"] = way.old_until.isoformat() if way.old_until else None
        return self._seal.close(json.dumps(told))

    def _way(self, row: Any) -> OwnWay:
        way = OwnWay(row.department, None, row.changed_by, row.changed_at, version=row.version)
        if row.sealed is None:
            return way
        opened = self._seal.open(row.sealed)
        if opened is None:
            return replace(way, broken=True)
        told = json.loads(opened)
        until = datetime.fromisoformat(told["old_until"]) if told["old_until"] else None
        kind = told["kind"]
        return replace(
            way,
            delivery=Delivery(kind, told["url"], told["secret"]) if kind else None,
            old=told["old"],
            old_until=until,
            plan=plan_from_record(told.get("plan")),
        )
