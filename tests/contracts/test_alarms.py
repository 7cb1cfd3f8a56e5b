"""What every list of alarms promises."""

import asyncio
from datetime import timedelta, timezone

from bot.domain.parcels import Alarm
from bot.services.ports.changes import Changes
from tests.builders import NOW


async def raised(store, *alarms: Alarm) -> None:
    await store.tickets.apply(Changes(alarms=list(alarms)))


async def test_the_same_alarm_is_written_once_an_hour(store):
    """By kind and subject; the first one's words stay."""
    china = timezone(timedelta(hours=8))
    first = Alarm("outbox.old", "heating", "第一次", NOW)
    await raised(store, first)
    await raised(
        store,
        Alarm("outbox.old", "heating", "又一次", (NOW + timedelta(minutes=59)).astimezone(china)),
    )
    await raised(store, Alarm("outbox.old", "heating", "下一小时", NOW + timedelta(hours=1)))
    await raised(store, Alarm("outbox.old", "education", "别的单位", NOW))

    recent = await store.alarms.recent(NOW)

    assert [alarm.text for alarm in recent] == ["下一小时", "别的单位", "第一次"]
    assert recent[-1] == first


async def test_replicas_that_raise_the_same_alarm_do_not_trip_over_each_other(store):
    """One row, and nobody's transaction is lost."""
    await asyncio.gather(*(raised(store, Alarm("k", "s", str(n), NOW)) for n in range(10)))

    assert len(await store.alarms.recent(NOW)) == 1


async def test_alarms_are_counted_by_kind_however_many_there_are(store):
    """Since a point in time."""
    await raised(store, Alarm("k", "old", "", NOW - timedelta(hours=1)))
    await raised(store, *(Alarm("k", str(n), "", NOW) for n in range(60)))
    await raised(store, Alarm("another", "s", "", NOW + timedelta(hours=1)))

    assert await store.alarms.counts(NOW) == {"k": 60, "another": 1}


async def test_old_alarms_are_left_out(store):
    """Since a point in time, and at most so many."""
    for hour in range(3):
        await raised(store, Alarm("k", "s", str(hour), NOW + timedelta(hours=hour)))

    assert [a.text for a in await store.alarms.recent(NOW + timedelta(hours=1))] == ["2", "1"]
    assert [a.text for a in await store.alarms.recent(NOW, limit=1)] == ["2"]
