"""What citizens attached is fetched, and one bad file harms no other."""

from datetime import timedelta

import pytest

from bot.domain.parcels import Attachment, AttachmentState
from bot.services.media import HELD_BY_CHANNEL, Collector
from bot.services.ports import Changes
from tests.builders import NOW
from tests.fakes.house import House


class PickyVault:
    """Breaks on one file with an error that nobody foresaw."""

    def __init__(self, bad: bytes) -> None:
        self._bad = bad

    async def keep(self, data: bytes, content_type: str) -> str:
        if data == self._bad:
            raise ZeroDivisionError
        return "ab/file.png"

    async def open(self, path: str) -> bytes:
        return b""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


def _received(house: House, *names: str) -> None:
    attachments = [Attachment(name, "c1", "image", name, NOW, due_at=NOW) for name in names]
    house.store.write(Changes(attachments=attachments))


def _a_collector(house: House) -> Collector:
    async def by_name(media):
        return media.reference.encode(), "image/png"

    house.channel.fetch = by_name
    vault = PickyVault(b"bad")
    return Collector(house.store.attachments, house.channel, vault, house.clock, "centre")


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
