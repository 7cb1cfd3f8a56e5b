"""An alarm that cannot be rung just now undoes nothing, and is rung later."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.errors import StoreAway
from bot.domain.parcels import Alarm
from bot.services.bell import PatientBell
from tests.builders import NOW

FLOOD = Alarm("message.too_many", "c1", "一小时内太多", NOW)
REFUSED = Alarm("wechat.body_refused", "wechat", "没有处理", NOW)


@dataclass
class Tower:
    """Keeps the port `Bell`: what rang, while its store is there and does not hang."""

    away: bool = False
    hangs: bool = False
    refuses: str = ""
    rung: list[Alarm] = field(default_factory=list)

    async def __call__(self, alarm: Alarm) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.away or alarm.kind == self.refuses:
            raise StoreAway("away")
        self.rung.append(alarm)


async def test_whoever_rings_while_the_store_is_away_hears_nothing_of_it():
    """And the alarm is rung when it is back."""
    tower = Tower(away=True)
    bell = PatientBell(tower)

    await bell(FLOOD)
    assert await bell.ring_again() == 0
    tower.away = False

    assert await bell.ring_again() == 1
    assert tower.rung == [FLOOD]
    assert await bell.ring_again() == 0


async def test_nobody_waits_for_a_bell_that_hangs():
    """It rings when it hangs no more."""
    tower = Tower(hangs=True)
    bell = PatientBell(tower, ring_s=0.01)

    async with asyncio.timeout(60):
        await bell(FLOOD)
    tower.hangs = False
    await bell.ring_again()

    assert tower.rung == [FLOOD]


async def test_the_same_alarm_is_kept_in_mind_once():
    """By kind and subject; the first one's words stay."""
    tower = Tower(away=True)
    bell = PatientBell(tower)
    for text in ("一", "二", "三"):
        await bell(Alarm("k", "s", text, NOW))
    tower.away = False

    assert await bell.ring_again() == 1
    assert [alarm.text for alarm in tower.rung] == ["一"]


async def test_an_alarm_that_is_refused_for_itself_keeps_no_other_back():
    tower = Tower(away=True)
    bell = PatientBell(tower)
    await bell(FLOOD)
    await bell(REFUSED)
    tower.away, tower.refuses = False, FLOOD.kind

    await bell.ring_again()
    await bell.ring_again()

    assert tower.rung == [REFUSED]


async def test_only_so_many_are_kept_in_mind():
    """The oldest goes: a store that is away for days fills no memory."""
    tower = Tower(away=True)
    bell = PatientBell(tower, most=2)
    for subject in ("1", "2", "3"):
        await bell(Alarm("k", subject, "", NOW))
    tower.away = False
    await bell.ring_again()

    assert [alarm.subject for alarm in tower.rung] == ["2", "3"]
