"""A parcel or a file that nobody sends or fetches is found, and goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
)
from bot.domain.parcels import Alarm, Attachment, ParcelState
from bot.services.notices import ping_to
from bot.services.reconciling import Kind
from tests.adapters.store.bookkeeping import LATER, Bookkeeper, claimed, write
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel


@pytest.mark.parametrize("state", [ParcelState.GIVEN_UP, ParcelState.UNCERTAIN])
async def test_what_was_given_up_in_silence_is_found_and_rings(
    db: Database, keeper: Bookkeeper, state: ParcelState
):
    """No alarm about this unit since the parcel was last due."""
    await write(
        db,
        parcels=[a_departments_parcel(state=state, error="HTTP 410")],
        alarms=[Alarm(f"parcel.{state}", "construction", "…", NOW - timedelta(hours=2))],
    )

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.PARCEL_SILENT, "d1")
    newest, _ = await SqlAlarms(db).recent(NOW - timedelta(days=1))
    assert (newest.kind, newest.at) == (f"parcel.{state}", LATER)
    assert "HTTP 410" in newest.text
    assert await keeper.finds() == []


async def test_a_test_that_failed_is_nobodys_loss(db: Database, keeper: Bookkeeper):
    """Whoever pressed the button has seen it."""
    failed = replace(ping_to("p1", "c1", NOW), state=ParcelState.GIVEN_UP, error="HTTP 404")
    await write(db, parcels=[failed])

    assert await keeper.finds(mend=True) == []


async def test_a_kept_answer_whose_citizen_can_be_reached_is_found_and_sent(
    db: Database, keeper: Bookkeeper
):
    """Those of other citizens stay where they are."""
    mine = a_citizens_parcel(id="mine", citizen="c1", state=ParcelState.HELD)
    other = a_citizens_parcel(id="other", citizen="c2", state=ParcelState.HELD)
    await write(db, parcels=[mine, other])
    keeper.reach.citizens = {"c1"}

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.PARCEL_REACHABLE, "mine")
    assert [parcel.id for parcel in await claimed(db)] == ["mine"]


async def test_a_file_that_was_never_fetched_is_found_and_due_again(
    db: Database, keeper: Bookkeeper
):
    """It waits since half a day."""
    file = Attachment("f1", "c1", "image", "media", NOW, due_at=NOW + timedelta(days=9))
    await write(db, attachments=[file])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.FILE_UNFETCHED, "f1")
    due = await SqlAttachments(db).to_fetch(LATER, timedelta(minutes=1), 9)
    assert [attachment.id for attachment in due] == ["f1"]
