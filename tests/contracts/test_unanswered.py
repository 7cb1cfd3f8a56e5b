"""What every store of unanswered messages promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlTickets
from bot.adapters.store.corrections import SqlCorrections
from bot.adapters.store.unanswered import SqlUnanswered
from bot.domain.corrections import Correction, Verdict
from bot.domain.errors import NotFound
from bot.domain.tickets import Type
from bot.domain.unanswered import Task, TaskState, Unanswered, Why
from bot.services.ports.changes import Changes
from tests.builders import NOW
from tests.fakes.store import FakeStore


class Box:
    def __init__(self, tickets, box, corrections) -> None:
        self.tickets, self.box, self.corrections = tickets, box, corrections

    async def hears(self, *texts: str, at=NOW) -> list[Unanswered]:
        """Messages that a turn could not answer."""
        noted = [Unanswered.of(text, Why.UNCLEAR, at) for text in texts]
        await self.tickets.apply(Changes(unanswered=noted))
        return (await self.box.since(NOW - timedelta(days=99)))[: len(texts)][::-1]


@pytest.fixture
async def box(store_url: str | None) -> AsyncIterator[Box]:
    if store_url is None:
        fake = FakeStore()
        yield Box(fake.tickets, fake.unanswered, fake.corrections)
        return
    db = Database(store_url)
    yield Box(SqlTickets(db), SqlUnanswered(db), SqlCorrections(db))
    await db.close()


async def test_what_a_turn_could_not_answer_comes_with_the_turn(box: Box):
    """Without personal data, the newest first."""
    await box.hears("无人机要登记吗，电话13912345678", "皮划艇去哪划")

    newest, oldest = await box.box.since(NOW)

    assert newest.text == "皮划艇去哪划"
    assert "13912345678" not in oldest.text
    assert (oldest.why, oldest.at, oldest.task) == (Why.UNCLEAR, NOW, None)


async def test_what_is_older_is_not_looked_at(box: Box):
    await box.hears("旧的", at=NOW - timedelta(days=40))
    await box.hears("新的")

    assert [one.text for one in await box.box.since(NOW - timedelta(days=30))] == ["新的"]
    assert len(await box.box.since(NOW - timedelta(days=50), limit=1)) == 1


async def test_a_task_takes_messages_that_have_none(box: Box):
    """What somebody else took meanwhile stays theirs."""
    one, two = await box.hears("一", "二")
    first = await box.box.take(Task("一", "wang", NOW, owner="police", due="2026-12-01"), [one.id])

    second = await box.box.take(Task("二", "li", NOW), [one.id, two.id])

    assert [message.text for message in await box.box.of(first.id)] == ["一"]
    assert [message.text for message in await box.box.of(second.id)] == ["二"]
    assert await box.box.task(first.id) == first
    assert (first.owner, first.due) == ("police", "2026-12-01")


async def test_a_known_task_is_changed(box: Box):
    [one] = await box.hears("一")
    task = await box.box.take(Task("一", "wang", NOW), [one.id])

    done = replace(task, state=TaskState.ANSWERED, outcome="card_lost", by="li")
    await box.box.take(done, [])

    assert await box.box.tasks() == [done]
    assert await box.box.tasks(TaskState.OPEN) == []
    assert await box.box.tasks(TaskState.ANSWERED) == [done]


async def test_what_is_not_there_is_not_found(box: Box):
    with pytest.raises(NotFound):
        await box.box.task(7)
    with pytest.raises(NotFound):
        await box.box.take(Task("一", "wang", NOW, id=7), [])
    assert await box.box.some([7]) == []


async def test_a_labelled_example_is_learned(box: Box):
    learned = Correction("路灯", Type.INQUIRY, Type.COMPLAINT, "people", NOW,
                         verdict=Verdict.ACCEPTED)  # fmt: skip

    await box.box.learn([learned])
    await box.box.learn([])

    [kept] = await box.corrections.of(Verdict.ACCEPTED)
    assert replace(kept, id=None) == learned


async def test_what_was_offered_is_taken_back_when_one_is_taken(box: Box):
    """That one alone, and only while nobody takes care of it."""
    offered = [
        Unanswered.of(text, Why.IGNORED, NOW, offer) for text, offer in (("一", "a"), ("二", "b"))
    ]
    await box.tickets.apply(Changes(unanswered=offered))

    await box.tickets.apply(Changes(settled=["a"]))

    (left,) = await box.box.since(NOW)
    assert (left.text, left.why, left.offer) == ("二", Why.IGNORED, "b")
    await box.box.take(Task("二", "wang", NOW), [left.id])
    await box.tickets.apply(Changes(settled=["b"]))
    assert len(await box.box.since(NOW)) == 1
