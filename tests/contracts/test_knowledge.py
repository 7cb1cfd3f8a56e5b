"""What every store of the knowledge base promises."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.adapters.store import Database
from bot.adapters.store.knowledge import SqlRevisions
from bot.adapters.store.models import PART, SqlModels
from bot.adapters.store.releases import SqlReleases
from bot.adapters.store.shipments import SqlShipments
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.knowledge_check import Finding, Place
from bot.domain.releases import (
    Changed,
    Figure,
    Override,
    Release,
    Report,
    Shadow,
    StoryFailure,
    Trial,
    TrialState,
)
from bot.domain.revisions import Draft, Revision, name_of
from bot.domain.shipping import Dispute
from bot.services.ports.knowledge import Models, Releases, Revisions
from bot.services.ports.shipments import Shipments
from tests.builders import NOW
from tests.fakes.knowledge import FakeModels, FakeReleases, FakeRevisions, FakeShipments


@dataclass(frozen=True)
class Shelf:
    revisions: Revisions
    releases: Releases
    models: Models
    shipments: Shipments


@pytest.fixture
async def shelf(store_url: str | None) -> AsyncIterator[Shelf]:
    if store_url is None:
        yield Shelf(FakeRevisions(), FakeReleases(), FakeModels(), FakeShipments())
        return
    db = Database(store_url)
    yield Shelf(SqlRevisions(db), SqlReleases(db), SqlModels(db), SqlShipments(db))
    await db.close()


REPORT = Report(
    findings=(Finding(Place("nlu/a.yml", 3), "问题。", "改。", grave=True),),
    stories=7,
    failures=(StoryFailure("t.yml", "路灯", "路灯坏了", "action_x", "action_y"),),
    figures=(Figure("问句", 100, 0.8, 0.9),),
    shadow=Shadow(5, {"类型：咨询→投诉": 2}, (Changed("路灯", "类型", "咨询", "投诉"),)),
)


async def test_contents_are_kept_byte_for_byte(shelf: Shelf):
    """Whatever bytes they are, once."""
    odd = b"\x00\xff\r\n# \xe6\xb3\xa8"

    await shelf.revisions.keep([odd, b"a"])
    await shelf.revisions.keep([odd])

    assert await shelf.revisions.contents([name_of(odd)]) == {name_of(odd): odd}
    with pytest.raises(NotFound):
        await shelf.revisions.contents([name_of(b"b")])


async def test_a_revision_is_found_as_it_was_added(shelf: Shelf):
    """The newest first."""
    one = Revision("第一版", {"nlu/a.yml": "x"}, ("wang",), NOW, "说明")

    first = await shelf.revisions.add(one)
    second = await shelf.revisions.add(replace(one, parent=first.id))

    assert await shelf.revisions.revision(first.id or 0) == replace(one, id=first.id)
    assert await shelf.revisions.revisions() == [second, first]
    assert await shelf.revisions.revisions(limit=1) == [second]
    with pytest.raises(NotFound):
        await shelf.revisions.revision(77)


async def test_of_two_drafts_saved_over_the_same_one_only_the_first_is_kept(shelf: Shelf):
    """Also of the very first."""
    first = Draft(base=1)
    assert await shelf.revisions.draft() is None

    assert await shelf.revisions.save(first, None)
    assert not await shelf.revisions.save(replace(first, base=2), None)
    mine = first.saved({"nlu/a.yml": None}, ("nlu/a.yml",), "wang")
    assert await shelf.revisions.save(mine, 0)
    assert not await shelf.revisions.save(first.saved({"b": "x"}, ("b",), "li"), 0)

    assert await shelf.revisions.draft() == mine


async def test_only_one_release_follows_another(shelf: Shelf):
    """Two who publish at once: the second has to look again."""
    release = Release(1, "m1", "wang", NOW, "说明", "理由", "li")

    first = await shelf.releases.publish(release, None)
    with pytest.raises(TurnConflict):
        await shelf.releases.publish(release, None)
    second = await shelf.releases.publish(replace(release, revision=2), first.id)

    assert await shelf.releases.live() == second == replace(release, revision=2, id=second.id)
    assert await shelf.releases.releases() == [second, first]


async def test_before_the_first_release_nothing_is_live(shelf: Shelf):
    assert await shelf.releases.live() is None


async def test_a_trial_is_taken_once(shelf: Shelf):
    """The oldest first; one whose process died is taken again."""
    old = await shelf.releases.ask(Trial(1, "wang", NOW))
    new = await shelf.releases.ask(Trial(2, "wang", NOW))
    later, lease = NOW + timedelta(minutes=5), timedelta(minutes=2)

    taken = await shelf.releases.take(NOW, NOW - lease)
    assert taken == replace(old, state=TrialState.RUNNING, seen_at=NOW)
    also = await shelf.releases.take(NOW, NOW - lease)
    assert also is not None
    assert also.id == new.id
    assert await shelf.releases.take(NOW, NOW - lease) is None

    again = await shelf.releases.take(later, later - lease)
    assert again is not None
    assert again.id == old.id


async def test_a_trial_keeps_what_was_found(shelf: Shelf):
    asked = await shelf.releases.ask(Trial(1, "wang", NOW))
    ended = replace(
        asked,
        state=TrialState.BLOCKED,
        model="m2",
        report=REPORT,
        override=Override("wang", "急用", NOW),
    )

    await shelf.releases.tell(ended)

    assert await shelf.releases.trial(asked.id or 0) == ended
    assert await shelf.releases.trials() == [ended]
    with pytest.raises(NotFound):
        await shelf.releases.trial(77)


async def test_a_model_comes_back_as_it_was(shelf: Shelf):
    """Over many rows; what was kept first stays."""
    model = bytes(range(256)) * (PART // 100)

    await shelf.models.keep("m1", model, {".week.json": "{}"})
    await shelf.models.keep("m1", b"other", {})

    assert await shelf.models.fetch("m1") == (model, {".week.json": "{}"})
    assert await shelf.models.has("m1")


async def test_models_that_nobody_needs_are_forgotten(shelf: Shelf):
    for version in ("m1", "m2", "m3"):
        await shelf.models.keep(version, version.encode(), {})

    assert await shelf.models.forget(keep=["m2"]) == 2

    assert not await shelf.models.has("m1")
    assert (await shelf.models.fetch("m2"))[0] == b"m2"
    with pytest.raises(NotFound):
        await shelf.models.fetch("m1")


async def test_what_a_new_version_brought_is_disputed_until_somebody_decides(shelf: Shelf):
    """Once an item, by item; brought again, nothing is doubled."""
    shipments = shelf.shipments
    assert await shipments.last() is None

    await shipments.record(1, 2, ["rule/b", "faq/a"], NOW)
    await shipments.record(1, 2, ["rule/b", "faq/a"], NOW)

    assert await shipments.last() == 2
    first, second = await shipments.open()
    assert (first, second) == (Dispute("faq/a", 1, 2), Dispute("rule/b", 1, 2))
    assert await shipments.settle(first, "ours", "wang", NOW)
    assert not await shipments.settle(first, "new", "li", NOW)
    assert await shipments.open() == [second]


async def test_an_open_dispute_goes_on_from_where_it_began(shelf: Shelf):
    """A decided one begins anew; who decides about an older version decides nothing."""
    shipments = shelf.shipments
    await shipments.record(1, 2, ["a", "b"], NOW)
    decided, old = await shipments.open()
    await shipments.settle(decided, "ours", "wang", NOW)

    await shipments.record(2, 5, ["a", "b"], NOW)

    assert await shipments.open() == [Dispute("a", 2, 5), Dispute("b", 1, 5)]
    assert not await shipments.settle(old, "ours", "wang", NOW)
    assert await shipments.last() == 5
