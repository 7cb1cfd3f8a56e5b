"""WeChat's door: it asks who we are, then brings what citizens say."""

from collections.abc import Sequence

from aiohttp import web

from bot.domain.errors import BodyRejected
from bot.services.ports.channel import Door
from bot.services.ports.clock import Clock
from bot.services.ports.receivers import Receiver
from bot.web.crowd import Crowd
from bot.web.keys import CLOCK, CROWD, DOOR, RECEIVER
from bot.web.routes import Caller, Route

PATH = "/wechat"
MOST_CALLS = 150
"""More open calls than these could not all be answered in time. Who comes then is refused at once
and mostly unread, which costs next to nothing: WeChat brings the message again a little later."""


def add_wechat(
    app: web.Application,
    door: Door,
    receiver: Receiver,
    clock: Clock,
    most_calls: int = MOST_CALLS,
) -> None:
    """Give the door's routes what they open on."""
    app[DOOR], app[RECEIVER], app[CLOCK] = door, receiver, clock
    app[CROWD] = Crowd(most_calls)


async def greet(request: web.Request) -> web.StreamResponse:
    """GET /wechat: an operator entered our address, WeChat makes sure that it is ours."""
    echo = request.app[DOOR].greet(request.query, request.app[CLOCK]())
    return web.Response(text=echo)


async def receive(request: web.Request) -> web.StreamResponse:
    """POST /wechat: one message or event of one citizen.

    A message that could not be kept is not acknowledged: the error leaves as it is, and WeChat
    brings the message again.
    """
    door, now, crowd = request.app[DOOR], request.app[CLOCK](), request.app[CROWD]
    crowd.refuse_if_full()
    try:
        call = await door.open(request.query, await request.read(), now)
    except BodyRejected:
        # it is set aside and a human knows: brought again it would be no better
        return _response(*door.acknowledge())
    with crowd.one_more():  # only who is WeChat takes up room
        reply, at = await request.app[RECEIVER].answer(call)
    return _response(*call.seal(reply.words if reply else "", at))


def _response(content_type: str, body: bytes) -> web.Response:
    return web.Response(body=body, content_type=content_type, charset="utf-8")


ROUTES: Sequence[Route] = (
    Route("GET", PATH, greet, Caller.WECHAT),
    Route("POST", PATH, receive, Caller.WECHAT),
)
