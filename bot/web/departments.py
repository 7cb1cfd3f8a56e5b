"""The departments' door: a unit's own system acts on a ticket it holds."""

import json
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.domain.errors import BodyRejected
from bot.services.department_calls import Call, Verb
from bot.web.keys import CALLS, FILES, GATE
from bot.web.responses import as_json

UNREADABLE = "请求体必须是 UTF-8 编码的 JSON 对象。"
DEEPEST = 20
TOO_DEEP = f"请求体最多嵌套 {DEEPEST} 层。"
"""What can just be read might be too deep to be written into our books."""


async def act(request: web.Request) -> web.StreamResponse:
    """POST /departments/{code}/tickets/{number}/{verb}: one step of one ticket."""
    body = await request.read()
    call_id = _admit(request, body)
    path = request.match_info
    call = Call(call_id, path["code"], path["number"], Verb(path["verb"]), _fields(body))
    return as_json(asdict(await request.app[CALLS].take(call)))


async def attachment(request: web.Request) -> web.StreamResponse:
    """GET /departments/{code}/tickets/{number}/attachments/{id}: what the citizen attached."""
    _admit(request, await request.read())
    path = request.match_info
    found, data = await request.app[FILES].open(path["code"], path["number"], path["id"])
    return web.Response(
        body=data,
        headers={
            "Content-Type": found.content_type or "application/octet-stream",
            # never shown inside our own address: a citizen chose these bytes
            "Content-Disposition": f'attachment; filename="{found.id}"',
        },
    )


def _admit(request: web.Request, body: bytes) -> str:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return request.app[GATE].admit(request.match_info["code"], headers, body)


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise BodyRejected(UNREADABLE) from None
    if not isinstance(fields, dict):
        raise BodyRejected(UNREADABLE)
    if _is_deeper(fields, DEEPEST):
        raise BodyRejected(TOO_DEEP)
    return fields


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inside)
