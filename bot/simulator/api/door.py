"""One door for every API call: fault, method, token, capability, quota, then the call itself."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.simulator.errors import MESSAGES, ApiError
from bot.simulator.journal import Crossing, pretty, readable
from bot.simulator.keys import PLATFORM
from bot.simulator.models import Fault
from bot.simulator.platform import Platform

Payload = dict[str, Any]
HTML = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """What an endpoint gets to see of a request."""

    platform: Platform
    request: web.Request
    body: bytes

    @property
    def origin(self) -> str:
        return str(self.request.url.origin())

    def json(self) -> Payload:
        """Raise 44002 for an empty body and 47001 for anything but a JSON object."""
        if not self.body:
            raise ApiError(44002)
        try:
            payload = json.loads(self.body)
        except ValueError as error:
            raise ApiError(47001) from error
        if not isinstance(payload, dict):
            raise ApiError(47001)
        return payload


Handler = Callable[[Call], Awaitable[Payload | web.Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An API under /cgi-bin/: its method, and whom it lets in."""

    name: str
    method: str
    handler: Handler
    needs_token: bool = True
    needs_certificate: bool = True

    def route(self) -> web.RouteDef:
        return web.route("*", f"/cgi-bin/{self.name}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        platform = request.app[PLATFORM]
        begun = asyncio.get_running_loop().time()
        call = Call(platform, request, await request.read())
        fault = platform.faults.take(self.name)
        response = await self._answer(call, fault)
        self._log(call, response, fault, asyncio.get_running_loop().time() - begun)
        return await _hurt(request, response, fault)

    async def _answer(self, call: Call, fault: Fault | None) -> web.Response:
        """The call's own answer, unless a fault comes before it has any effect."""
        if fault and not fault.after_effect:
            return _faulty(fault)
        try:
            self._guard(call)
            result = await self.handler(call)
        except ApiError as error:
            return _refusal(error.code, error.message)
        if fault and not fault.drop and not fault.hang_s:
            return _faulty(fault)
        return result if isinstance(result, web.Response) else _json(result)

    def _guard(self, call: Call) -> None:
        if call.request.method != self.method:
            raise ApiError(43001 if self.method == "GET" else 43002)
        if self.needs_token:
            call.platform.tokens.check(call.request.query.get("access_token", ""))
        if self.needs_certificate and not call.platform.switches.certified:
            raise ApiError(48001)
        call.platform.quotas.count(self.name)

    def _log(
        self, call: Call, response: web.Response, fault: Fault | None, elapsed_s: float
    ) -> None:
        request = call.request
        received = readable(_bytes(response), response.content_type)
        call.platform.journal.write(
            Crossing(
                "api",
                self.name,
                request.method,
                str(request.rel_url),
                sent=readable(call.body, request.content_type),
                status=None if fault and (fault.drop or fault.hang_s) else response.status,
                received=received,
                problem=_problem(response, received, fault),
                elapsed_s=elapsed_s,
            )
        )


def _bytes(response: web.Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b""


def _problem(response: web.Response, received: str, fault: Fault | None) -> str:
    injected = "（注入的故障）" if fault else ""
    if fault and (fault.drop or fault.hang_s):
        return "没有回应" + injected
    if response.status != 200:
        return f"HTTP {response.status}{injected}"
    if received.startswith('{"errcode":') and not received.startswith('{"errcode": 0'):
        payload = json.loads(received)
        return f"{payload['errcode']} {payload['errmsg']}{injected}"
    return "不是 JSON" + injected if received.startswith("<html") else ""


async def _hurt(
    request: web.Request, response: web.Response, fault: Fault | None
) -> web.StreamResponse:
    """Let the answer hang, or never let it out, when the fault says so."""
    if fault and fault.hang_s:
        await request.app[PLATFORM].feed.until(lambda: None, fault.hang_s)  # or the simulator's end
    if fault and fault.drop and request.transport:
        request.transport.abort()
    return response


def _faulty(fault: Fault) -> web.Response:
    if fault.status is not None:
        return web.Response(status=fault.status, text=HTML, content_type="text/html")
    if fault.html:
        return web.Response(text=HTML, content_type="text/html")
    code = -1 if fault.code is None else fault.code
    return _refusal(code, fault.message or MESSAGES.get(code, "unknown error"))


def _refusal(code: int, message: str) -> web.Response:
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return _json({"errcode": code, "errmsg": f"{message} rid: {rid}"})


def _json(payload: Payload) -> web.Response:
    # the header as WeChat sends it: `encoding`, not `charset`
    return web.Response(
        body=pretty(payload).encode(),
        headers={"Content-Type": "application/json; encoding=utf-8"},
    )
