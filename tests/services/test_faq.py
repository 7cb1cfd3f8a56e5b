"""Known questions read and saved: what is live at once, what waits, what two people do."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.errors import FieldRejected, NotFound, SavedMeanwhile, TurnConflict
from bot.domain.releases import Release
from bot.services.faq import Change, Faq, Recount, Saved
from bot.services.knowledge.publishing import Publishing
from tests.builders import NOW
from tests.services.knowledge.builders import Shelf, a_shelf


class Announcer:
    async def wake(self) -> None:
        return


class Crowded(Publishing):
    """Somebody else releases at the same moment, so many times."""

    losses = 0

    async def answer_now(self, entry, by, seen=None) -> Release:
        if Crowded.losses:
            Crowded.losses -= 1
            raise TurnConflict("somebody else published first")
        return await super().answer_now(entry, by, seen)


class Log:
    def __init__(self) -> None:
        self.asked: list[datetime] = []

    async def numbers(self, since: datetime) -> Mapping[str, Numbers]:
        self.asked.append(since)
        return {"card_lost": Numbers(len(self.asked))}


@pytest.fixture
async def shelf() -> Shelf:
    shelf = await a_shelf()
    await shelf.releases.publish(Release(1, "m1", "huiying", NOW), None)
    return shelf


@pytest.fixture
def faq(shelf: Shelf) -> Faq:
    return Faq(shelf.drafts, Crowded(shelf.drafts, shelf.models, Announcer()))


async def an_entry(faq: Faq, key: str = "card_lost") -> FaqEntry:
    return (await faq.book()).drafted[key]


async def test_a_book_is_read_once_as_long_as_nothing_changes(faq: Faq):
    """Every page looks into it."""
    book = await faq.book()

    assert await faq.book() is book
    await faq.save((await an_entry(faq)).changed(ways=("卡丢了",)), "wang", None)
    assert await faq.book() is not book


async def test_before_anything_was_released_everything_is_new():
    """And waits."""
    shelf = await a_shelf()
    faq = Faq(shelf.drafts, Publishing(shelf.drafts, shelf.models, Announcer()))

    saved = await faq.save((await an_entry(faq)).changed(answer="新答案"), "wang", None)

    assert saved is Saved.WAITS
    assert (await faq.book()).change("card_lost") is Change.NEW


@pytest.mark.parametrize(("losses", "saved"), [(2, Saved.LIVE), (9, Saved.HELD)])
async def test_an_answer_is_tried_again_while_others_release(faq: Faq, losses: int, saved: Saved):
    """And is in the draft, whatever comes of it."""
    Crowded.losses = losses

    assert await faq.save((await an_entry(faq)).changed(answer="新答案"), "wang", None) is saved

    Crowded.losses = 0
    assert (await an_entry(faq)).answer == "新答案"


async def test_an_answer_that_is_live_leaves_nothing_drafted(faq: Faq):
    """The next release has nothing to bring."""
    await faq.save((await an_entry(faq)).changed(answer="新答案"), "wang", None)

    assert (await faq.drafts.open()).changed == ()
    assert (await faq.drafts.difference()) == []
    await faq.save((await an_entry(faq)).changed(ways=("卡丢了",)), "wang", None)
    await faq.save((await an_entry(faq)).changed(answer="更新的答案"), "wang", None)
    assert len((await faq.drafts.open()).changed) == 1


async def test_of_two_who_save_the_same_answer_at_once_one_is_told(faq: Faq):
    """Nothing of the first is overwritten by the second."""
    version, entry = (await faq.book()).version, await an_entry(faq)
    await faq.save(entry.changed(answer="甲"), "wang", version)

    with pytest.raises(SavedMeanwhile):
        await faq.save(entry.changed(answer="乙"), "li", version)

    assert (await faq.book()).live["card_lost"].answer == "甲"


@pytest.mark.parametrize("name", ["answer", "source", "owner", "updated", "valid_until"])
async def test_what_no_citizen_could_be_given_is_never_live(faq: Faq, name: str):
    """A gateway could not read it, and would keep the release before."""
    with pytest.raises(FieldRejected) as refused:
        await faq.save((await an_entry(faq)).changed(**{name: ""}), "wang", None)

    assert refused.value.field == name
    assert (await faq.book()).version == 0


async def test_what_is_retired_stays_until_the_next_release(faq: Faq):
    """And can be had back; what never was there cannot."""
    await faq.retire("card_lost", "wang", None)

    book = await faq.book()
    assert book.change("card_lost") is Change.RETIRED
    assert "card_lost" in [one.key for one in book.entries]
    await faq.restore("card_lost", "wang", None)
    assert (await faq.book()).change("card_lost") is Change.NONE
    with pytest.raises(NotFound):
        await faq.restore("nothing", "wang", None)


async def test_what_helped_is_counted_once_a_minute_at_most():
    """Counting goes through every reply of a month."""
    log, now = Log(), [NOW]
    recount = Recount(log, lambda: now[0])

    first = await recount()
    now[0] += timedelta(seconds=59)
    assert await recount() is first
    now[0] += timedelta(seconds=1)
    assert (await recount())["card_lost"].served == 2
    now[0] -= timedelta(hours=1)  # the clock was put right
    assert (await recount())["card_lost"].served == 3
    assert log.asked[0] == NOW - timedelta(days=30)
