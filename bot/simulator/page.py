"""The page for people: a phone, the departments and the raw exchange, live."""

import asyncio
import json
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from bot.simulator.api.routes import ENDPOINTS
from bot.simulator.citizens import Resident
from bot.simulator.feed import as_json
from bot.simulator.keys import DEPARTMENTS, PLATFORM, ROBOTS
from bot.simulator.models import Bubble
from bot.simulator.robots import A_MINUTE

HERE = Path(__file__).parent
HEARTBEAT_S = 15.0
SHOWN_CITIZENS = 30
SHOWN_BUBBLES = 300
SHOWN_LOG = 200
SHOWN_EVENTS = 500

EXAMPLES = (
    "社保卡丢了怎么补办",
    "人民路23号门口路灯坏了三天没人修",
    "查询",
    "家里着火了",
    "楼下烧烤店半夜还很吵，睡不着觉",
)
# What a browser may load: only this server's own files.
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data: blob:; media-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def page(request: web.Request) -> web.Response:
    config = request.app[PLATFORM].config
    html = TEMPLATES.get_template("page.html").render(
        account_name=config.account_name,
        app_id=config.app_id,
        examples=EXAMPLES,
        apis=[endpoint.name for endpoint in ENDPOINTS],
    )
    return web.Response(text=html, content_type="text/html")


async def state(request: web.Request) -> web.Response:
    """Everything the page shows, for its first moment and after a lost connection."""
    platform, departments = request.app[PLATFORM], request.app[DEPARTMENTS]
    robots = request.app[ROBOTS]
    citizens = _shown(platform.citizens.all(), len(platform.config.citizens))
    return web.json_response(
        {
            "now": platform.clock.now(),
            "citizens": [as_json(platform.view(citizen)) for citizen in citizens],
            "chats": {c.openid: _tail(c.bubbles) for c in citizens},
            "menu": platform.menu,
            "templates": as_json(platform.notices.templates()),
            "departments": [
                {"code": unit.code, "name": unit.name} for unit in departments.units.values()
            ],
            "events": as_json(
                [e for code in departments.units for e in departments.events(code)][-SHOWN_EVENTS:]
            ),
            "acts": as_json(departments.acts()[-SHOWN_EVENTS:]),
            "robots": as_json(
                [
                    message
                    for code in departments.units
                    for name in A_MINUTE
                    for message in robots.messages(code, name)
                ]
            ),
            "switches": as_json(platform.switches),
            "faults": as_json(platform.faults.all()),
            "log": as_json(platform.journal.entries(last=SHOWN_LOG)),
        }
    )


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events: every change, as soon as it happens."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
    )
    with request.app[PLATFORM].feed.listen() as changes:
        await response.prepare(request)
        try:
            await response.write(b": welcome\n\n")
            while (line := await _next_line(changes)) is not None:
                await response.write(line)
        except ConnectionError:
            pass  # the browser went away: nothing is left to tell it
    return response


async def _next_line(changes: asyncio.Queue[Any]) -> bytes | None:
    try:
        async with asyncio.timeout(HEARTBEAT_S):
            change = await changes.get()
    except TimeoutError:
        return b": still here\n\n"
    if change is None:
        return None
    topic, payload = change
    return f"event: {topic}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def _shown(citizens: list[Resident], first: int) -> list[Resident]:
    """The citizens of the start and the newest ones: a replay brings thousands."""
    return [*citizens[:first], *citizens[first:][-SHOWN_CITIZENS:]]


def _tail(bubbles: list[Bubble]) -> Any:
    return as_json(bubbles[-SHOWN_BUBBLES:])


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: the headers on everything a browser may show."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)


ROUTES: list[web.AbstractRouteDef] = [
    web.get("/", page),
    web.get("/sim/state", state),
    web.get("/sim/stream", stream),
    web.static("/static", HERE / "static"),
]
