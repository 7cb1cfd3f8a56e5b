"""Every gateway shows what is live, once, and tells when it cannot."""

import pytest

from bot.domain.errors import NotFound, StoreAway
from bot.domain.parcels import Alarm
from bot.domain.releases import Release
from bot.services.knowledge.following import Follower
from tests.fakes.fleet import FakeFleet
from tests.services.knowledge.builders import FILES, Shelf, a_shelf
from tests.services.knowledge.publishers import Office


class FakeStage:
    def __init__(self) -> None:
        self.shown: list[tuple[Release, dict[str, bytes]]] = []
        self.breaks = False
        self.why: Exception = NotFound("no model")

    async def show(self, release, files) -> None:
        if self.breaks:
            raise self.why
        self.shown.append((release, files))


class Rung:
    """Keeps the port `Bell`."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []

    async def __call__(self, alarm: Alarm) -> None:
        self.alarms.append(alarm)


def a_follower(shelf: Shelf, stage: FakeStage, rung: Rung | None = None, fleet=None) -> Follower:
    return Follower("gateway a:1", shelf.library, stage, rung or Rung(), fleet or FakeFleet())


async def test_a_gateway_shows_each_release_once(office: Office):
    stage = FakeStage()
    follower = a_follower(office.shelf, stage)

    assert await follower.look()
    assert not await follower.look()
    await office.releases_a_change()
    assert await follower.look()

    assert [release.id for release, _ in stage.shown] == [1, 2]
    assert stage.shown[0][1] == FILES


async def test_a_release_that_cannot_be_shown_is_tried_again(office: Office):
    """The former one stays meanwhile."""
    stage = FakeStage()
    follower = a_follower(office.shelf, stage)
    await follower.look()
    await office.releases_a_change()
    stage.breaks = True
    with pytest.raises(NotFound):
        await follower.look()

    stage.breaks = False
    assert await follower.look()

    assert [release.id for release, _ in stage.shown] == [1, 2]


async def test_a_release_that_cannot_be_shown_rings_once(office: Office):
    """However often it is tried; the next release that fails rings anew."""
    stage, rung, fleet = FakeStage(), Rung(), FakeFleet()
    follower = a_follower(office.shelf, stage, rung, fleet)
    await follower.look()
    stage.breaks = True
    for change in ("一。", "二。"):
        await office.releases_a_change(change)
        for _ in range(3):
            with pytest.raises(NotFound):
                await follower.look()

    assert [alarm.subject for alarm in rung.alarms] == ["gateway a:1:2", "gateway a:1:3"]
    serving = fleet.told["gateway a:1"]
    assert (serving.release, serving.failing) == (1, 3)

    stage.breaks = False
    await follower.look()
    serving = fleet.told["gateway a:1"]
    assert (serving.release, serving.failing) == (3, None)


async def test_a_database_that_is_away_is_no_release_that_fails(office: Office):
    """It is told by whoever watches the database."""
    rung, stage = Rung(), FakeStage()
    stage.why = StoreAway("no database")
    stage.breaks = True
    follower = a_follower(office.shelf, stage, rung)

    with pytest.raises(StoreAway):
        await follower.look()

    assert rung.alarms == []


async def test_before_the_first_release_there_is_nothing_to_show():
    shelf = await a_shelf()

    assert not await a_follower(shelf, FakeStage()).look()
