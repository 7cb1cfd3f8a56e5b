"""Parcels for a group robot, over real HTTP."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from bot.adapters.departments.envelope import Letterhead
from bot.adapters.departments.pace import LocalPace
from bot.adapters.departments.posting import Poster
from bot.adapters.departments.robots import Robots
from bot.domain.dispatch import Delivery
from bot.domain.errors import GiveUp, TryLater
from bot.domain.parcels import Alarm, Parcel, ParcelState
from bot.domain.tickets import Type
from bot.services.delivery import FOR_ONE_TARGET, Courier
from bot.services.notices import alarm_event, ping_event, ticket_event
from bot.services.ports.changes import Changes
from bot.services.ports.telling import Sent
from bot.services.telling import LINK, MENTION
from tests.adapters.departments.conftest import Receiver
from tests.builders import NOW, a_ticket
from tests.couriers import deliver_all
from tests.fakes.house import FakeChannel, FakeWaker
from tests.fakes.store import FakeStore

HEAD = Letterhead("construction", "城乡建设局", "https://huiying.city.example")
NUMBER = "20261123-4821-07"


class FakeTime:
    """Sleeping moves the clock, after everybody else had a chance to act."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    async def sleep(self, seconds: float) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        self.passed += seconds


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def robots(poster: Poster, time: FakeTime) -> Robots:
    return Robots(poster, LocalPace(clock=time, sleep=time.sleep), time.now)


@pytest.fixture
async def group(receiver: Receiver) -> Receiver:
    """A group whose robot takes everything."""
    receiver.answer = _says({"errcode": 0, "errmsg": "ok", "code": 0})
    return receiver


def a_parcel(number: str = NUMBER, kind: str = "ticket.dispatched", **appeal: str) -> Parcel:
    return ticket_event(kind, a_ticket(number=number, **appeal), NOW)


def wecom(group: Receiver) -> Delivery:
    return Delivery("wecom", f"{group.url}?key=k")


def words(group: Receiver) -> list[str]:
    """What was posted into the group."""
    return [json.loads(heard.body)["text"]["content"] for heard in group.heard]


async def test_the_group_reads_what_waits_for_it(robots: Robots, group: Receiver):
    """Number, kind, title, unit and deadline."""
    await robots.deliver(a_parcel(), wecom(group), HEAD, NOW)

    (message,) = words(group)
    for part in ("新工单", NUMBER, "投诉", "路灯坏了", "城乡建设局", "12月06日"):
        assert part in message


@pytest.mark.parametrize("own_url", ["https://huiying.city.example", "http://127.0.0.1:8080"])
async def test_the_ticket_opens_from_the_notice_where_a_phone_can_reach_us(
    robots: Robots, group: Receiver, own_url: str
):
    """An address that no phone knows would only be in the way."""
    await robots.deliver(a_parcel(), wecom(group), replace(HEAD, public_url=own_url), NOW)

    (message,) = words(group)
    page = f"{own_url}/console/tickets/{NUMBER}"
    assert (page in message) == own_url.startswith("https")


async def test_the_group_reads_nothing_about_the_citizen(robots: Robots, group: Receiver):
    """Groups are large, and phones take pictures of screens."""
    parcel = a_parcel(title="请给13800138000回电话", content="私事", contact="13912345678")

    await robots.deliver(parcel, wecom(group), HEAD, NOW)

    (message,) = words(group)
    for secret in ("13800138000", "13912345678", "私事"):
        assert secret not in message


@pytest.mark.parametrize("kind", ["ticket.dispatched", "ticket.overdue", "ticket.supplemented"])
async def test_no_group_reads_a_confidential_cases_text(robots: Robots, group: Receiver, kind: str):
    """Neither title nor kind: who reports somebody may have to fear the group."""
    title, content = "举报科长收钱", "他在人民路办公室收了红包"
    parcel = a_parcel(kind=kind, type=Type.REPORT, title=title, content=content)
    change = {"text": "补充：是张科长"}

    await robots.deliver(
        replace(parcel, body={**parcel.body, "change": change}), wecom(group), HEAD, NOW
    )

    (message,) = words(group)
    assert NUMBER in message
    assert "保密件" in message
    for hidden in ("举报", "科长", "红包", "人民路"):
        assert hidden not in message


async def test_a_digest_calls_everybody_whose_case_stands_in_it(robots: Robots, group: Receiver):
    """Each once, by their id on this platform."""
    called = [{"wecom": "li"}, {"wecom": "wang"}, {"wecom": "li"}, {"feishu": "ou_1"}]
    parcels = [a_parcel(f"20261123-{n:04}-00") for n in range(4)]

    await asyncio.gather(
        *(
            robots.deliver(replace(one, body={**one.body, MENTION: ids}), wecom(group), HEAD, NOW)
            for one, ids in zip(parcels, called, strict=True)
        )
    )

    assert json.loads(group.heard[0].body)["text"]["mentioned_list"] == ["li", "wang"]


async def test_a_notice_for_one_person_opens_their_ticket(robots: Robots, group: Receiver):
    """Instead of the page that asks them to sign in."""
    link = "https://huiying.city.example/console/one/a-word"
    parcel = a_parcel()

    await robots.deliver(replace(parcel, body={**parcel.body, LINK: link}), wecom(group), HEAD, NOW)

    (message,) = words(group)
    assert link in message
    assert "请勿转发" in message
    assert "/console/tickets/" not in message


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        ("ticket.due_soon", "快到期"),
        ("ticket.overdue", "已超期"),
        ("ticket.supplemented", "市民补充"),
        ("ticket.urged", "市民催办"),
        ("ticket.reopened", "要求重办"),
        ("ticket.closed", "市民确认办结"),
        ("ticket.withdrawn", "市民撤回"),
        ("ticket.transferred", "转来工单"),
    ],
)
async def test_every_event_has_its_word(robots: Robots, group: Receiver, kind: str, news: str):
    """In the staff's own language."""
    await robots.deliver(a_parcel(kind=kind), wecom(group), HEAD, NOW)

    assert news in words(group)[0]


async def test_an_alarm_reaches_the_group_too(robots: Robots, group: Receiver):
    """Without the phone number that stands in it."""
    alarm = Alarm("emergency.fire", "c1", f"工单 {NUMBER}：着火了 13800138000", NOW)

    await robots.deliver(alarm_event(alarm, "service_center"), wecom(group), HEAD, NOW)

    assert "着火了" in words(group)[0]
    assert "13800138000" not in words(group)[0]


async def test_a_test_says_that_it_is_one(robots: Robots, group: Receiver):
    await robots.deliver(ping_event("heating", "call-1", NOW), wecom(group), HEAD, NOW)

    assert "【测试】" in words(group)[0]


async def test_tickets_of_one_moment_are_one_message(robots: Robots, group: Receiver):
    """And each of them is named."""
    parcels = [a_parcel(f"20261123-0000-{n:02}") for n in range(5)]

    await asyncio.gather(*(robots.deliver(p, wecom(group), HEAD, NOW) for p in parcels))

    (message,) = words(group)
    assert all(parcel.number in message for parcel in parcels if parcel.number)


async def test_sixty_tickets_in_a_minute_are_at_most_twenty_messages(
    robots: Robots, group: Receiver, time: FakeTime
):
    """With the real worker: all sixty are named and settled, and the robot is never overrun."""
    posted_at: list[float] = []
    answer = group.answer

    async def count(request: web.Request) -> web.StreamResponse:
        posted_at.append(time.passed)
        assert answer
        return await answer(request)

    group.answer = count
    store = FakeStore()
    parcels = [a_parcel(f"20261123-{n:04}-00", title="暖气不热" * 9) for n in range(60)]
    store.write(Changes(parcels=parcels))
    courier = _courier(store, lambda p: robots.deliver(p, wecom(group), HEAD, time.now()), time)

    while any(parcel.state is ParcelState.WAITING for parcel in store.parcels):
        await deliver_all(courier)
        time.passed += 1

    said = "\n".join(words(group))
    assert all(said.count(f" {parcel.number}\n") == 1 for parcel in parcels)
    assert all(parcel.state is ParcelState.DELIVERED for parcel in store.parcels)
    assert len(posted_at) <= 20
    assert all(len(message.encode()) <= 2048 for message in words(group))
    assert all(b - a >= 3 for a, b in pairwise(posted_at))


async def test_what_waited_for_the_morning_arrives_as_a_few_digests(
    robots: Robots, group: Receiver, time: FakeTime
):
    """Sixty in eight posts or so, each named once: as many in each as it takes, and no four."""
    store = FakeStore()
    parcels = [a_parcel(f"20261123-{n:04}-00", title="暖气不热" * 9) for n in range(60)]
    store.write(Changes(parcels=[replace(one, lane="later x") for one in parcels]))
    courier = _courier(store, lambda p: robots.deliver(p, wecom(group), HEAD, time.now()), time)

    while any(parcel.state is ParcelState.WAITING for parcel in store.parcels):
        await deliver_all(courier)
        time.passed += 1

    said = words(group)
    assert all("\n".join(said).count(f" {parcel.number}\n") == 1 for parcel in parcels)
    fullest = max(message.count("【新工单】") for message in said)
    assert len(said) <= 60 // fullest + 3
    assert fullest > FOR_ONE_TARGET


async def test_a_parcel_is_settled_only_when_its_digest_was_taken(robots: Robots, group: Receiver):
    """A robot that refuses refuses for all that were named."""
    group.answer = _says({"errcode": 45009, "errmsg": "api freq out of limit"})
    parcels = [a_parcel(f"20261123-0000-{n:02}") for n in range(3)]

    results = await asyncio.gather(
        *(robots.deliver(p, wecom(group), HEAD, NOW) for p in parcels), return_exceptions=True
    )

    assert [type(result) for result in results] == [TryLater] * 3
    assert len(group.heard) == 1


async def test_after_a_refusal_the_next_digest_is_a_new_one(robots: Robots, group: Receiver):
    """Nothing of the failed one sticks."""
    group.answer = _says({"errcode": 93000})
    with pytest.raises(GiveUp):
        await robots.deliver(a_parcel("20261123-0000-01"), wecom(group), HEAD, NOW)
    group.answer = _says({"errcode": 0})

    await robots.deliver(a_parcel("20261123-0000-02"), wecom(group), HEAD, NOW)

    assert "20261123-0000-01" not in words(group)[1]


async def test_a_parcel_that_is_called_off_does_not_take_the_others_with_it(
    robots: Robots, group: Receiver
):
    """A worker that stops leaves no half digest behind."""
    first = asyncio.create_task(robots.deliver(a_parcel(), wecom(group), HEAD, NOW))
    second = asyncio.create_task(
        robots.deliver(a_parcel("20261123-0000-02"), wecom(group), HEAD, NOW)
    )
    await asyncio.sleep(0)

    first.cancel()
    await second

    assert "20261123-0000-02" in words(group)[0]
    assert first.cancelled() or first.cancelling()


async def test_units_that_share_a_robot_share_its_digest(robots: Robots, group: Receiver):
    """The pace is the robot's, not the unit's, however each spells its address."""
    other = wecom(group)
    other = replace(other, url=other.url.replace("http://", "HTTP://"))
    heating = Letterhead("heating", "供热管理办公室", HEAD.public_url)

    await asyncio.gather(
        robots.deliver(a_parcel(), wecom(group), HEAD, NOW),
        robots.deliver(a_parcel("20261123-0000-02"), other, heating, NOW),
    )

    (message,) = words(group)
    assert "城乡建设局" in message
    assert "供热管理办公室" in message


def _says(answer: dict[str, object]) -> Callable[[web.Request], object]:
    async def say(request: web.Request) -> web.Response:
        return web.json_response(answer)

    return say


def _courier(store: FakeStore, deliver: object, time: FakeTime) -> Courier:
    class ByRobot:
        async def tell(self, parcel: Parcel, now: datetime) -> Sent:
            await deliver(parcel)
            return Sent("department")

    return Courier(
        outbox=store.outbox,
        tickets=store.tickets,
        channel=FakeChannel(),
        teller=ByRobot(),
        waker=FakeWaker(),
        clock=time.now,
        centre="service_center",
    )
