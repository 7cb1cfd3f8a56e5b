"""Who writes too fast loses nothing, is told once, and takes nothing from others."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import StoreAway
from bot.domain.messages import Kind
from bot.domain.parcels import Alarm
from bot.domain.replies import SILENCE, Reply
from bot.services.limiting import WAIT_A_MINUTE, WAIT_AN_HOUR, LimitedReceiver, Pulse
from bot.services.ports.channel import Call
from bot.services.ports.receivers import Admission
from tests.builders import NOW, a_message

ANSWER = Reply("您好")
LATER = timedelta(minutes=1)
NOW_ITS_TURN = Admission()
OVER_THE_MINUTE = Admission(LATER, tell=True)
OVER_THE_HOUR = Admission(None, tell=True, alarm=True)


@dataclass
class FakeRates:
    """Says of every message what it was told to say, and remembers who asked."""

    admission: Admission = NOW_ITS_TURN
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def admit(self, citizen: str, key: str) -> Admission:
        self.asked.append((citizen, key))
        return self.admission


@dataclass
class FakeKeeper:
    """Answers at once, and remembers what it only had to keep."""

    answered: list[str] = field(default_factory=list)
    kept: list[tuple[str, datetime, Reply, bool]] = field(default_factory=list)

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        self.answered.append(call.message.key)
        return ANSWER, NOW

    async def keep(
        self, call: Call, at: datetime, told: Reply = SILENCE, *, aside: bool = False
    ) -> tuple[Reply | None, datetime]:
        self.kept.append((call.message.key, at, told, aside))
        return told, at

    async def follow_up(
        self, call: Call, at: datetime, told: Reply, *, aside: bool = False
    ) -> None:
        raise NotImplementedError


@dataclass
class House:
    """A receiver with limits, and what stands behind it."""

    rates: FakeRates = field(default_factory=FakeRates)
    keeper: FakeKeeper = field(default_factory=FakeKeeper)
    rung: list[Alarm] = field(default_factory=list)
    deaf: bool = False

    async def bell(self, alarm: Alarm) -> None:
        if self.deaf:
            raise StoreAway("the database is away")
        self.rung.append(alarm)

    async def says(self, text: str = "你好", **more: Any) -> tuple[Reply | None, datetime]:
        receiver = LimitedReceiver(self.keeper, self.rates, self.bell, lambda: NOW)
        return await receiver.answer(a_call(text, **more))


@dataclass(frozen=True)
class FakeCall:
    """A call with nothing but its message."""

    message: Any
    note: None = None
    raw: bytes = b""

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        raise NotImplementedError


def a_call(text: str, **more: Any) -> FakeCall:
    return FakeCall(a_message(text, **more))


async def test_a_message_within_the_limits_is_answered_as_ever():
    house = House()

    assert await house.says() == (ANSWER, NOW)
    assert house.rates.asked == [("c1", "m1")]
    assert house.keeper.kept == []


async def test_over_the_minutes_limit_a_message_is_kept_for_its_turn_and_the_citizen_told():
    """Nobody waits for the turn; it is taken at the pace that is allowed."""
    house = House(FakeRates(OVER_THE_MINUTE))

    reply, _ = await house.says()

    assert reply == WAIT_A_MINUTE
    assert house.keeper.kept == [("m1", NOW + LATER, WAIT_A_MINUTE, False)]
    assert house.keeper.answered == []
    assert house.rung == []


async def test_the_next_ones_of_the_minute_are_kept_in_silence():
    """One polite word a minute is enough."""
    house = House(FakeRates(Admission(LATER)))

    reply, _ = await house.says()

    assert not reply
    assert house.keeper.kept == [("m1", NOW + LATER, SILENCE, False)]


async def test_over_the_hours_limit_a_message_is_set_aside_and_a_human_told():
    house = House(FakeRates(OVER_THE_HOUR))

    reply, _ = await house.says("我的电话13800138000")

    assert reply == WAIT_AN_HOUR
    assert house.keeper.kept == [("m1", NOW, WAIT_AN_HOUR, True)]
    (alarm,) = house.rung
    assert (alarm.kind, alarm.subject, alarm.at) == ("message.too_many", "c1", NOW)
    assert "13800138000" not in alarm.text


async def test_a_flood_is_kept_in_handfuls():
    """Whoever comes while the first waits is kept in the same moment; the next one is a first."""
    pulse = Pulse(0.01)
    let_go: list[int] = []

    async def wait(number: int) -> None:
        await pulse()
        let_go.append(number)

    await asyncio.gather(*(wait(number) for number in range(5)))
    before = asyncio.create_task(wait(5))
    await asyncio.sleep(0)

    assert let_go == [0, 1, 2, 3, 4]
    await before
    assert let_go[-1] == 5


async def test_what_is_over_the_hours_limit_waits_for_the_others_of_its_handful():
    """Within the minute's limit nobody does."""
    house, held = House(FakeRates(OVER_THE_HOUR)), asyncio.Event()

    async def wait() -> None:
        await held.wait()

    receiver = LimitedReceiver(house.keeper, house.rates, house.bell, lambda: NOW, wait)
    answering = asyncio.create_task(receiver.answer(a_call("你好")))
    await asyncio.sleep(0)

    kept_before = list(house.keeper.kept)
    held.set()
    await answering

    assert kept_before == []
    assert len(house.keeper.kept) == 1


async def test_a_human_is_told_once_an_hour():
    house = House(FakeRates(Admission(None)))

    reply, _ = await house.says()

    assert not reply
    assert house.rung == []


async def test_a_bell_that_cannot_be_rung_did_not_undo_the_keeping():
    """The store went away between the two."""
    house = House(FakeRates(OVER_THE_HOUR), deaf=True)

    assert (await house.says())[0] == WAIT_AN_HOUR
    assert len(house.keeper.kept) == 1


@pytest.mark.parametrize("text", ["我家着火了", "有人要跳楼", "煤气泄漏了头很晕"])
async def test_who_is_in_danger_is_answered_at_once_and_never_counted(text: str):
    """However much they wrote before."""
    house = House(FakeRates(OVER_THE_HOUR))

    assert await house.says(text) == (ANSWER, NOW)
    assert house.rates.asked == []


@pytest.mark.parametrize("kind", [Kind.NOTED, Kind.FOLLOWED, Kind.UNFOLLOWED])
async def test_what_a_phone_reports_by_itself_is_no_message(kind: Kind):
    """Where it is, who came, who left, what became of a notice."""
    house = House(FakeRates(OVER_THE_HOUR))

    assert await house.says("", kind=kind) == (ANSWER, NOW)
    assert house.rates.asked == []


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.IMAGE, Kind.VOICE, Kind.MENU, Kind.OTHER])
async def test_pictures_voices_and_taps_on_the_menu_count_like_words(kind: Kind):
    """Each of them leads to a turn."""
    house = House(FakeRates(OVER_THE_HOUR))

    await house.says("", kind=kind)

    assert house.keeper.answered == []


@pytest.mark.parametrize("word", [WAIT_A_MINUTE, WAIT_AN_HOUR])
def test_the_polite_word_fits_into_one_message(word: Reply):
    """And promises that nothing is lost."""
    assert len(word.words.encode()) < 600
    assert "收" in word.words
