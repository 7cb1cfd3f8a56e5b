"""What every store of attachments promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.parcels import Alarm, Attachment, AttachmentState
from bot.services.ports.changes import Changes
from tests.builders import NOW

LEASE = timedelta(seconds=90)


def an_attachment(id: str = "a1", **more) -> Attachment:
    values = {"citizen": "c1", "kind": "image", "reference": f"MEDIA-{id}", "received_at": NOW}
    return Attachment(id, **{**values, **more})


async def put(store, *attachments: Attachment) -> None:
    await store.tickets.apply(Changes(attachments=list(attachments)))


async def to_fetch(store, at=NOW, limit=10) -> list[str]:
    return [a.id for a in await store.attachments.to_fetch(at, LEASE, limit)]


async def test_recent_attachments_without_a_ticket_are_found(store):
    """This citizen's, since then, oldest first."""
    old = an_attachment("old", received_at=NOW - timedelta(hours=1))
    recent = [an_attachment("b"), an_attachment("c", received_at=NOW + timedelta(seconds=1))]
    await put(store, old, recent[1], recent[0], an_attachment("x", citizen="c2"))

    assert await store.attachments.unclaimed("c1", NOW) == recent


async def test_a_ticket_adopts_an_attachment_for_good(store):
    """A second ticket cannot take it away."""
    await put(store, an_attachment())
    await store.tickets.apply(Changes(adopted={"a1": "t1"}))
    await store.tickets.apply(Changes(adopted={"a1": "t2"}))

    assert await store.attachments.unclaimed("c1", NOW) == []
    assert await store.attachments.of_ticket("t1") == [an_attachment(number="t1")]
    assert await store.attachments.of_ticket("t2") == []


async def test_what_waits_and_is_due_is_fetched_by_one_worker(store):
    """Others see it again when the lease ends."""
    await put(
        store,
        an_attachment("late", due_at=NOW + timedelta(seconds=1)),
        an_attachment("now", due_at=NOW),
        an_attachment("at_once"),
    )

    first, second = await asyncio.gather(to_fetch(store), to_fetch(store))

    assert sorted(first + second) == ["at_once", "now"]
    assert await to_fetch(store, NOW + timedelta(seconds=1), limit=1) == ["late"]
    assert sorted(await to_fetch(store, NOW + 2 * LEASE)) == ["at_once", "late", "now"]


async def test_a_kept_file_is_written_down(store):
    """It is not fetched again."""
    await put(store, an_attachment())
    [taken] = await store.attachments.to_fetch(NOW, LEASE, 10)
    kept = replace(
        taken,
        state=AttachmentState.KEPT,
        content_type="image/jpeg",
        sha256="ab" * 32,
        size=2**33,
        path="ab/ab.jpg",
        attempts=1,
    )

    await store.attachments.settle(kept)

    assert await store.attachments.unclaimed("c1", NOW) == [kept]
    assert await to_fetch(store, NOW + 2 * LEASE) == []


async def test_a_ticket_may_adopt_while_the_file_is_fetched(store):
    """Settling does not undo it."""
    await put(store, an_attachment())
    [taken] = await store.attachments.to_fetch(NOW, LEASE, 10)
    await store.tickets.apply(Changes(adopted={"a1": "t1"}))

    await store.attachments.settle(replace(taken, state=AttachmentState.KEPT))

    assert [a.state for a in await store.attachments.of_ticket("t1")] == [AttachmentState.KEPT]


async def test_a_failed_fetch_waits_for_its_time(store):
    """The lease is over, the due time counts."""
    await put(store, an_attachment())
    [taken] = await store.attachments.to_fetch(NOW, LEASE, 10)

    await store.attachments.settle(replace(taken, attempts=1, due_at=NOW + timedelta(seconds=2)))

    assert await to_fetch(store, NOW + timedelta(seconds=1)) == []
    assert await to_fetch(store, NOW + timedelta(seconds=2)) == ["a1"]


async def test_a_lost_file_raises_an_alarm(store):
    """Together with its new state."""
    await put(store, an_attachment())
    alarm = Alarm("attachment.failed", "a1", "取不到", NOW)

    await store.attachments.settle(
        an_attachment(state=AttachmentState.FAILED), Changes(alarms=[alarm])
    )

    assert await store.alarms.recent(NOW) == [alarm]
    assert await to_fetch(store) == []
