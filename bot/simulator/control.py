"""The control API under /sim: citizens, faults, clock, log and departments, for tests and pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web
from pydantic import ValidationError

from bot.simulator import requests
from bot.simulator.citizens import Resident
from bot.simulator.errors import ApiError, Refused
from bot.simulator.feed import as_json
from bot.simulator.journal import pretty
from bot.simulator.keys import DEPARTMENTS, PLATFORM, ROBOTS
from bot.simulator.pushes import Draft

LONGEST_WAIT_S = 60.0
Wanted = TypeVar("Wanted", bound=requests.Request)
Item = TypeVar("Item")


async def list_citizens(request: web.Request) -> web.Response:
    platform = request.app[PLATFORM]
    return _answer([platform.view(citizen) for citizen in platform.citizens.all()])


async def create_citizen(request: web.Request) -> web.Response:
    platform = request.app[PLATFORM]
    wanted = await _read(request, requests.NewCitizen)
    view = platform.view(platform.citizens.add(wanted.name))
    platform.feed.publish("citizen", view)
    return _answer(view)


async def show_citizen(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].view(_citizen(request)))


async def change_citizen(request: web.Request) -> web.Response:
    platform, citizen = request.app[PLATFORM], _citizen(request)
    citizen.accepts_notices = (await _read(request, requests.CitizenChange)).accepts_notices
    platform.feed.publish("citizen", platform.view(citizen))
    return _answer(platform.view(citizen))


async def follow(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.Follow)
    return _answer(await request.app[PLATFORM].follow(_citizen(request), wanted.scene))


async def unfollow(request: web.Request) -> web.Response:
    return _answer(await request.app[PLATFORM].unfollow(_citizen(request)))


async def write(request: web.Request) -> web.Response:
    platform = request.app[PLATFORM]
    wanted = await _read(request, requests.Message)
    draft, shown = requests.compose(platform, wanted, str(request.url.origin()))
    return _answer(await platform.write(_citizen(request), draft, shown, **wanted.how()))


async def act(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.Event)
    draft = requests.compose_event(wanted)
    exchange = await request.app[PLATFORM].act(_citizen(request), draft, **wanted.how())
    return _answer(exchange)


async def push_raw(request: web.Request) -> web.Response:
    """Ready-made XML, signed and sealed as any push: what no phone could send."""
    wanted = await _read(request, requests.RawPush)
    citizen, draft = _citizen(request), Draft(wanted.name, ())
    exchange = await request.app[PLATFORM].carry(
        citizen, draft, wanted.xml, "", citizen.last_index, wanted.copies
    )
    return _answer(exchange)


async def consent(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.Consent)
    choices = [(choice.template_id, choice.accept) for choice in wanted.choices]
    return _answer(await request.app[PLATFORM].decide(_citizen(request), choices))


async def withdraw(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.Withdrawal)
    return _answer(await request.app[PLATFORM].withdraw(_citizen(request), wanted.template_id))


async def chat(request: web.Request) -> web.Response:
    """Bubbles after an index, at once when there are any, else as soon as there are."""
    citizen = _citizen(request)
    return await _wait_for_more(request, lambda after: citizen.bubbles[after:])


async def ledger(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].ledger.left(_citizen(request).openid))


async def upload(request: web.Request) -> web.Response:
    """A file on a citizen's phone: the body is the file, `kind` says which sort it is."""
    medium = request.app[PLATFORM].media.add(
        request.query.get("kind", "image"),
        await request.read(),
        request.content_type,
        request.query.get("filename", ""),
    )
    return _answer({"media_id": medium.id})


async def download(request: web.Request) -> web.Response:
    medium = request.app[PLATFORM].media.shown(request.match_info["media_id"])
    if medium is None:
        raise Refused(404, "there is no such file")
    safe = medium.content_type.startswith(("image/", "audio/", "video/"))
    kind = medium.content_type if safe else "application/octet-stream"
    return web.Response(body=medium.data, content_type=kind)


async def list_faults(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].faults.all())


async def add_fault(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.NewFault)
    how = wanted.model_dump(exclude={"target", "times"})
    platform = request.app[PLATFORM]
    fault = platform.faults.add(wanted.target, wanted.times, **how)
    platform.feed.publish("faults", platform.faults.all())
    return _answer(fault)


async def clear_faults(request: web.Request) -> web.Response:
    platform = request.app[PLATFORM]
    platform.faults.clear(request.query.get("target"))
    platform.feed.publish("faults", platform.faults.all())
    return _answer([])


async def show_switches(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].switches)


async def change_switches(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.SwitchChange)
    return _answer(request.app[PLATFORM].switch(**wanted.model_dump(exclude_unset=True)))


async def advance(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].advance((await _read(request, requests.Advance)).seconds))


async def now(request: web.Request) -> web.Response:
    return _answer({"now": request.app[PLATFORM].clock.now()})


async def end_tokens(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.TokenEnd)
    request.app[PLATFORM].tokens.end_all(expired=wanted.code == 42001)
    return _answer({"ended": True})


async def set_daily_limit(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.DailyLimit)
    request.app[PLATFORM].quotas.limit(wanted.api, wanted.calls)
    return _answer(wanted.model_dump())


async def show_menu(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].menu)


async def list_templates(request: web.Request) -> web.Response:
    return _answer(request.app[PLATFORM].notices.templates())


async def log(request: web.Request) -> web.Response:
    kind = request.query.get("kind")
    journal = request.app[PLATFORM].journal
    return await _wait_for_more(request, lambda after: journal.entries(after, kind))


async def verify_url(request: web.Request) -> web.Response:
    return _answer(await request.app[PLATFORM].courier.check_url())


async def list_departments(request: web.Request) -> web.Response:
    departments = request.app[DEPARTMENTS]
    units = departments.units.values()
    return _answer([{"code": unit.code, "name": unit.name} for unit in units])


async def events(request: web.Request) -> web.Response:
    departments, code = request.app[DEPARTMENTS], request.match_info["code"]
    return await _wait_for_more(request, lambda after: departments.events(code)[after:])


async def act_of_department(request: web.Request) -> web.Response:
    wanted = await _read(request, requests.Act)
    place = request.match_info
    result = await request.app[DEPARTMENTS].act(
        place["code"], place["number"], place["verb"], wanted.said, wanted.key
    )
    return _answer(result)


async def attachment(request: web.Request) -> web.Response:
    place = request.match_info
    data, kind = await request.app[DEPARTMENTS].attachment(
        place["code"], place["number"], place["attachment"]
    )
    safe = kind.startswith(("image/", "audio/", "video/"))
    return web.Response(body=data, content_type=kind if safe else "application/octet-stream")


async def robot_messages(request: web.Request) -> web.Response:
    robots, place = request.app[ROBOTS], request.match_info
    request.app[DEPARTMENTS].unit(place["code"])
    return await _wait_for_more(
        request, lambda after: robots.messages(place["code"], place["platform"])[after:]
    )


@web.middleware
async def explain_refusals(
    request: web.Request, handler: Callable[[web.Request], Any]
) -> web.StreamResponse:
    """Refusals of the simulator as JSON with one sentence."""
    try:
        response: web.StreamResponse = await handler(request)
    except Refused as refusal:
        return _refuse(refusal.status, refusal.message)
    except ApiError as error:
        return _refuse(422, f"{error.code} {error.message}")
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        return _refuse(422, f"{field}: {first['msg']}")
    return response


async def _read(request: web.Request, model: type[Wanted]) -> Wanted:
    return model.model_validate_json(await request.read() or b"{}")


def _citizen(request: web.Request) -> Resident:
    return request.app[PLATFORM].citizens.get(request.match_info["who"])


def _answer(record: Any) -> web.Response:
    return web.json_response(as_json(record), dumps=pretty)


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status, dumps=pretty)


async def _wait_for_more(request: web.Request, look: Callable[[int], list[Item]]) -> web.Response:
    """What `look` finds after `?after=`, waiting up to `?wait_s=` for the first of it."""
    try:
        after = int(request.query.get("after", "0"))
        wait_s = min(float(request.query.get("wait_s", "0")), LONGEST_WAIT_S)
    except ValueError as error:
        raise Refused(422, "after and wait_s are numbers") from error
    found = look(after)
    if not found and wait_s > 0:
        found = await request.app[PLATFORM].feed.until(lambda: look(after) or None, wait_s) or []
    return _answer(found)


ROUTES = [
    web.get("/sim/citizens", list_citizens),
    web.post("/sim/citizens", create_citizen),
    web.get("/sim/citizens/{who}", show_citizen),
    web.patch("/sim/citizens/{who}", change_citizen),
    web.post("/sim/citizens/{who}/follow", follow),
    web.post("/sim/citizens/{who}/unfollow", unfollow),
    web.post("/sim/citizens/{who}/messages", write),
    web.post("/sim/citizens/{who}/events", act),
    web.post("/sim/citizens/{who}/push", push_raw),
    web.post("/sim/citizens/{who}/consent", consent),
    web.post("/sim/citizens/{who}/withdraw", withdraw),
    web.get("/sim/citizens/{who}/chat", chat),
    web.get("/sim/citizens/{who}/ledger", ledger),
    web.post("/sim/media", upload),
    web.get("/media/{media_id}", download),
    web.get("/sim/faults", list_faults),
    web.post("/sim/faults", add_fault),
    web.delete("/sim/faults", clear_faults),
    web.get("/sim/switches", show_switches),
    web.patch("/sim/switches", change_switches),
    web.get("/sim/clock", now),
    web.post("/sim/clock/advance", advance),
    web.post("/sim/tokens/end", end_tokens),
    web.post("/sim/quotas", set_daily_limit),
    web.get("/sim/menu", show_menu),
    web.get("/sim/templates", list_templates),
    web.get("/sim/log", log),
    web.post("/sim/verify-url", verify_url),
    web.get("/sim/departments", list_departments),
    web.get("/sim/departments/{code}/events", events),
    web.post("/sim/departments/{code}/tickets/{number}/{verb}", act_of_department),
    web.get("/sim/departments/{code}/tickets/{number}/attachments/{attachment}", attachment),
    web.get("/sim/departments/{code}/robots/{platform}", robot_messages),
]
