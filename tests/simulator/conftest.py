"""A simulated platform with an account's own server behind it, both on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from wechatpy.crypto import WeChatCrypto

from bot.simulator import SimulatedDepartment, SimulatorConfig, create_app
from bot.simulator.client import SimulatorClient

APP_ID = "wx5a1c9f3e7b2d4680"
APP_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TOKEN = "a-token-of-the-account"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
HEATING = SimulatedDepartment(
    "heating", "供热管理办公室", "whsec_aGVhdGluZy1zZWNyZXQtMDEyMzQ1Njc4OQ==", "SECrobot-of-heating"
)
HOUSING = SimulatedDepartment("housing", "住房保障局", "whsec_aG91c2luZy1zZWNyZXQtMDEyMzQ1Njc4OQ==")

Answering = Callable[["Heard"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Heard:
    """One push as the account's server got it; `xml` is what wechatpy decrypts from it."""

    query: dict[str, str]
    body: str
    xml: str


@dataclass
class Account:
    """The server of the official account: keeps what it hears, answers as told."""

    crypto: WeChatCrypto = field(default_factory=lambda: WeChatCrypto(TOKEN, AES_KEY, APP_ID))
    heard: list[Heard] = field(default_factory=list)
    answering: Answering | None = None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode()
        if request.method == "GET":
            return web.Response(text=request.query["echostr"])
        heard = Heard(dict(request.query), body, self._open(request, body))
        self.heard.append(heard)
        if self.answering is None:
            return web.Response(text="success")
        return await self.answering(heard)

    def says(self, *answers: Any, status: int = 200) -> None:
        """Answer with these bodies one after another, the last one for ever."""
        waiting = list(answers)

        async def answer(heard: Heard) -> web.Response:
            body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            return web.Response(body=body(heard) if callable(body) else body, status=status)

        self.answering = answer

    def reply(self, text: str) -> Callable[[Heard], bytes]:
        """A passive text reply, sealed by wechatpy."""
        return lambda heard: self.seal(text_reply(text, openid_in(heard.xml)))

    def seal(self, xml: str) -> bytes:
        sealed: str = self.crypto.encrypt_message(xml, "nonce", "1700000000")
        return sealed.encode()

    def _open(self, request: web.Request, body: str) -> str:
        if request.query.get("encrypt_type") != "aes":
            return body
        query = request.query
        xml: str = self.crypto.decrypt_message(
            body, query["msg_signature"], query["timestamp"], query["nonce"]
        )
        return xml


@dataclass
class World:
    sim: SimulatorClient
    account: Account
    root: str
    http: aiohttp.ClientSession

    async def token(self, **more: Any) -> str:
        answer = await self.call_without_token("stable_token", json=credentials(**more))
        return str(answer["access_token"])

    async def call(self, api: str, body: Any = None, **query: str) -> dict[str, Any]:
        """An API call with a good token; GET when there is no body."""
        query.setdefault("access_token", await self.token())
        return await self.call_without_token(api, json=body, **query)

    async def call_without_token(
        self, api: str, *, json: Any = None, **query: str
    ) -> dict[str, Any]:
        method = "GET" if json is None else "POST"
        url = f"{self.root}/cgi-bin/{api}"
        async with self.http.request(method, url, json=json, params=query) as response:
            answer: dict[str, Any] = await response.json(content_type="application/json")
            return answer

    async def say_by_service(self, openid: str, text: str = "您好") -> int:
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return int((await self.call("message/custom/send", body))["errcode"])


OpenWorld = Callable[..., Awaitable[World]]
HASTY_S = 1.0
"""WeChat's patience where it is to be lost: a slow machine answers in less."""
SCANT_S = 0.3
"""The same towards an account that answers nothing: enough for a slow machine to hear a push."""


@asynccontextmanager
async def worlds() -> AsyncIterator[OpenWorld]:
    """Opens platforms (and the account behind each) with other settings than the usual ones."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> World:
            account = Account()
            app = web.Application()
            app.router.add_route("*", "/wechat", account.serve)
            server = await stack.enter_async_context(TestServer(app))
            config = SimulatorConfig(
                **{
                    "app_id": APP_ID,
                    "app_secret": APP_SECRET,
                    "token": TOKEN,
                    "aes_key": AES_KEY,
                    "callback_url": str(server.make_url("/wechat")),
                    "departments": (HEATING, HOUSING),
                    "retry_after_s": 60.0,  # nobody is cut off unless a test says so
                    **settings,
                }
            )
            platform = await stack.enter_async_context(TestServer(create_app(config)))
            root = str(platform.make_url("")).rstrip("/")
            http = await stack.enter_async_context(aiohttp.ClientSession())
            sim = await stack.enter_async_context(SimulatorClient(root))
            return World(sim, account, root, http)

        yield open_one


@pytest.fixture
async def open_world() -> AsyncIterator[OpenWorld]:
    async with worlds() as open_one:
        yield open_one


@pytest.fixture
async def world(open_world: OpenWorld) -> World:
    return await open_world()


def credentials(**more: Any) -> dict[str, Any]:
    grant = {"grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET}
    return {**grant, **more}


def openid_in(xml: str) -> str:
    return xml.split("<FromUserName><![CDATA[", 1)[1].split("]]>", 1)[0]


def text_reply(text: str, openid: str, created: str = "1700000000") -> str:
    return (
        f"<xml><ToUserName><![CDATA[{openid}]]></ToUserName>"
        f"<FromUserName><![CDATA[gh_3f1c5a9be207]]></FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content></xml>"
    )


async def never(heard: Heard) -> web.StreamResponse:
    """An answer that does not come before the connection is cut."""
    await asyncio.Event().wait()
    raise AssertionError
