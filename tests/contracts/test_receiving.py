"""A message is taken in once, with its note or not at all."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound
from bot.domain.messages import Kind, Media, Point
from tests.builders import NOW, a_message
from tests.contracts.turns import WORDS, finish
from tests.openings import next_row


async def test_a_message_is_kept_as_it_came(store):
    """Words, picture, place and details come back to the character."""
    message = a_message(
        WORDS,
        kind=Kind.IMAGE,
        media=Media("image", "MEDIA-1"),
        point=Point(38.91, 121.6, "人民路"),
        details={"scene": "7"},
    )

    received = await store.inbox.receive(message, NOW)

    assert received.message == message
    assert (received.received_at, received.done, received.late) == (NOW, False, False)
    assert await store.inbox.find("m1") == received


async def test_a_redelivery_gets_the_row_that_stands(store):
    """The first delivery's words and time stay."""
    first = await store.inbox.receive(a_message("第一次"), NOW)

    second = await store.inbox.receive(a_message("第二次"), NOW + timedelta(seconds=5))

    assert second == first


async def test_fifty_deliveries_at_once_are_one_message(store):
    """WeChat repeats, load balancers repeat, attackers repeat: there is one row."""
    rows = await asyncio.gather(*(store.inbox.receive(a_message(), NOW) for _ in range(50)))

    assert {row.id for row in rows} == {rows[0].id}
    await finish(store, rows[0])
    assert await next_row(store.inbox) is None


class FakeNote:
    """A note that says whether it was written, and breaks if told to."""

    def __init__(self, broken: Exception | None = None) -> None:
        self.steps: list[str] = []
        self._broken = broken

    async def write(self, within: object) -> None:
        self.steps.append("written")
        if self._broken:
            raise self._broken

    async def kept(self) -> None:
        self.steps.append("kept")


async def test_a_note_is_written_with_its_message(store):
    """Once more with a redelivery: the first may have died before it was told of the commit."""
    first, again = FakeNote(), FakeNote()

    await store.inbox.receive(a_message(), NOW, first)
    await store.inbox.receive(a_message(), NOW, again)

    assert first.steps == again.steps == ["written", "kept"]


async def test_without_its_note_a_message_is_not_kept(store):
    """Both or neither: who cannot be reached afterwards is not acknowledged."""
    broken = FakeNote(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await store.inbox.receive(a_message(), NOW, broken)

    assert "kept" not in broken.steps
    with pytest.raises(NotFound):
        await store.inbox.find("m1")


async def test_an_unknown_message_is_not_found(store):
    """Neither to read nor to stop waiting for."""
    with pytest.raises(NotFound):
        await store.inbox.find("nobody")
    with pytest.raises(NotFound):
        await store.inbox.stop_waiting("nobody")
