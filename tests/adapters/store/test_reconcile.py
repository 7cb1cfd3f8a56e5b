"""The whole look: nothing where nothing is lost, what waits in the spool, and who is told."""

from datetime import timedelta

from bot.adapters.store import (
    Database,
    SqlAlarms,
)
from bot.domain.parcels import Alarm, ParcelState
from bot.domain.replies import Reply
from bot.domain.tickets import Step
from bot.services import endings
from bot.services.reconciling import Finding, Kind, Watch
from tests.adapters.store.bookkeeping import LATER, Bookkeeper, a_told_ticket, done, opened, write
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_ticket


async def test_nothing_is_found_where_nothing_is_lost(db: Database, keeper: Bookkeeper):
    """A message that was answered, one whose reply was sent, a ticket told, answered and read."""
    await done(db, "passive", late=False, reply=Reply("好"))
    late = await done(db, "late", late=True, reply=Reply("好"))
    await done(db, "silent", late=True, reply=Reply(""))
    sent = endings.to_citizen(late, "好", "late", NOW)
    ticket, told = a_told_ticket()
    read, read_told = a_told_ticket(Step.DISPATCHED, Step.REPLIED, Step.DELIVERED, number="read")
    await opened(db, ticket, read)
    troubled = a_departments_parcel(id="given-up", number="n", state=ParcelState.GIVEN_UP)
    rung = Alarm("parcel.given_up", "construction", "…", NOW)
    held = a_citizens_parcel(id="held", state=ParcelState.HELD)
    await write(db, parcels=[sent, told, read_told, troubled, held], alarms=[rung])

    assert await keeper.finds() == []


async def test_what_is_left_in_the_spool_is_found(keeper: Bookkeeper):
    """The gateway drains it; if it does not, a human looks."""
    keeper.spool = [("000001.call", NOW), ("000002.call", LATER)]

    assert await keeper.finds(mend=True) == [Finding(Kind.SPOOL_LEFT, "000001.call", NOW)]


async def test_the_worker_rings_once_for_each_kind_and_mends_only_missing_alarms(
    db: Database, keeper: Bookkeeper
):
    """A fault is seen by a human before it is covered up."""
    await opened(db, *(a_ticket(number=f"n{n}") for n in range(3)))
    await write(db, parcels=[a_departments_parcel(state=ParcelState.GIVEN_UP, number="x")])
    rung: list[Alarm] = []

    async def bell(alarm: Alarm) -> None:
        rung.append(alarm)

    found = await Watch(keeper.reconciler(), bell, keeper.clock, timedelta(days=1)).look()

    assert found == 3
    assert [alarm.kind for alarm in rung] == ["reconcile.ticket.untold"]
    assert "3 件" in rung[0].text
    alarms = await SqlAlarms(db).recent(NOW - timedelta(days=1))
    assert [alarm.kind for alarm in alarms] == ["parcel.given_up"]
