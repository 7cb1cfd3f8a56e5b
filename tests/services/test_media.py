"""What citizens attached is fetched, and one bad file harms no other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import GiveUp, NotKept
from bot.domain.parcels import Attachment, AttachmentState
from bot.domain.tickets import State, Step
from bot.services.media import HELD_BY_CHANNEL, LOST, Collector
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket
from tests.fakes.house import House


class PickyVault:
    """Breaks on one file, with an error that nobody foresaw unless told otherwise."""

    def __init__(self, bad: bytes, error: Exception) -> None:
        self._bad, self._error = bad, error

    async def keep(self, data: bytes, content_type: str) -> str:
        if data == self._bad:
            raise self._error
        return "ab/file.png"

    async def open(self, path: str) -> bytes:
        return b""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


def _received(house: House, *names: str) -> None:
    attachments = [Attachment(name, "c1", "image", name, NOW, due_at=NOW) for name in names]
    house.store.write(Changes(attachments=attachments))


def _a_collector(house: House, error: Exception | None = None) -> Collector:
    async def by_name(media):
        return media.reference.encode(), "image/png"

    house.channel.fetch = by_name
    vault = PickyVault(b"bad", error or ZeroDivisionError())
    store = house.store
    return Collector(store.attachments, store.tickets, house.channel, vault, house.clock, "centre")


async def test_one_file_that_could_not_be_kept_held_up_all_that_were_fetched_with_it():
    """The others are kept in the same round; the bad one is tried again later."""
    house = House()
    _received(house, "bad", "good")

    await _a_collector(house).collect()

    kept = house.store.kept.attachments
    assert kept["good"].state is AttachmentState.KEPT
    assert (kept["bad"].state, kept["bad"].attempts) == (AttachmentState.WAITING, 1)
    assert (kept["bad"].due_at or NOW) > NOW


async def test_a_file_that_can_never_be_kept_is_given_up_when_the_channel_drops_it():
    """Tried for three days, then a human knows."""
    house = House()
    _received(house, "bad")
    house.clock.forward(seconds=(HELD_BY_CHANNEL + timedelta(minutes=1)).total_seconds())

    await _a_collector(house).collect()

    assert house.store.kept.attachments["bad"].state is AttachmentState.FAILED
    assert [a.kind for a in house.store.kept.alarms.values()] == ["attachment.failed"]
    assert [(p.target, p.body["type"]) for p in house.store.parcels] == [("centre", "alarm.raised")]


async def test_a_file_that_is_gone_is_told_to_its_ticket_and_its_unit():
    """Who works on it knows that there was a picture, and asks for it."""
    house = House()
    ticket = a_ticket()
    house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    lost = Attachment("bad", "c1", "image", "bad", NOW, number=ticket.number, due_at=NOW)
    house.store.write(Changes(attachments=[lost]))

    await _a_collector(house, GiveUp("40007")).collect()

    after = await house.store.tickets.find(ticket.number)
    assert (after.last.step, after.last.data) == (Step.SUPPLEMENTED, {"text": LOST})
    assert after.state is State.DISPATCHED
    told = {parcel.body["type"]: parcel for parcel in house.store.parcels}
    assert told["ticket.supplemented"].target == "construction"
    assert told["ticket.supplemented"].body["change"] == {"text": LOST}
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["attachment.failed"]


async def test_a_ticket_that_is_closed_is_not_moved_by_a_lost_file():
    """Only the alarm tells of it."""
    house = House()
    closed = a_ticket(Step.DISPATCHED, Step.REPLIED, Step.DELIVERED, Step.CLOSED)
    house.store.write(Changes(tickets={closed.number: TicketChange(None, closed)}))
    lost = Attachment("bad", "c1", "image", "bad", NOW, number=closed.number, due_at=NOW)
    house.store.write(Changes(attachments=[lost]))

    await _a_collector(house, GiveUp("40007")).collect()

    assert (await house.store.tickets.find(closed.number)).last.step is Step.CLOSED
    assert house.store.kept.attachments["bad"].state is AttachmentState.FAILED


async def test_a_full_disk_rings_at_once_and_the_file_is_fetched_when_there_is_room():
    """Not only after three days; the same hour rings once."""
    house = House()
    _received(house, "bad", "good")
    collector = _a_collector(house, NotKept("附件目录写不进去（No space left on device）"))

    for _ in range(3):
        await collector.collect()
        house.clock.forward(seconds=30)

    (alarm,) = house.store.kept.alarms.values()
    assert alarm.kind == "disk.full"
    assert "No space left" in alarm.text
    assert house.store.kept.attachments["bad"].state is AttachmentState.WAITING

    house.clock.forward(minutes=5)
    with_room = replace(collector, vault=PickyVault(b"", ZeroDivisionError()))
    await with_room.collect()
    assert house.store.kept.attachments["bad"].state is AttachmentState.KEPT
