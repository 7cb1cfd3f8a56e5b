"""How often each citizen may write: kept by all processes together, or by each alone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.adapters.redis.rates import (
    ALONE_S,
    HOUR_MS,
    MANY,
    MINUTE_MS,
    REMEMBERED_MS,
    Limits,
    LocalRates,
    SharedRates,
)
from bot.services.ports.receivers import Admission, Rates
from tests.fakes.house import PATIENT_S

TEN_AND_SIXTY = Limits(a_minute=10, an_hour=60)
NOW = Admission()
NOON_MS = 1_795_000_000_000

OpenRates = Callable[[Limits], Rates]


class FakeTime:
    """Milliseconds that only pass when told to."""

    def __init__(self) -> None:
        self.now = NOON_MS

    def __call__(self) -> int:
        return self.now

    def seconds(self) -> float:
        return self.now / 1000


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture(params=["local", "shared"])
def open_rates(request: pytest.FixtureRequest, time: FakeTime) -> OpenRates:
    """Both keep the same promises."""
    if request.param == "local":
        return lambda limits: LocalRates(limits, time)
    redis = request.getfixturevalue("redis")
    return lambda limits: SharedRates(redis, limits, _nobody(limits), time, time.seconds, PATIENT_S)


def _nobody(limits: Limits) -> LocalRates:
    def clock() -> int:
        raise AssertionError("Redis is there: nobody counts alone")

    return LocalRates(limits, clock)


async def _write(rates: Rates, many: int, first: int = 0) -> list[Admission]:
    return [await rates.admit("c1", f"m{number}") for number in range(first, first + many)]


async def test_ten_messages_have_their_turn_at_once_and_the_next_ones_a_minute_later(
    open_rates: OpenRates,
):
    """The citizen is told once."""
    admissions = await _write(open_rates(TEN_AND_SIXTY), 13)

    later = timedelta(minutes=1)
    assert admissions[:10] == [NOW] * 10
    assert admissions[10:] == [Admission(later, tell=True), Admission(later), Admission(later)]


async def test_turns_follow_ten_a_minute_in_the_order_of_the_messages(open_rates: OpenRates):
    """What waits is not overtaken, and does not come all at once either."""
    admissions = await _write(open_rates(TEN_AND_SIXTY), 45)

    waits = [admission.turn_in for admission in admissions]
    minutes = [timedelta(minutes=number // 10) for number in range(45)]
    assert waits == minutes


async def test_after_sixty_in_an_hour_no_turn_is_given_and_a_human_is_told_once(
    open_rates: OpenRates, time: FakeTime
):
    """The sixty-first and all that follow."""
    rates = open_rates(TEN_AND_SIXTY)
    await _write(rates, 60)
    time.now += MINUTE_MS

    over = await _write(rates, 3, first=60)
    time.now += MINUTE_MS
    a_minute_later = await rates.admit("c1", "m99")

    assert over == [Admission(None, tell=True, alarm=True), Admission(None), Admission(None)]
    assert a_minute_later == Admission(None, tell=True)


async def test_an_hour_later_the_citizen_may_write_as_before(open_rates: OpenRates, time: FakeTime):
    """The window slides: what had its turn more than an hour ago no longer counts."""
    rates = open_rates(TEN_AND_SIXTY)
    await _write(rates, 61)
    time.now += HOUR_MS + 5 * MINUTE_MS

    assert await _write(rates, 11, first=100) == [NOW] * 10 + [
        Admission(timedelta(minutes=1), True)
    ]


async def test_what_was_over_the_hours_limit_is_not_counted_against_the_citizen(
    open_rates: OpenRates, time: FakeTime
):
    """Otherwise somebody who goes on trying would never be heard again."""
    rates = open_rates(Limits(a_minute=0, an_hour=2))
    await _write(rates, 2)
    time.now += HOUR_MS // 2
    await _write(rates, 50, first=10)
    time.now += HOUR_MS // 2

    assert await rates.admit("c1", "m99") == NOW


async def test_a_redelivery_is_not_counted_and_gets_what_the_first_delivery_got(
    open_rates: OpenRates, time: FakeTime
):
    """WeChat brings a message up to three times; to the citizen it is one."""
    rates = open_rates(Limits(a_minute=2, an_hour=3))
    first = [await rates.admit("c1", key) for key in ("m1", "m2", "m3", "m4")]
    time.now += 10_000

    again = [await rates.admit("c1", key) for key in ("m1", "m2", "m3", "m4")]

    assert first == [
        NOW,
        NOW,
        Admission(timedelta(minutes=1), tell=True),
        Admission(None, tell=False, alarm=True),
    ]
    assert again[:2] == first[:2]
    assert again[2] == Admission(timedelta(seconds=50), tell=True)
    assert again[3] == first[3]


async def test_a_redelivery_after_its_turn_is_still_no_message_of_now(
    open_rates: OpenRates, time: FakeTime
):
    """Somebody waits for it again, but its turn belongs to whoever takes up what was kept."""
    rates = open_rates(Limits(a_minute=1, an_hour=0))
    await _write(rates, 2)
    time.now += MINUTE_MS + 1

    again = await rates.admit("c1", "m1")

    assert again.turn_in
    assert again.tell


async def test_citizens_do_not_count_for_each_other(open_rates: OpenRates):
    """One who floods takes nothing from another."""
    rates = open_rates(TEN_AND_SIXTY)
    await _write(rates, 100)

    assert await rates.admit("c2", "m1") == NOW


@pytest.mark.parametrize(
    ("limits", "waits"),
    [
        (Limits(0, 0), [timedelta(0)] * 5),
        (Limits(2, 0), [timedelta(minutes=number // 2) for number in range(5)]),
        (Limits(0, 2), [timedelta(0), timedelta(0), None, None, None]),
    ],
    ids=["none", "minute only", "hour only"],
)
async def test_nought_is_no_limit(
    open_rates: OpenRates, limits: Limits, waits: list[timedelta | None]
):
    """Either of the two, or both."""
    admissions = await _write(open_rates(limits), 5)

    assert [admission.turn_in for admission in admissions] == waits


async def test_gateways_that_share_a_redis_count_together(redis: Redis, time: FakeTime):
    """A redelivery to the other one is known there, too."""
    limits = Limits(a_minute=2, an_hour=60)
    one, other = (
        SharedRates(redis, limits, _nobody(limits), time, redis_s=PATIENT_S) for _ in range(2)
    )

    got = [await one.admit("c1", "m1"), await other.admit("c1", "m2"), await one.admit("c1", "m3")]

    assert got == [NOW, NOW, Admission(timedelta(minutes=1), tell=True)]
    assert await other.admit("c1", "m3") == got[2]
    assert await other.admit("c1", "m1") == NOW


async def test_a_flood_does_not_ask_redis_for_every_message(redis: Redis, time: FakeTime):
    """Once a second is enough for somebody who gets no turn."""
    limits = Limits(a_minute=0, an_hour=3)
    rates = SharedRates(redis, limits, _nobody(limits), time, time.seconds, PATIENT_S)
    await _write(rates, 4)
    known = len(await redis.keys("huiying:rates:*"))

    flood = await _write(rates, 100, first=4)
    time.now += 1000

    assert flood == [Admission(None)] * 100
    assert len(await redis.keys("huiying:rates:*")) == known
    assert await rates.admit("c2", "m1") == NOW
    assert await rates.admit("c1", "m999") == Admission(None)
    assert len(await redis.keys("huiying:rates:*")) > known


async def test_what_redis_holds_ends_by_itself(redis: Redis):
    """By Redis' own clock, as everywhere outside of tests."""
    rates = SharedRates(redis, Limits(2, 3), _nobody(TEN_AND_SIXTY), redis_s=PATIENT_S)
    await _write(rates, 4)

    lasts = [await redis.pttl(name) for name in await redis.keys("huiying:rates:*")]

    assert len(lasts) == 7  # the turns, four messages, told, rung
    assert all(0 < left <= HOUR_MS + MINUTE_MS for left in lasts)


async def test_without_redis_each_process_counts_alone(tmp_path: Path, time: FakeTime):
    """Losing Redis loses no message, and lets nobody flood."""
    gone = Redis(unix_socket_path=str(tmp_path / "nobody.sock"), retry=Retry(NoBackoff(), 0))
    rates = SharedRates(gone, TEN_AND_SIXTY, LocalRates(TEN_AND_SIXTY, time))

    admissions = await _write(rates, 11)

    assert admissions == [NOW] * 10 + [Admission(timedelta(minutes=1), tell=True)]
    await gone.aclose()


async def test_a_redis_that_is_away_is_not_asked_for_every_message(time: FakeTime):
    """A second passes before anybody asks again."""
    redis = CountingRedis()
    rates = SharedRates(redis, TEN_AND_SIXTY, LocalRates(TEN_AND_SIXTY, time), elapsed=time.seconds)

    await _write(rates, 5)
    asked = redis.asked
    time.now += int(1000 * ALONE_S)
    await rates.admit("c1", "m9")

    assert (asked, redis.asked) == (1, 2)


class CountingRedis(Redis):
    """Is away, and counts who asks."""

    def __init__(self) -> None:
        self.asked = 0

    def register_script(self, script: object) -> Callable[..., Awaitable[list[int]]]:  # type: ignore[override]
        async def ask(keys: list[str], args: list[int]) -> list[int]:
            self.asked += 1
            raise ConnectionError

        return ask


async def test_a_process_alone_forgets_citizens_instead_of_growing(time: FakeTime):
    """However many write while Redis is away."""
    rates = LocalRates(TEN_AND_SIXTY, time)

    for number in range(2 * MANY):
        await rates.admit(f"c{number}", "m1")

    assert len(rates._books) <= MANY


async def test_a_process_alone_forgets_messages_that_nobody_brings_again(time: FakeTime):
    """The flooder's too."""
    rates = LocalRates(TEN_AND_SIXTY, time)
    await _write(rates, 500)
    time.now += REMEMBERED_MS

    await rates.admit("c1", "m999")

    assert len(rates._books["c1"].seen) == 1


@settings(max_examples=60)
@given(
    pauses=st.lists(st.integers(0, 3 * MINUTE_MS), max_size=60),
    limits=st.builds(Limits, st.integers(1, 4), st.integers(1, 8)),
)
async def test_no_window_ever_holds_more_turns_than_allowed(pauses: list[int], limits: Limits):
    """Whenever the messages come."""
    time = FakeTime()
    rates = LocalRates(limits, time)
    turns: list[int] = []
    counted: list[int] = []

    for number, pause in enumerate(pauses):
        time.now += pause
        admission = await rates.admit("c1", f"m{number}")
        if admission.turn_in is not None:
            turns.append(time.now + int(admission.turn_in / timedelta(milliseconds=1)))
            counted.append(time.now)

    assert turns == sorted(turns)
    assert _most_within(MINUTE_MS, turns) <= limits.a_minute
    assert _most_within(HOUR_MS, counted) <= limits.an_hour + limits.a_minute


def _most_within(span: int, moments: list[int]) -> int:
    return max((sum(start <= m < start + span for m in moments) for start in moments), default=0)
