"""One call to WeChat's API over HTTP: with a time-out, and one word for each way it can end."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.adapters.wechat.failures import NotSent, Refused, Unanswered, Unavailable

ANSWER_BYTES = 1 << 20
FILE_BYTES = 32 << 20
IDLE_S = 8.0
"""Shorter than any server keeps a silent connection: a POST must not fall into a closed one."""

FILES = ("image/", "audio/", "video/", "voice/", "application/octet-stream")
RID = re.compile(r"rid:\s*([0-9a-zA-Z-]+)")


@dataclass(frozen=True)
class File:
    """What media calls answer with."""

    data: bytes
    content_type: str


class Wire:
    """Connections to the API at `api_url`. Close it at the end. Times are in seconds."""

    def __init__(self, api_url: str, total_s: float = 10.0, connect_s: float = 4.0) -> None:
        self.api_url = api_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(
            total=total_s, connect=connect_s, sock_connect=connect_s
        )
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> dict[str, Any] | File:
        """The API's answer: its JSON object, or a file.

        Raises NotSent, Unanswered, Unavailable or Refused.
        """
        try:
            return await self._call(method, url, params, data)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # from None: the address inside the error carries the token
            raise Unanswered(type(error).__name__) from None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _call(
        self, method: str, url: str, params: Mapping[str, str] | None, data: bytes | None
    ) -> dict[str, Any] | File:
        headers = {"Content-Type": "application/json"} if data is not None else None
        request = self._open().request(
            method, url, params=params, data=data, headers=headers, allow_redirects=False
        )
        async with request as response:
            body = await _at_most(response, FILE_BYTES)
            return _answer(response, body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_S),
            )
        return self._session


async def _at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > limit:
            raise Unavailable("the answer is too long")
    return bytes(body)


def _answer(response: aiohttp.ClientResponse, body: bytes) -> dict[str, Any] | File:
    kind = response.content_type
    if response.status == 200 and kind.startswith(FILES):
        return File(body, kind)
    answer = _json(body)
    if answer is None or response.status >= 500:
        raise Unavailable(f"HTTP {response.status}, {kind}")
    _refuse_errors(answer)
    return answer


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        # WeChat writes control characters into strings
        found = json.loads(body[:ANSWER_BYTES].decode("utf-8", "ignore"), strict=False)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _refuse_errors(answer: Mapping[str, Any]) -> None:
    try:
        code = int(answer.get("errcode") or 0)
    except (TypeError, ValueError):
        raise Unavailable("an errcode that is no number") from None
    if code != 0:
        said = str(answer.get("errmsg") or "")
        rid = RID.search(said)
        raise Refused(code, rid.group(1) if rid else "", said)
