"""Which citizens agreed to which notices, and how often."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.script import Script
from bot.adapters.wechat.envelope import Letter
from bot.adapters.wechat.tables import permits

OPEN, USED, REFUSED = "open", "used", "refused"
ACCEPT = "accept"
"""What a citizen who agreed is reported with."""


AGREEING = Hot.inserting(permits, lambda insert: insert.on_conflict_do_nothing())
REFUSING = Hot(
    sa.update(permits)
    .where(
        permits.c.citizen == sa.bindparam("of"),
        permits.c.template == sa.bindparam("notice"),
        permits.c.state == OPEN,
        # only what was agreed before: WeChat may repeat a refusal after a new consent
        permits.c.at <= sa.bindparam("until"),
    )
    .values(state=REFUSED)
)


def follow(script: Script, letter: Letter) -> None:
    """Keep what an event says about the citizen's consents."""
    message = letter.message
    for line, notice in enumerate(letter.asked):
        if notice.status == ACCEPT:
            script.add(AGREEING, _consent(letter, line))
    for notice in (*letter.asked, *letter.withdrawn):
        if notice.status == "reject":
            script.add(REFUSING, _refusal(message.citizen, notice.template, message.sent_at))


def _consent(letter: Letter, line: int) -> dict[str, Any]:
    return {
        "citizen": letter.message.citizen,
        "template": letter.asked[line].template,
        "message": letter.message.key,
        "line": line,
        "state": OPEN,
        "at": letter.message.sent_at,
    }


def _refusal(citizen: str, template: str, until: datetime) -> dict[str, Any]:
    return {"of": citizen, "notice": template, "until": until}


class Permits:
    """Consents, one row for each time a citizen agreed. A repeated event changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def use(self, citizen: str, template: str, long_term: bool) -> int | None:
        """Use the oldest permit and return its id, or None when there is none.

        A long-term permit is not used up.
        """
        async with self._database.transaction() as connection:
            oldest = (
                sa.select(permits.c.id)
                .where(_open(citizen, template))
                .order_by(permits.c.id)
                .limit(1)
                .with_for_update()
            )
            permit = (await connection.execute(oldest)).scalar_one_or_none()
            if permit is not None and not long_term:
                await _set(connection, permits.c.id == permit, USED)
            return permit

    async def give_back(self, permit: int) -> None:
        """The notice did not go out."""
        async with self._database.transaction() as connection:
            await _set(connection, (permits.c.id == permit) & (permits.c.state == USED), OPEN)

    async def refused(self, citizen: str, template: str, now: datetime) -> None:
        """WeChat said that the citizen refuses: what we counted on does not exist."""
        async with self._database.writing() as line:
            await line.count(REFUSING, _refusal(citizen, template, now))

    async def agreed_since(self, citizen: str, template: str, since: datetime) -> bool:
        """Whether a permit is left that was given after `since`."""
        newer = _open(citizen, template) & (permits.c.at >= since)
        async with self._database.reading() as connection:
            query = sa.select(permits.c.id).where(newer).limit(1)
            return (await connection.execute(query)).first() is not None

    async def count(self, citizen: str, template: str) -> int:
        """Permits that are left."""
        async with self._database.reading() as connection:
            query = sa.select(sa.func.count()).where(_open(citizen, template))
            return int((await connection.execute(query)).scalar_one())


async def _set(connection: AsyncConnection, which: sa.ColumnElement[bool], state: str) -> None:
    await connection.execute(sa.update(permits).where(which).values(state=state))


def _open(citizen: str, template: str) -> sa.ColumnElement[bool]:
    return (
        (permits.c.citizen == citizen)
        & (permits.c.template == template)
        & (permits.c.state == OPEN)
    )
