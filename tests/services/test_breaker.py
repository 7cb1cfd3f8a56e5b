"""A dialogue that breaks or hangs is left alone until it answers again."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.errors import DialogueFailed, DialogueRests, StoreAway
from bot.domain.parcels import Alarm
from bot.services.breaker import FAILURES, WatchedDialogue
from bot.services.ports.dialogue import Heard
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House

PEOPLE_AFTER = timedelta(minutes=2)


@dataclass
class Bell:
    rung: list[Alarm] = field(default_factory=list)
    away: bool = False

    async def broken(self) -> None:
        raise DialogueFailed("broken on purpose")

    async def __call__(self, alarm: Alarm) -> None:
        if self.away:
            raise StoreAway("away on purpose")
        self.rung.append(alarm)


class Watched:
    """A watched dialogue, and everything around it."""

    def __init__(self) -> None:
        self.house, self.dialogue, self.bell = House(), FakeDialogue(), Bell()
        self.watched = WatchedDialogue(
            self.dialogue, self._probe, self.bell, self.house.clock, PEOPLE_AFTER
        )

    async def asks(self, citizen: str = "c1") -> None:
        desk = self.house.a_desk(citizen=citizen)
        await self.watched.respond(Heard(citizen, "你好"), (), desk)

    async def fails(self, times: int = FAILURES, citizens: int = 3) -> None:
        for number in range(times):
            with pytest.raises((DialogueFailed, DialogueRests)):
                await self.asks(f"c{number % citizens}")

    async def _probe(self) -> None:
        await self.dialogue.respond(Heard("probe", "你好"), (), self.house.a_desk())


async def test_after_too_many_failures_it_is_asked_no_more():
    """Nobody waits for what fails anyway."""
    it = Watched()
    it.dialogue.broken = True

    await it.fails()
    asked = len(it.dialogue.heard)
    await it.fails(3)

    assert len(it.dialogue.heard) == asked == FAILURES
    assert (it.watched.works, it.watched.rests) == (False, True)


async def test_a_success_in_between_makes_the_failures_accidents():
    """Only those in a row count."""
    it = Watched()
    it.dialogue.broken = True
    await it.fails(FAILURES - 1)
    it.dialogue.broken = False
    await it.asks()
    it.dialogue.broken = True
    await it.fails(FAILURES - 1)

    assert it.watched.works


async def test_one_citizen_who_writes_poison_does_not_silence_the_others():
    """However often the same words break it."""
    it = Watched()
    it.dialogue.broken = True

    await it.fails(3 * FAILURES, citizens=1)

    assert it.watched.works


async def test_whoever_loses_patience_counts_as_a_failure():
    """A dialogue that hangs fails no less."""
    it = Watched()
    it.dialogue.hanging = asyncio.Event()

    for number in range(FAILURES):
        with pytest.raises((TimeoutError, DialogueRests)):
            async with asyncio.timeout(0.001):
                await it.asks(f"c{number}")

    assert not it.watched.works


async def test_a_dialogue_that_hangs_is_noticed_before_anybody_loses_patience():
    """Several citizens wait for it: from now on messages wait, and so do those turns."""
    it = Watched()
    it.dialogue.hanging = asyncio.Event()
    asked = [asyncio.create_task(it.asks(f"c{number}")) for number in range(3)]
    await asyncio.sleep(0)
    it.house.clock.forward(seconds=2)
    await it.watched.look()
    slow = (it.watched.hangs, it.watched.rests)

    it.house.clock.forward(seconds=2)
    it.watched.probe = it.bell.broken
    await it.watched.look()
    for task in asked:
        task.cancel()
    ended = await asyncio.gather(*asked, return_exceptions=True)

    assert slow == (True, False)
    assert it.watched.rests
    assert [type(error) for error in ended] == [DialogueRests] * 3


async def test_one_turn_that_hangs_does_not_silence_the_others():
    """It may be this message's own fault."""
    it = Watched()
    it.dialogue.hanging = asyncio.Event()
    asked = asyncio.create_task(it.asks("c1"))
    await asyncio.sleep(0)

    it.house.clock.forward(minutes=1)
    await it.watched.look()
    asked.cancel()

    assert it.watched.works


async def test_a_store_that_is_away_is_no_fault_of_the_dialogue():
    """An action looks for a ticket and finds no database."""

    async def look(heard, desk):
        raise StoreAway("away on purpose")

    it = Watched()
    it.dialogue._answer = look
    for number in range(2 * FAILURES):
        with pytest.raises(StoreAway):
            await it.asks(f"c{number}")

    assert it.watched.works


async def test_a_probe_finds_out_that_it_works_again():
    """And then everybody is heard again."""
    it = Watched()
    it.dialogue.broken = True
    await it.fails()

    await it.watched.look()
    still_broken = it.watched.works
    it.dialogue.broken = False
    await it.watched.look()
    await it.asks()

    assert not still_broken
    assert it.watched.works


async def test_a_human_is_alarmed_once_also_when_the_store_was_away_at_first():
    """The next look rings."""
    it = Watched()
    it.dialogue.broken = it.bell.away = True
    await it.fails()

    await it.watched.look()
    it.bell.away = False
    await it.watched.look()
    await it.watched.look()

    assert [alarm.kind for alarm in it.bell.rung] == ["dialogue.away"]


async def test_it_rests_for_a_while_and_then_people_take_over():
    """Nobody waits for ever."""
    it = Watched()
    it.dialogue.broken = True
    await it.fails()

    it.house.clock.forward(seconds=PEOPLE_AFTER.total_seconds() - 1)
    at_first = it.watched.rests
    it.house.clock.forward(seconds=2)

    assert at_first
    assert not it.watched.rests
    assert not it.watched.works


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
