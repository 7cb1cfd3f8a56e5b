"""Departments take signed events and send signed steps."""

import json
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from bot.simulator import webhooks
from bot.simulator.client import SimulatorError

from .conftest import HEATING, HOUSING, World

NUMBER = "20261123-4821-07"


def an_event(answer_url: str = "http://127.0.0.1:9/t", **ticket: Any) -> dict[str, Any]:
    return {
        "type": "ticket.dispatched",
        "id": "parcel-1",
        "timestamp": "2026-11-23T08:00:00+08:00",
        "data": {
            "sequence": 1,
            "department": "heating",
            "ticket": {
                "number": NUMBER,
                "type": "complaint",
                "state": "dispatched",
                "title": "暖气不热",
                **ticket,
            },
            "answer_url": answer_url,
        },
    }


async def deliver(
    world: World, event: Any, code: str = "heating", message_id: str = "parcel-1", **headers: str
) -> int:
    """Sign with the library, post, and tell the status."""
    body = json.dumps(event, ensure_ascii=False)
    now = datetime.now(UTC)
    signed = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HEATING.secret).sign(message_id, now, body),
        **headers,
    }
    async with world.http.post(
        f"{world.root}/hook/{code}", data=body.encode(), headers=signed
    ) as response:
        return response.status


async def test_an_event_is_taken_once_however_often_it_comes(world: World) -> None:
    statuses = [await deliver(world, an_event()) for _ in range(3)]

    events = await world.sim.department("heating").events()

    assert statuses == [200, 200, 200]
    assert [(e.type, e.number, e.deliveries) for e in events] == [("ticket.dispatched", NUMBER, 3)]


async def test_who_waits_hears_of_it(world: World) -> None:
    await deliver(world, an_event())

    event = await world.sim.department("heating").wait_for_event("ticket.dispatched", number=NUMBER)

    assert event.body["data"]["ticket"]["title"] == "暖气不热"
    with pytest.raises(TimeoutError, match=r"ticket\.urged"):
        await world.sim.department("heating").wait_for_event("ticket.urged", timeout_s=0.05)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"webhook-signature": "v1,AAAA"}, 401),
        ({"webhook-signature": ""}, 401),
        ({"webhook-timestamp": "1600000000"}, 401),
        ({"webhook-id": "another"}, 401),
    ],
)
async def test_a_wrong_signature_is_refused(
    world: World, headers: dict[str, str], status: int
) -> None:
    assert await deliver(world, an_event(), **headers) == status
    assert await world.sim.department("heating").events() == []


async def test_another_departments_key_and_an_unknown_department_are_refused(
    world: World,
) -> None:
    assert await deliver(world, an_event(), code="housing") == 401
    assert await deliver(world, an_event(), code="atlantis") == 404


async def test_an_event_without_its_fields_is_refused(world: World) -> None:
    event = an_event()
    del event["data"]["ticket"]["number"]

    assert await deliver(world, event) == 400


async def test_a_repetition_may_know_more(world: World) -> None:
    """A picture that was still being fetched from WeChat at the first try."""
    await deliver(world, an_event(attachments=[]))
    await deliver(world, an_event(attachments=[{"id": "a1"}]))

    events = await world.sim.department("heating").events()

    assert [e.body["data"]["ticket"]["attachments"] for e in events] == [[{"id": "a1"}]]


async def test_an_alarm_is_an_event_without_a_ticket(world: World) -> None:
    alarm = {"kind": "emergency.fire", "text": "有市民报告火情", "at": "2026-11-23T08:00:00+08:00"}
    event = {**an_event(), "type": "alarm.raised"}
    event["data"] = {"department": "heating", "department_name": "供热办", "alarm": alarm}

    assert await deliver(world, event) == 200

    taken = await world.sim.department("heating").wait_for_event("alarm.raised")
    assert (taken.number, taken.body["data"]["alarm"]["text"]) == ("", "有市民报告火情")


async def test_what_is_to_be_done_this_week_is_an_event_without_a_ticket(world: World) -> None:
    event = {**an_event(), "type": "knowledge.weekly"}
    told = {"digest": {"text": "该核对 1 条。"}, "console_url": "http://127.0.0.1/console/upkeep"}
    event["data"] = {"department": "heating", "department_name": "供热办", **told}

    assert await deliver(world, event) == 200

    taken = await world.sim.department("heating").wait_for_event("knowledge.weekly")
    assert taken.number == ""


def test_while_a_secret_changes_both_are_good() -> None:
    body = b'{"text": "x"}'
    both = f"{HEATING.secret} {HOUSING.secret}"

    old = webhooks.sign(HOUSING.secret, "m1", 1_700_000_000, body)
    new = webhooks.sign(both, "m1", 1_700_000_000, body)

    assert webhooks.verify(both, old, body, 1_700_000_000) == "m1"
    assert webhooks.verify(HOUSING.secret, new, body, 1_700_000_000) == "m1"


async def test_a_receiver_can_fail_for_a_while(world: World) -> None:
    department = world.sim.department("heating")

    await department.fail(status=503, times=2)
    statuses = [await deliver(world, an_event()) for _ in range(3)]
    await department.fail()
    statuses.append(await deliver(world, an_event(), message_id="parcel-2"))
    await department.recover()
    statuses.append(await deliver(world, an_event(), message_id="parcel-2"))

    assert statuses == [503, 503, 200, 503, 200]
    assert [event.deliveries for event in await department.events()] == [1, 1]


async def test_a_receiver_can_take_an_event_and_stay_silent(world: World) -> None:
    department = world.sim.department("heating")
    await department.fail(drop=True, after_effect=True, times=1)

    with pytest.raises(aiohttp.ClientError):
        await deliver(world, an_event())

    assert len(await department.events()) == 1


async def test_a_step_is_signed_with_the_departments_key(world: World) -> None:
    """The standardwebhooks library verifies it."""
    heard: list[tuple[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.text()
        heard.append((request.path, Webhook(HEATING.secret).verify(body, dict(request.headers))))
        return web.json_response({"number": NUMBER, "state": "answered", "duplicate": False})

    app = web.Application()
    app.router.add_post("/t/{verb}", take)
    async with TestServer(app) as gateway:
        await deliver(world, an_event(str(gateway.make_url("/t"))))
        department = world.sim.department("heating")
        await department.acknowledge(NUMBER)
        await department.note(NUMBER, "已安排人员")
        result = await department.answer(NUMBER, "今天修好了。", "resolved")
        await department.return_(NUMBER, "不属于本单位")
        await department.transfer(NUMBER, "housing", "房屋问题")

    assert (result.ok, result.state) == (True, "answered")
    assert heard == [
        ("/t/acknowledge", {}),
        ("/t/note", {"text": "已安排人员"}),
        ("/t/answer", {"text": "今天修好了。", "outcome": "resolved"}),
        ("/t/return", {"reason": "不属于本单位"}),
        ("/t/transfer", {"to": "housing", "reason": "房屋问题"}),
    ]


async def test_a_refused_step_says_what_the_gateway_said(world: World) -> None:
    async def refuse(request: web.Request) -> web.Response:
        error = {"code": "step_not_allowed", "message": "现在不能签收"}
        return web.json_response({"error": error}, status=409)

    app = web.Application()
    app.router.add_post("/t/{verb}", refuse)
    async with TestServer(app) as gateway:
        await deliver(world, an_event(str(gateway.make_url("/t"))))
        result = await world.sim.department("heating").acknowledge(NUMBER, key="again")

    assert (result.ok, result.status, result.error) == (False, 409, "step_not_allowed")
    assert result.key == "again"


async def test_a_gateway_that_is_away_is_no_crash(world: World) -> None:
    await deliver(world, an_event())

    result = await world.sim.department("heating").acknowledge(NUMBER)

    assert result.status is None


async def test_a_ticket_nobody_sent_cannot_be_answered(world: World) -> None:
    with pytest.raises(SimulatorError, match="never received"):
        await world.sim.department("heating").answer("20260101-0000-00", "好了")


async def test_an_attachment_is_fetched_with_a_signature(world: World) -> None:
    async def give(request: web.Request) -> web.Response:
        webhooks.verify(HEATING.secret, request.headers, b"", datetime.now(UTC).timestamp())
        return web.Response(body=b"picture", content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/t/attachments/{id}", give)
    async with TestServer(app) as gateway:
        await deliver(world, an_event(str(gateway.make_url("/t"))))

        assert await world.sim.department("heating").attachment(NUMBER, "a1") == b"picture"


def test_without_a_secret_no_signature_fits() -> None:
    """An empty key must not open the door to whoever signs with an empty key."""
    headers = webhooks.sign("", "m1", 1_700_000_000, b"{}")

    with pytest.raises(webhooks.WrongSignature):
        webhooks.verify("", headers, b"{}", 1_700_000_000)


def test_our_signature_is_the_librarys() -> None:
    body = '{"text": "好了"}'
    now = datetime.now(UTC)

    headers = webhooks.sign(HEATING.secret, "m1", int(now.timestamp()), body.encode())

    assert headers["webhook-signature"] == Webhook(HEATING.secret).sign("m1", now, body)
