"""The doors of the departments: webhook receivers and group robots."""

from aiohttp import web

from bot.simulator import webhooks
from bot.simulator.departments import Malformed
from bot.simulator.errors import Refused
from bot.simulator.journal import Crossing, pretty
from bot.simulator.keys import DEPARTMENTS, PLATFORM, ROBOTS
from bot.simulator.models import Fault
from bot.simulator.robots import A_MINUTE, Post, RobotRefusal, accepted, refused


async def hook(request: web.Request) -> web.StreamResponse:
    """POST /hook/{code}: one event for one department."""
    code, body = request.match_info["code"], await request.read()
    fault = request.app[PLATFORM].faults.take(f"hook/{code}")
    if fault and not fault.after_effect:
        return await _fail(request, body, fault)
    response = _receive(request, code, body)
    if fault:
        return await _fail(request, body, fault)
    _log(request, body, response.status, response.text or "")
    return response


async def robot(request: web.Request) -> web.StreamResponse:
    """POST /robot/{platform}/{code}: one message into one group; refusals come with HTTP 200."""
    platform, code = request.match_info["platform"], request.match_info["code"]
    body = await request.read()
    fault = request.app[PLATFORM].faults.take(f"robot/{platform}/{code}")
    if fault:
        return await _fail(request, body, fault)
    payload = _receive_robot(request, platform, code, body)
    problem = "" if 0 in (payload.get("errcode"), payload.get("code")) else pretty(payload)
    _log(request, body, 200, pretty(payload), problem)
    return web.json_response(payload)


def _receive(request: web.Request, code: str, body: bytes) -> web.Response:
    departments = request.app[DEPARTMENTS]
    try:
        secret = departments.unit(code).secret
        now = request.app[PLATFORM].clock.true_time()
        message_id = webhooks.verify(secret, request.headers, body, now)
        event = departments.take(code, message_id, body)
    except Refused as error:
        return web.json_response({"error": error.message}, status=404)
    except webhooks.WrongSignature as error:
        return web.json_response({"error": str(error)}, status=401)
    except Malformed as error:
        return web.json_response({"error": str(error)}, status=400)
    return web.json_response({"received": event.id, "duplicate": event.deliveries > 1})


def _receive_robot(
    request: web.Request, platform: str, code: str, body: bytes
) -> dict[str, object]:
    for name in A_MINUTE:
        if name == platform:
            post_to = name
            break
    else:
        raise web.HTTPNotFound
    try:
        unit = request.app[DEPARTMENTS].unit(code)
        request.app[ROBOTS].take(Post(post_to, unit, request.query, body))
    except Refused as error:
        raise web.HTTPNotFound from error
    except RobotRefusal as refusal:
        return refused(post_to, refusal)
    return accepted(post_to)


async def _fail(request: web.Request, body: bytes, fault: Fault) -> web.StreamResponse:
    """Fail as told: hang, drop the connection, or answer a status."""
    silent = fault.drop or bool(fault.hang_s)
    status = fault.status or 503
    said = "没有回应（注入的故障）" if silent else f"HTTP {status}（注入的故障）"
    _log(request, body, None if silent else status, "", said)
    if fault.hang_s:
        await request.app[PLATFORM].feed.until(lambda: None, fault.hang_s)  # or the simulator's end
    if fault.drop and request.transport:
        request.transport.abort()
    return web.Response(status=status)


def _log(
    request: web.Request, body: bytes, status: int | None, answer: str, problem: str = ""
) -> None:
    path = request.path.strip("/")
    wanted = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")
    request.app[PLATFORM].journal.write(
        Crossing(
            "hook" if path.startswith("hook/") else "robot",
            path,
            request.method,
            str(request.rel_url),
            sent=body.decode("utf-8", "replace"),
            headers={name: request.headers[name] for name in wanted if name in request.headers},
            status=status,
            received=answer,
            problem=problem or ("" if status == 200 else f"HTTP {status}"),
        )
    )


ROUTES = [
    web.post("/hook/{code}", hook),
    web.post("/robot/{platform}/{code}", robot),
]
