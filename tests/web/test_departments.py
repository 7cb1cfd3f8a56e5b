"""The departments' door, through real HTTP."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from standardwebhooks import Webhook

from bot.adapters.departments.gate import SignedGate
from bot.adapters.departments.ways import Ways
from bot.domain.dispatch import Delivery
from bot.domain.errors import TurnConflict
from bot.domain.tickets import State, Step
from bot.web.app import create_app
from tests.schemas import problems
from tests.web.house import CATALOGUE, SECRET, Client, House

TICKET = "/departments/construction/tickets/20261123-4821-07"
SIGNED = {"webhook-id": "call-1", "webhook-signature": "of construction"}
ANSWER = {"text": "路灯已经修好。", "outcome": "resolved"}


async def state_of(house: House) -> State:
    return (await house.store.tickets.find("20261123-4821-07")).state


@pytest.mark.parametrize(
    ("verb", "body", "state"),
    [
        ("acknowledge", {"by": "王工"}, "acknowledged"),
        ("note", {"text": "已派人去看"}, "in_progress"),
        ("answer", ANSWER, "replied"),
        ("return", {"reason": "不归我们管"}, "dispatched"),
        ("transfer", {"to": "heating", "reason": "供暖的事"}, "dispatched"),
        ("ask", {"text": "请问是哪一盏路灯？"}, "in_progress"),
    ],
)
async def test_a_signed_call_does_what_it_says(
    house: House, client: Client, verb: str, body: dict[str, str], state: str
):
    """Both the call and its answer are as their schemas say."""
    response = await client.post(f"{TICKET}/{verb}", json=body, headers=SIGNED)

    said = await response.json()
    assert response.status == 200
    assert problems(verb, body) == []
    assert problems("taken", said) == []
    assert said["state"] == (await state_of(house)).value == state


async def test_a_call_signed_by_the_standards_library_is_taken(house: House):
    """The real gate, the real clock, a department's own library."""
    deliveries = {"construction": Delivery("webhook", "https://hooks.example/", SECRET)}
    gate = SignedGate(Ways(CATALOGUE, deliveries), lambda: datetime.now(UTC))
    parts = house.parts()
    object.__setattr__(parts, "gate", gate)
    body, now = '{"text": "路灯已经修好。", "outcome": "resolved"}', datetime.now(UTC)
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(now.timestamp())),
        "Webhook-Signature": Webhook(SECRET).sign("msg_1", now, body),
    }

    async with TestClient(TestServer(create_app(parts))) as client:
        taken = await client.post(f"{TICKET}/answer", data=body.encode(), headers=headers)
        changed = await client.post(f"{TICKET}/answer", data=b"{}", headers=headers)

    assert (taken.status, changed.status) == (200, 401)
    assert await state_of(house) is State.REPLIED


@pytest.mark.parametrize("headers", [{}, {**SIGNED, "webhook-signature": "of heating"}])
async def test_an_unsigned_call_changes_nothing(
    house: House, client: Client, headers: dict[str, str]
):
    """Neither does one of another department."""
    response = await client.post(f"{TICKET}/answer", json=ANSWER, headers=headers)

    assert response.status == 401
    assert problems("error", await response.json()) == []
    assert await state_of(house) is State.DISPATCHED


async def test_a_repeated_call_is_answered_as_the_first(house: House, client: Client):
    """And marked as a duplicate."""
    await client.post(f"{TICKET}/answer", json=ANSWER, headers=SIGNED)

    response = await client.post(f"{TICKET}/answer", json=ANSWER, headers=SIGNED)

    assert response.status == 200
    assert (await response.json())["duplicate"]
    assert len(house.store.parcels) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 50_000, b'{"text": NaNa}']
)
async def test_a_body_that_is_no_json_object_is_refused(house: House, client: Client, body: bytes):
    """With one sentence and no trace."""
    response = await client.post(f"{TICKET}/note", data=body, headers=SIGNED)

    said = await response.json()
    assert (response.status, said["error"]["code"]) == (400, "body_rejected")
    assert await state_of(house) is State.DISPATCHED


@pytest.mark.parametrize("depth", [20, *range(960, 1000, 2)])
async def test_a_body_that_is_nested_too_deep_is_refused(client: Client, depth: int):
    """Some could be read and not be written down: that was a fault of ours."""
    body = b'{"text": "x", "more": ' + b"[" * depth + b"]" * depth + b"}"

    response = await client.post(f"{TICKET}/note", data=body, headers=SIGNED)

    assert (response.status, (await response.json())["error"]["code"]) == (400, "body_rejected")


async def test_a_wrong_field_is_named(client: Client):
    """The department's developer sees what to correct."""
    response = await client.post(f"{TICKET}/answer", json={"text": "好"}, headers=SIGNED)

    said = await response.json()
    assert (response.status, said["error"]["field"]) == (422, "outcome")
    assert problems("error", said) == []


@pytest.mark.parametrize(
    ("path", "signature", "status", "code"),
    [
        (TICKET.replace("construction", "heating"), "of heating", 403, "not_yours"),
        (TICKET.replace("-07", "-08"), "of construction", 404, "not_found"),
    ],
)
async def test_only_a_ticket_one_holds_may_be_touched(
    client: Client, path: str, signature: str, status: int, code: str
):
    """Whatever is signed."""
    headers = {**SIGNED, "webhook-signature": signature}

    response = await client.post(f"{path}/note", json={"text": "x"}, headers=headers)

    assert (response.status, (await response.json())["error"]["code"]) == (status, code)


async def test_a_step_that_is_not_allowed_now_says_so_in_chinese(client: Client):
    """Staff read it."""
    await client.post(f"{TICKET}/answer", json=ANSWER, headers=SIGNED)

    response = await client.post(
        f"{TICKET}/acknowledge", json={}, headers={**SIGNED, "webhook-id": "call-2"}
    )

    said = await response.json()
    assert (response.status, said["error"]["code"]) == (409, "step_not_allowed")
    assert "待送达" in said["error"]["message"]


async def test_an_id_used_for_another_call_is_refused(client: Client):
    """409 as well, with its own code."""
    await client.post(f"{TICKET}/note", json={"text": "一"}, headers=SIGNED)

    response = await client.post(f"{TICKET}/note", json={"text": "二"}, headers=SIGNED)

    assert (response.status, (await response.json())["error"]["code"]) == (409, "call_id_taken")


async def test_a_ticket_that_never_rests_is_tried_again_later(house: House, client: Client):
    """The caller is told when."""

    async def moved(*arguments: Any) -> None:
        raise TurnConflict("ticket 20261123-4821-07 was written by somebody else")

    house.store.tickets.apply_call = moved

    response = await client.post(f"{TICKET}/note", json={"text": "x"}, headers=SIGNED)

    assert (response.status, response.headers["Retry-After"]) == (503, "2")


async def test_a_fault_of_ours_shows_nothing_of_its_cause(
    house: House, client: Client, caplog: pytest.LogCaptureFixture
):
    """Neither to the caller nor in the log: the words could be a citizen's."""

    async def broken(*arguments: Any) -> None:
        raise RuntimeError("暖气不热 13800138000")

    house.store.tickets.apply_call = broken

    response = await client.post(f"{TICKET}/note", json={"text": "x"}, headers=SIGNED)

    said = await response.text()
    assert response.status == 500
    assert "13800138000" not in said + caplog.text
    assert "Traceback" not in said + caplog.text
    assert [record.error for record in caplog.records] == ["RuntimeError"]


async def test_a_huge_body_is_refused(house: House, client: Client):
    """Before anybody reads it."""
    response = await client.post(
        f"{TICKET}/note", data=b'{"text": "' + b"x" * 70_000, headers=SIGNED
    )

    assert (response.status, (await response.json())["error"]["code"]) == (413, "too_large")
    assert await state_of(house) is State.DISPATCHED


async def test_an_attachment_is_for_the_unit_that_holds_the_ticket(client: Client):
    """As a download, never shown under our own address."""
    response = await client.get(f"{TICKET}/attachments/a1", headers=SIGNED)

    assert (response.status, await response.read()) == (200, b"\xff\xd8picture")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "signature", "status"),
    [
        (f"{TICKET}/attachments/a1", "", 401),
        (f"{TICKET}/attachments/a1".replace("construction", "heating"), "of heating", 403),
        (f"{TICKET}/attachments/a2", "of construction", 503),
        (f"{TICKET}/attachments/a3", "of construction", 404),
        (f"{TICKET}/attachments/other", "of construction", 404),
        (f"{TICKET}/attachments/..%2f..%2fetc%2fpasswd", "of construction", 404),
    ],
    ids=["unsigned", "another unit", "still being fetched", "lost", "unknown", "a path"],
)
async def test_other_attachments_are_not_given(
    client: Client, path: str, signature: str, status: int
):
    """Each refusal for its own reason."""
    headers = {**SIGNED, "webhook-signature": signature}

    assert (await client.get(path, headers=headers)).status == status


async def test_two_departments_at_the_same_moment_do_not_meet(house: House, client: Client):
    """The log holds both steps, in some order."""
    calls: list[Awaitable[Any]] = [
        client.post(
            f"{TICKET}/note", json={"text": f"第{n}次"}, headers={**SIGNED, "webhook-id": f"c{n}"}
        )
        for n in range(4)
    ]

    statuses = [response.status for response in await asyncio.gather(*calls)]

    log = (await house.store.tickets.find("20261123-4821-07")).log
    assert statuses == [200] * 4
    assert sum(event.step is Step.NOTED for event in log) == 4
