"""A parcel for a department's own system, over real HTTP."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks import Webhook

from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import LocalPace
from bot.adapters.departments.post import DepartmentPost
from bot.adapters.departments.ways import Ways
from bot.adapters.guard import Guard
from bot.domain.dispatch import Delivery
from bot.domain.errors import GiveUp, TryLater
from bot.domain.parcels import Alarm, Attachment, AttachmentState, Parcel
from bot.domain.tickets import Step
from bot.domain.unanswered import Task
from bot.domain.upkeep import Chores
from bot.services.knowledge.upkeep import digest_of
from bot.services.notices import alarm_event, ping_event, ticket_event
from bot.services.ports.changes import Changes
from tests.adapters.departments.builders import SECRET, a_delivery, some_ways
from tests.adapters.departments.conftest import Receiver
from tests.builders import NOW, a_ticket
from tests.fakes.store import FakeStore
from tests.schemas import problems

PUBLIC_URL = "https://huiying.city.example"
KINDS = [
    "ticket.dispatched",
    "ticket.supplemented",
    "ticket.urged",
    "ticket.reopened",
    "ticket.closed",
    "ticket.withdrawn",
    "ticket.transferred",
]


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
async def post(receiver: Receiver, store: FakeStore) -> AsyncIterator[DepartmentPost]:
    """The post of a house where every unit is reached at the receiver."""
    ways = some_ways({"service_center": a_delivery(receiver.url)})
    async with _open(ways, store) as post:
        yield post


def _open(ways: Ways, store: FakeStore) -> Any:
    guard = Guard.of((), demo=True)
    pace = LocalPace(gap_s=0)
    return open_departments(ways, store.attachments, guard, pace, lambda: NOW, PUBLIC_URL)


def an_event(kind: str = "ticket.dispatched", change: dict[str, str] | None = None) -> Parcel:
    return ticket_event(kind, a_ticket(), NOW, change)


async def test_a_department_gets_a_signed_event(post: DepartmentPost, receiver: Receiver):
    """Its library verifies it; the id is the parcel's."""
    parcel = an_event()

    await post.post(parcel, datetime.now(UTC))

    heard = receiver.heard[0]
    event = Webhook(SECRET).verify(heard.body, heard.headers)
    assert heard.headers["webhook-id"] == event["id"] == parcel.id
    assert heard.headers["content-type"] == "application/json; charset=utf-8"
    assert event["data"]["ticket"]["content"] == "人民路23号门口路灯坏了三天没人修"
    assert event["data"]["answer_url"] == (
        f"{PUBLIC_URL}/departments/construction/tickets/20261123-4821-07"
    )
    assert event["data"]["console_url"] == f"{PUBLIC_URL}/console/tickets/20261123-4821-07"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [None, {"text": "新的情况"}], ids=["alone", "with a change"])
async def test_every_event_is_as_its_schema_says(
    post: DepartmentPost, receiver: Receiver, kind: str, change: dict[str, str] | None
):
    """A department builds on the schema, not on what it happens to see."""
    await post.post(an_event(kind, change), NOW)

    event = json.loads(receiver.heard[0].body)
    assert problems("event", event) == []
    assert event["type"] == kind
    assert event["data"]["change"] == change


async def test_a_full_ticket_is_as_its_schema_says(
    post: DepartmentPost, receiver: Receiver, store: FakeStore
):
    """With an answer that did not help, gaps, and pictures in every state."""
    ticket = a_ticket(missing=("place",), place=None, contact="13800138000", when="昨天")
    store.write(Changes(attachments=[_picture("a1"), _picture("a2", kept=True)]))

    await post.post(ticket_event("ticket.dispatched", ticket, NOW), NOW)

    event = json.loads(receiver.heard[0].body)
    assert problems("event", event) == []
    waiting, kept = event["data"]["ticket"]["attachments"]
    assert (waiting["state"], kept["state"]) == ("waiting", "kept")
    assert kept["url"] == f"{event['data']['answer_url']}/attachments/a2"


async def test_who_has_a_ticket_no_more_sees_no_pictures_of_it(
    post: DepartmentPost, receiver: Receiver, store: FakeStore
):
    """They may have come with what the citizen put right, for another unit."""
    store.write(Changes(attachments=[_picture("a1")]))

    await post.post(an_event("ticket.redirected"), NOW)

    assert json.loads(receiver.heard[0].body)["data"]["ticket"]["attachments"] == []


async def test_a_test_event_is_signed_and_as_its_schema_says(
    post: DepartmentPost, receiver: Receiver
):
    """Nothing stands in it but whom it is for."""
    await post.post(ping_event("construction", "call-1", NOW), datetime.now(UTC))

    event = Webhook(SECRET).verify(receiver.heard[0].body, receiver.heard[0].headers)
    assert problems("ping", event) == []
    assert event["data"] == {"department": "construction", "department_name": "城乡建设局"}


async def test_the_citizens_name_in_our_books_never_leaves(
    post: DepartmentPost, receiver: Receiver, store: FakeStore
):
    """A department knows a ticket, not who is behind it."""
    ticket = a_ticket(citizen="c1t1zens-name-in-our-books")
    store.write(Changes(attachments=[_picture("a1")]))

    await post.post(ticket_event("ticket.dispatched", ticket, NOW), NOW)
    alarm = Alarm("emergency.fire", "c1t1zens-name-in-our-books", "着火了", NOW)
    await post.post(alarm_event(alarm, "service_center"), NOW)

    assert len(receiver.heard) == 2
    for heard in receiver.heard:
        assert b"c1t1zens" not in heard.body
        assert b"reference-of-the-channel" not in heard.body


async def test_an_alarm_is_as_its_schema_says(post: DepartmentPost, receiver: Receiver):
    """The centre hears of what a human must look at."""
    alarm = Alarm("emergency.fire", "c1", "工单 20261123-4821-07：着火了", NOW)

    await post.post(alarm_event(alarm, "service_center"), NOW)

    event = json.loads(receiver.heard[0].body)
    assert problems("alarm", event) == []
    assert event["data"]["alarm"]["text"] == alarm.text


async def test_a_weekly_digest_is_as_its_schema_says(post: DepartmentPost, receiver: Receiver):
    """And leads to the page that lists everything."""
    told = Chores("service_center", tasks=(Task("无人机", "wang", NOW, due="2026-11-20"),), late=1)

    await post.post(digest_of(told, NOW, NOW), NOW)

    event = json.loads(receiver.heard[0].body)
    assert problems("weekly", event) == []
    assert event["data"]["digest"]["late"] == 1
    assert event["data"]["console_url"].endswith("/console/upkeep")


async def test_a_repeated_try_carries_the_same_id_and_a_new_signature(
    post: DepartmentPost, receiver: Receiver
):
    """The receiver knows it has seen this, and a late try is not too old."""
    parcel = an_event()

    await post.post(parcel, NOW)
    await post.post(parcel, NOW + timedelta(hours=1))

    first, second = receiver.heard
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]


async def test_events_of_one_ticket_are_numbered_in_its_order():
    """A department that gets two at once knows which came first."""
    ticket = a_ticket(Step.DISPATCHED)
    later = a_ticket(Step.DISPATCHED, Step.URGED)

    first = ticket_event("ticket.dispatched", ticket, NOW)
    second = ticket_event("ticket.urged", later, NOW)

    assert (first.body["sequence"], second.body["sequence"]) == (1, 2)
    assert first.lane == second.lane == ticket.number


async def test_an_event_for_a_unit_without_a_delivery_names_that_unit(
    post: DepartmentPost, receiver: Receiver
):
    """The centre that receives it sees whom it is for."""
    await post.post(an_event(), NOW)

    data = json.loads(receiver.heard[0].body)["data"]
    assert (data["department"], data["department_name"]) == ("construction", "城乡建设局")


@pytest.mark.parametrize(
    "delivery",
    [
        None,
        Delivery("webhook", "https://hooks.example/", None),
        Delivery("pigeon", "https://hooks.example/", SECRET),
        Delivery("webhook", "http://10.0.0.1/", SECRET),
    ],
    ids=["no delivery", "no secret", "an unknown kind", "an address inside"],
)
async def test_what_can_never_arrive_is_given_up_at_once(
    store: FakeStore, delivery: Delivery | None
):
    """So that a human is told today and not in three days."""
    async with _open(some_ways({"construction": delivery} if delivery else {}), store) as post:
        with pytest.raises(GiveUp):
            await post.post(an_event(), NOW)


async def test_a_department_that_is_down_is_tried_later(post: DepartmentPost, receiver: Receiver):
    """The post says so; the outbox keeps the parcel."""

    async def down(request: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "7"})

    receiver.answer = down

    with pytest.raises(TryLater) as raised:
        await post.post(an_event(), NOW)

    assert raised.value.after == timedelta(seconds=7)


def _picture(attachment_id: str, kept: bool = False) -> Attachment:
    more: dict[str, Any] = {}
    if kept:
        more = {"state": AttachmentState.KEPT, "content_type": "image/jpeg", "sha256": "0" * 64}
    return Attachment(
        attachment_id,
        "c1t1zens-name-in-our-books",
        "image",
        "reference-of-the-channel",
        NOW,
        number="20261123-4821-07",
        **more,
    )
