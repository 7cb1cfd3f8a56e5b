"""An account, a platform that speaks like WeChat, and everything of the channel between them."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.adapters.store import Database
from bot.adapters.store.inbox import SqlInbox
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.capabilities import Capabilities
from bot.adapters.wechat.channel import WeChatChannel
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.door import CallbackDoor
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.lessons import Lessons
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.replay import ReplayGuard
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.signature import TOLERANCE
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.tries import Tries
from bot.adapters.wechat.ways import ways
from bot.adapters.wechat.wire import Wire
from bot.domain.parcels import Alarm
from bot.simulator import SimulatorConfig, create_app
from bot.simulator.client import SimulatorClient
from bot.simulator.config import ONE_TIME_NOTICE, SERVICE_TEMPLATE
from tests.adapters.redis.servers import Server, a_server
from tests.builders import NOW
from tests.fakes.house import PATIENT_S

APP_ID = "wx5a1c9f3e7b2d4680"
APP_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TOKEN = "a-token-of-the-account"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_AES_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
GH = "gh_3f1c5a9be207"
OPENID = "oTestCitizen_0123456789-abcd"

NOTICE = Notice(ONE_TIME_NOTICE, {"character_string1": "{number}", "thing2": "{words}"})
TEMPLATE = Notice(SERVICE_TEMPLATE, {"thing1": "您的诉求有了答复", "time2": "{time}"})


def an_account(**changes: str) -> Account:
    values = {"app_id": APP_ID, "secret": APP_SECRET, "token": TOKEN, "aes_key": AES_KEY}
    return Account(**{**values, **changes})


@dataclass
class Bell:
    """Keeps the port `Bell`: what rang, in order."""

    rung: list[Alarm] = field(default_factory=list)

    async def __call__(self, alarm: Alarm) -> None:
        self.rung.append(alarm)


class Clock:
    """Keeps the port `Clock`: stands still until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


def xml(**fields: Any) -> bytes:
    """What WeChat pushes, written by hand: numbers bare, words in CDATA, the rest as it is."""
    head = {"ToUserName": GH, "FromUserName": OPENID, "CreateTime": int(NOW.timestamp())}
    return f"<xml>{''.join(_element(*pair) for pair in {**head, **fields}.items())}</xml>".encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*pair) for pair in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    return (
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else (f"<{name}><![CDATA[{value}]]></{name}>")
    )


def a_text(content: str = "你好", msg_id: int = 6054768590064713728, **fields: Any) -> bytes:
    return xml(MsgType="text", Content=content, MsgId=msg_id, **fields)


def an_event(event: str, **fields: Any) -> bytes:
    return xml(MsgType="event", Event=event, **fields)


def sealed(
    body: bytes,
    *,
    key: str = AES_KEY,
    app_id: str = APP_ID,
    at: datetime = NOW,
    nonce: str = "1320562132",
    beside: str = "",
) -> tuple[dict[str, str], bytes]:
    """Query and body of a call in safe mode, made by wechatpy. `beside` stands next to Encrypt."""
    crypto = WeChatCrypto(TOKEN, key, app_id)
    timestamp = str(int(at.timestamp()))
    envelope = crypto.encrypt_message(body.decode(), nonce, timestamp)
    encrypted = envelope.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    signature = envelope.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    query = {
        **signed(at, nonce),
        "encrypt_type": "aes",
        "msg_signature": signature,
    }
    outer = f"<xml>{beside}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return query, outer.encode()


def signed(at: datetime = NOW, nonce: str = "1320562132", token: str = TOKEN) -> dict[str, str]:
    """The query of a plain call, signed by wechatpy."""
    timestamp = str(int(at.timestamp()))
    signer = WeChatSigner()
    signer.add_data(token, timestamp, nonce)
    return {"signature": signer.signature, "timestamp": timestamp, "nonce": nonce}


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def names() -> Names:
    return Names(b"a secret of this installation")


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def either_database(database_url: str) -> AsyncIterator[Database]:
    """SQLite and PostgreSQL in turn."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with a_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
async def redis(valkey: Server) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey.url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def no_redis(unused_tcp_port: int) -> AsyncIterator[Redis]:
    """A Redis that is not there."""
    client = Redis.from_url(f"redis://127.0.0.1:{unused_tcp_port}")
    yield client
    await client.aclose()


MakeDoor = Callable[..., CallbackDoor]


@pytest.fixture
def make_door(
    database: Database, names: Names, bell: Bell, clock: Clock, tmp_path: Path
) -> MakeDoor:
    """A door over a real database. The shelves are the folders `refused` and `unforeseen`."""

    def make(account: Account | None = None, redis: Redis | None = None) -> CallbackDoor:
        register = Register(Contacts(database, clock), bell, clock)
        return CallbackDoor(
            account or an_account(),
            names,
            ReplayGuard(redis, TOLERANCE, PATIENT_S),
            register,
            SetAside(tmp_path / "refused"),
            SetAside(tmp_path / "unforeseen"),
            bell,
        )

    return make


@pytest.fixture
def door(make_door: MakeDoor) -> CallbackDoor:
    return make_door()


@dataclass
class Town:
    """A platform with a citizen who follows, and our channel to it."""

    sim: SimulatorClient
    root: str
    openid: str
    citizen: str
    channel: WeChatChannel
    client: Client
    wire: Wire
    tokens: Tokens
    contacts: Contacts
    ledger: Ledger
    permits: Permits
    tries: Tries
    capabilities: Capabilities
    bell: Bell
    clock: Clock
    pauses: list[float]

    async def advance(self, **span: float) -> None:
        """Time passes, on the platform and here."""
        self.clock.advance(**span)
        await self.sim.advance(timedelta(**span).total_seconds())

    async def bubbles(self, channel: str) -> list[str]:
        """What the citizen reads that came by this channel."""
        chat = await self.sim.chat(self.openid)
        return [
            bubble.text or " ".join(line.value for line in bubble.fields)
            for bubble in chat
            if bubble.channel == channel
        ]

    async def calls(self, api: str) -> int:
        """How often the platform was asked for this."""
        return len([entry for entry in await self.sim.log() if entry.name == api])


OpenTown = Callable[..., Awaitable[Town]]


@pytest.fixture
async def open_town(
    database: Database, names: Names, bell: Bell, tmp_path: Path
) -> AsyncIterator[OpenTown]:
    """Open a town whose account may use these notices."""
    async with AsyncExitStack() as stack:

        async def open_one(
            subscription: Notice | None = None,
            template: Notice | None = None,
            redis: Redis | None = None,
            total_s: float = 10.0,
            secret: str = APP_SECRET,
        ) -> Town:
            clock = Clock(right_now())
            contacts, permits = Contacts(database, clock), Permits(database)
            tries, ledger = Tries(database), Ledger(database)
            capabilities = Capabilities(database)
            register = Register(contacts, bell, clock)
            shelf = SetAside(tmp_path / "shelf")
            door = CallbackDoor(
                an_account(), names, ReplayGuard(None, TOLERANCE), register, shelf, shelf, bell
            )
            callback = await stack.enter_async_context(
                TestServer(_receiving(door, SqlInbox(database), clock))
            )
            address = str(callback.make_url("/wechat"))
            config = SimulatorConfig(APP_ID, APP_SECRET, TOKEN, AES_KEY, address, tries=1)
            server = await stack.enter_async_context(TestServer(create_app(config)))
            root = str(server.make_url("")).rstrip("/")
            sim = await stack.enter_async_context(SimulatorClient(root))
            wire = Wire(root, total_s=total_s)
            stack.push_async_callback(wire.close)
            tokens = Tokens(wire, an_account(secret=secret), redis, clock, PATIENT_S)
            pauses: list[float] = []

            async def pause(seconds: float) -> None:
                pauses.append(seconds)

            client = Client(wire, tokens, pause)
            channel = WeChatChannel(
                client,
                ways(client, tries, ledger, permits, subscription, template),
                contacts,
                tries,
                capabilities,
                Lessons(capabilities, bell),
                clock,
            )
            openid = await sim.follow("王大爷")
            # the rights that following gives are over
            clock.advance(minutes=2)
            await sim.advance(120)
            return Town(
                sim,
                root,
                openid,
                names.citizen(openid),
                channel,
                client,
                wire,
                tokens,
                contacts,
                ledger,
                permits,
                tries,
                capabilities,
                bell,
                clock,
                pauses,
            )

        yield open_one


def _receiving(door: CallbackDoor, inbox: SqlInbox, clock: Clock) -> web.Application:
    """A door that keeps every message and says nothing."""

    async def receive(request: web.Request) -> web.Response:
        call = await door.open(request.query, await request.read(), right_now())
        await inbox.receive(call.message, clock(), call.note)
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post("/wechat", receive)
    return app


@pytest.fixture
async def town(open_town: OpenTown) -> Town:
    return await open_town()


def right_now() -> datetime:
    """For what compares with the wall clock of another process."""
    return datetime.fromtimestamp(int(time.time()), tz=UTC)
