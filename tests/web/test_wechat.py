"""WeChat's door over real HTTP: what is taken, what is refused, and what the citizen sees of it."""

import asyncio
import random
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.store import Database
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.door import CallbackDoor
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.replay import ReplayGuard
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.signature import TOLERANCE
from bot.domain.messages import Message
from bot.domain.parcels import Alarm
from bot.domain.replies import Choice, Reply
from bot.services.ports.channel import Call
from bot.web.app import Parts, create_app
from bot.web.checks import Health
from bot.web.wechat import MOST_CALLS, ROUTES, add_wechat
from tests.adapters.wechat.conftest import a_text, an_account, an_event, sealed, signed
from tests.builders import NOW
from tests.fakes.house import PATIENT_S

GREETING = Reply("您好", (Choice("查进度", "ask_status"), Choice("找人", "handoff")))


@dataclass
class Receiver:
    """Keeps the port `Receiver`: says `reply`, or breaks."""

    reply: Reply | None = GREETING
    broken: Exception | None = None
    heard: list[Message] = field(default_factory=list)
    hanging: asyncio.Event | None = None

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        self.heard.append(call.message)
        if self.hanging:
            await self.hanging.wait()
        if self.broken:
            raise self.broken
        return self.reply, NOW


@dataclass
class House:
    """The door, who stands behind it, and a caller in front of it."""

    client: TestClient[Any, Any]
    receiver: Receiver

    async def post(self, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
        async with self.client.post("/wechat", params=query, data=body) as response:
            return response.status, await response.read()


OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
async def open_house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """Open the door of an account to a receiver."""
    async with AsyncExitStack() as stack:

        async def open_one(
            receiver: Receiver | None = None,
            account: Account | None = None,
            body_s: float = PATIENT_S,
            most_calls: int = MOST_CALLS,
        ) -> House:
            database = Database(sqlite_url)
            stack.push_async_callback(database.close)
            receiver = receiver or Receiver()
            app = create_app(_only_this_door(), ROUTES, body_s)
            door = _door(account or an_account(), database, tmp_path)
            add_wechat(app, door, receiver, lambda: NOW, most_calls)
            client = await stack.enter_async_context(TestClient(TestServer(app)))
            return House(client, receiver)

        yield open_one


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house()


def _only_this_door() -> Parts:
    nobody: Any = object()
    return Parts(**{part.name: nobody for part in fields(Parts)} | {"health": Health({})})


def _door(account: Account, database: Database, folder: Path) -> CallbackDoor:
    async def bell(alarm: Alarm) -> None:
        """Nobody listens in these tests."""

    def clock() -> datetime:
        return NOW

    register = Register(Contacts(database, clock), bell, clock)
    guard, shelf = ReplayGuard(None, TOLERANCE), SetAside(folder / "shelf")
    return CallbackDoor(account, Names(b"secret"), guard, register, shelf, shelf, bell)


# --- the handshake --------------------------------------------------------------------------------


async def test_a_signed_greeting_gets_its_echo_byte_for_byte(house: House):
    echo = '5838479829574823<script>&"你好'

    response = await house.client.get("/wechat", params={**signed(), "echostr": echo})

    assert (response.status, await response.read()) == (200, echo.encode())
    assert response.content_type == "text/plain"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_one_changed_byte_gives_403_and_an_empty_body(house: House):
    query = {**signed(), "echostr": "1"}
    query["nonce"] += "0"

    response = await house.client.get("/wechat", params=query)

    assert (response.status, await response.read()) == (403, b"")


async def test_a_visitor_without_a_query_gets_403_and_an_empty_body(house: House):
    response = await house.client.get("/wechat")

    assert (response.status, await response.read()) == (403, b"")


# --- messages -------------------------------------------------------------------------------------


async def test_a_message_is_answered_with_words_and_choices(open_house: OpenHouse):
    house = await open_house(account=an_account(aes_key=""))

    status, body = await house.post(signed(), a_text("路灯坏了"))

    assert status == 200
    assert ET.fromstring(body).findtext("Content") == "您好\n回复数字：\n1. 查进度\n2. 找人"
    assert [message.text for message in house.receiver.heard] == ["路灯坏了"]


async def test_in_safe_mode_the_answer_is_sealed(house: House):
    status, body = await house.post(*sealed(a_text()))

    assert status == 200
    assert ET.fromstring(body).findtext("Encrypt")


@pytest.mark.parametrize("reply", [None, Reply("")], ids=["later", "silence"])
async def test_nothing_to_say_now_is_said_in_wechats_word(
    open_house: OpenHouse, reply: Reply | None
):
    house = await open_house(Receiver(reply))

    assert await house.post(*sealed(a_text())) == (200, b"success")


async def test_an_event_that_takes_no_answer_gets_none(house: House):
    """A text in return for a LOCATION event shows the citizen a fault."""
    assert await house.post(*sealed(an_event("LOCATION"))) == (200, b"success")


async def test_three_deliveries_at_once_get_three_identical_answers(house: House):
    query, body = sealed(a_text())

    answers = await asyncio.gather(*(house.post(query, body) for _ in range(3)))

    assert len(set(answers)) == 1
    assert len({message.key for message in house.receiver.heard}) == 1


async def test_a_message_that_was_not_kept_is_not_acknowledged(open_house: OpenHouse):
    """WeChat brings it again; `success` would lose it for ever."""
    house = await open_house(Receiver(broken=ConnectionError("the database is away")))

    status, body = await house.post(*sealed(a_text()))

    assert (status, body) == (500, b"")


# --- who is refused -------------------------------------------------------------------------------


async def test_a_plain_message_is_refused_once_a_key_is_set(house: House):
    assert await house.post(signed(), a_text()) == (403, b"")
    assert house.receiver.heard == []


async def test_a_forged_call_is_refused_before_anyone_reads_it(house: House):
    query, body = sealed(a_text())
    query["msg_signature"] = "0" * 40

    assert await house.post(query, body) == (403, b"")
    assert house.receiver.heard == []


async def test_hostile_xml_is_taken_in_silence_and_reaches_nobody(house: House):
    hostile = b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><MsgType>&a;</MsgType></xml>"

    assert await house.post(*sealed(hostile)) == (200, b"success")
    assert house.receiver.heard == []


async def test_a_body_of_more_than_64_kb_is_cut_off(house: House):
    query, _ = sealed(a_text())

    assert await house.post(query, b"x" * (64 * 1024 + 1)) == (413, b"")
    assert house.receiver.heard == []


async def test_a_body_that_drips_is_cut_off(open_house: OpenHouse):
    house = await open_house(body_s=0.1)
    query, body = sealed(a_text())
    waiting = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield body[:20]
        await waiting.wait()

    async with house.client.post("/wechat", params=query, data=drip()) as response:
        assert (response.status, await response.read()) == (408, b"")
    waiting.set()
    assert house.receiver.heard == []


async def test_who_comes_when_the_house_is_full_is_refused_at_once(open_house: OpenHouse):
    """Unread; WeChat brings the message again. When others have left, there is room again."""
    receiver = Receiver(hanging=asyncio.Event())
    house = await open_house(receiver, most_calls=2)
    inside = [asyncio.create_task(house.post(*sealed(a_text(f"m{n}")))) for n in range(2)]
    await asyncio.wait_for(_until(lambda: len(receiver.heard) == 2), 60)

    status, said = await house.post(*sealed(a_text("m3")))
    stranger, _ = await house.post(signed(), b"no room even to be looked at")
    receiver.hanging.set()
    answered = await asyncio.gather(*inside)
    afterwards, _ = await house.post(*sealed(a_text("m3")))

    assert (status, said, stranger) == (503, b"", 503)
    assert [status for status, _ in answered] == [200, 200]
    assert afterwards == 200


async def _until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 (it happens behind a socket)
        await asyncio.sleep(0.01)


async def test_other_methods_are_refused(house: House):
    response = await house.client.put("/wechat", data=b"x")

    assert (response.status, await response.read()) == (405, b"")


async def test_queries_of_any_bytes_are_refused_and_break_nothing(house: House):
    for query in ("signature=%ff&timestamp=%ed%a0%80&nonce=%00", "echostr=%F0%9F", "a=b&a=c&%"):
        for method in ("GET", "POST"):
            async with house.client.request(method, f"/wechat?{query}") as response:
                assert (response.status, await response.read()) == (403, b"")


@pytest.mark.parametrize("mode", ["plain", "safe", "unsigned"])
async def test_a_thousand_random_bodies_get_200_or_4xx(open_house: OpenHouse, mode: str):
    """No traceback, no 5xx, whatever comes and whoever signed it."""
    chance = random.Random(20261123)
    house = await open_house(account=an_account(aes_key="") if mode == "plain" else None)

    statuses = set()
    for _ in range(350):
        body = _mutated(a_text("你好" * chance.randrange(9)), chance)
        if mode == "safe":
            query, body = sealed(body.decode("utf-8", "ignore").encode())
        else:
            query = signed()
        status, said = await house.post(query, body)
        statuses.add(status)
        assert status != 200 or said == b"success" or ET.fromstring(said) is not None

    assert statuses <= {200, 403}


def _mutated(body: bytes, chance: random.Random) -> bytes:
    """The body with a few pieces cut out, doubled or replaced by what breaks parsers."""
    nasty = (
        b"]]>",
        b"<",
        b"&",
        b"\x00",
        b"\xff",
        b"<!DOCTYPE x>",
        b"<MsgType>x</MsgType>",
        b"<?x?>",
    )
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + chance.randrange(30))
        piece = chance.choice((b"", body[at:end] * 2, chance.choice(nasty)))
        body = body[:at] + piece + body[end:]
    return body or b"x"
