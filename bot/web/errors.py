"""Every error as an HTTP answer: the only module that knows status codes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.domain.errors import (
    BadInput,
    BodyRejected,
    CallIdTaken,
    DeliveryFailed,
    DialogueFailed,
    DialogueRests,
    FieldRejected,
    HuiyingError,
    LastAdmin,
    MovedMeanwhile,
    NotFound,
    NotYours,
    PageStale,
    RequestRejected,
    SignatureRejected,
    SignInRefused,
    SpoolRefused,
    StepNotAllowed,
    StoreAway,
    TryLater,
    TurnConflict,
    without_words,
)
from bot.web.console.refusals import refusal
from bot.web.pages import page
from bot.web.responses import as_json

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """How an error is told. Without a sentence of ours the error's own is fit for outsiders."""

    status: int
    code: str
    sentence: str | None = None
    retry_after_s: int | None = None


OUR_FAULT = Said(500, "internal_error", "我们这边出了问题，请稍后再试。")
STALE = "这个页面打开得太久了，刚才的操作没有提交。请再提交一次；还不行就刷新页面。"
BUSY = Said(503, "try_later", "现在忙，请稍后再试。", retry_after_s=2)

SAID: Mapping[type[HuiyingError], Said] = {
    SignatureRejected: Said(401, "signature_rejected", "签名缺失、不正确，或者已经过期。"),
    BodyRejected: Said(400, "body_rejected"),
    PageStale: Said(403, "refused", STALE),
    RequestRejected: Said(400, "request_rejected", "这个请求无法读取。"),
    NotFound: Said(404, "not_found", "没有这个工单、附件或地址。"),
    NotYours: Said(403, "not_yours"),
    CallIdTaken: Said(409, "call_id_taken"),
    MovedMeanwhile: Said(409, "moved_meanwhile"),
    StepNotAllowed: Said(409, "step_not_allowed"),
    FieldRejected: Said(422, "field_rejected"),
    SignInRefused: Said(403, "refused"),
    LastAdmin: Said(409, "refused"),
    TurnConflict: BUSY,
    StoreAway: BUSY,
    SpoolRefused: OUR_FAULT,
    TryLater: BUSY,
    BadInput: OUR_FAULT,
    DialogueFailed: OUR_FAULT,
    DialogueRests: BUSY,
    DeliveryFailed: OUR_FAULT,
    HuiyingError: OUR_FAULT,
}

REFUSED = {
    400: Said(400, "refused", "请求被拒绝。"),
    404: Said(404, "not_found", "没有这个地址。"),
    405: Said(405, "method_not_allowed", "这个地址不接受这种请求方式。"),
    408: Said(408, "too_slow", "请求发送得太慢，已中断。"),
    413: Said(413, "too_large", "请求太大。"),
}
"""What aiohttp itself refuses."""


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell every error as an answer. No trace and no citizen's word ever leaves."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        said = REFUSED.get(refusal.status, Said(refusal.status, "refused", "请求被拒绝。"))
        return _answer(request, said, None, refusal.headers.get("Allow"))
    except HuiyingError as error:
        return _answer(request, said_of(error), error)
    except Exception as error:  # the door's boundary: whoever called still gets an answer
        log.error("a request failed", extra={"door": door_of(request), **without_words(error)})
        return _answer(request, OUR_FAULT, None)


def said_of(error: HuiyingError) -> Said:
    """How this error is told: as the nearest of its kinds in the table."""
    return next(SAID[kind] for kind in type(error).__mro__ if kind in SAID)


def _answer(
    request: web.Request, said: Said, error: HuiyingError | None, allow: str | None = None
) -> web.Response:
    response = VOICES.get(door_of(request), _as_json)(request, said, error)
    if said.retry_after_s is not None:
        response.headers["Retry-After"] = str(said.retry_after_s)
    if allow:
        response.headers["Allow"] = allow
    return response


def _as_json(request: web.Request, said: Said, error: HuiyingError | None) -> web.Response:
    told = {"code": said.code, "message": said.sentence or str(error)}
    if isinstance(error, FieldRejected):
        told["field"] = error.field
    return as_json({"error": told}, said.status)


def _as_nothing(request: web.Request, said: Said, error: HuiyingError | None) -> web.Response:
    """For WeChat: it shows a fault to the citizen when it gets words it cannot read."""
    status = 403 if isinstance(error, SignatureRejected) else said.status
    return web.Response(status=status)


def _as_page(request: web.Request, said: Said, error: HuiyingError | None) -> web.Response:
    """For citizens."""
    if said.status == 404:
        words = "这个链接已经失效，或者没有复制完整。\n请回到微信对话，发送“查询”再看一次。"
        return page("找不到这个页面", words, status=404)
    return page("暂时打不开", "现在打不开这个页面，请过一会儿再试。", status=said.status)


def _in_the_console(request: web.Request, said: Said, error: HuiyingError | None) -> web.Response:
    """For staff and admins."""
    return refusal(request, said.status, said.sentence or str(error))


VOICES = {"wechat": _as_nothing, "read": _as_page, "console": _in_the_console}
"""By the first part of the path; all other doors speak JSON."""


def door_of(request: web.Request) -> str:
    """The first part of the path."""
    return request.path.split("/", 2)[1]
