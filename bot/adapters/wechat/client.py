"""wechatpy's client on a transport of our own: asynchronous, bounded, with one token for all.

Its endpoint classes work unchanged where they only call `get` and `post` and hand on what comes
back (message, media, menu, user, template, misc): each call is then awaited. Those that look into
the answer themselves (card, datacube, some of customservice) do not.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from wechatpy.client import WeChatClient

from bot.adapters.wechat.errors_table import Action, entry_for
from bot.adapters.wechat.failures import Refused, Unavailable
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.wire import File, Wire

PAUSES_S = (1.0, 2.0, 4.0)
"""Waits before another try while the platform is busy."""


class Client(WeChatClient):  # type: ignore[misc]  # wechatpy carries no types
    """Calls in the name of our account. Every call raises CallFailed when it fails."""

    def __init__(
        self,
        wire: Wire,
        tokens: Tokens,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(tokens.app_id, secret="")  # the secret is for tokens alone
        self.API_BASE_URL = f"{wire.api_url}/cgi-bin/"
        self._wire, self._tokens, self._pause = wire, tokens, pause

    async def file_at(self, url: str) -> File:
        """The file at an address that the API itself gave us."""
        answer = await self._wire.call("GET", url)
        if not isinstance(answer, File):
            raise Unavailable("an answer without a file")
        return answer

    def fetch_access_token(self) -> None:
        """wechatpy's own way to a token would block every other call."""
        raise NotImplementedError("tokens come from Tokens")

    async def _request(
        self,
        method: str,
        url_or_endpoint: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        result_processor: Callable[[Any], Any] | None = None,
    ) -> Any:
        body = None if data is None else json.dumps(data, ensure_ascii=False).encode()
        url = f"{self.API_BASE_URL}{url_or_endpoint}"
        answer = await self._patiently(method, url, dict(params or {}), body)
        return result_processor(answer) if result_processor else answer

    async def _patiently(
        self, method: str, url: str, params: dict[str, str], body: bytes | None
    ) -> dict[str, Any] | File:
        """Call, and again after a pause while the platform is busy."""
        for pause in PAUSES_S:
            try:
                return await self._signed_in(method, url, params, body)
            except (Refused, Unavailable) as failure:
                if not _busy(failure):
                    raise
                await self._pause(pause)
        return await self._signed_in(method, url, params, body)

    async def _signed_in(
        self, method: str, url: str, params: dict[str, str], body: bytes | None
    ) -> dict[str, Any] | File:
        """Call with our token; with another one, once, if WeChat refuses the first."""
        token = await self._tokens.current()
        try:
            return await self._wire.call(method, url, {**params, "access_token": token}, body)
        except Refused as refused:
            if entry_for(refused.code).action is not Action.REFRESH:
                raise
        token = await self._tokens.instead_of(token)
        return await self._wire.call(method, url, {**params, "access_token": token}, body)


def _busy(failure: Refused | Unavailable) -> bool:
    return isinstance(failure, Unavailable) or (entry_for(failure.code).action is Action.BACK_OFF)
