"""Customer-service messages: /cgi-bin/message/custom/…"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.api.door import Call, Endpoint, Payload
from bot.simulator.errors import ApiError
from bot.simulator.models import Choice

OK: Payload = {"errcode": 0, "errmsg": "ok"}
TEXT_BYTES = 2_048
TYPING_S = 15.0
RECENT_S = 30.0
MOST_CHOICES = 10

Content = dict[str, Any]


async def send(call: Call) -> Payload:
    """One message; WeChat counts it only when everything about it is right."""
    payload = call.json()
    citizen = call.platform.citizens.receiver(payload.get("touser"))
    kind = payload.get("msgtype")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise ApiError(40008)
    shown_as, content = reader(call, _box(payload, str(kind)))
    call.platform.ledger.spend(citizen.openid)
    call.platform.citizens.show(citizen, "account", shown_as, channel="customer_service", **content)
    return OK


async def typing(call: Call) -> Payload:
    payload = call.json()
    platform = call.platform
    citizen = platform.citizens.receiver(payload.get("touser"))
    platform.ledger.require(citizen.openid)
    now = platform.clock.now()
    if payload.get("command") == "CancelTyping":
        citizen.typing_until = 0.0
    elif payload.get("command") != "Typing":
        raise ApiError(45072)
    elif now - citizen.wrote_at > RECENT_S:
        raise ApiError(45080)
    elif citizen.typing_until > now:
        raise ApiError(45081)
    else:
        citizen.typing_until = now + TYPING_S
    typing_now = citizen.typing_until > now
    platform.feed.publish("typing", {"citizen": citizen.openid, "typing": typing_now})
    return OK


def _box(payload: Payload, kind: str) -> Mapping[str, Any]:
    box = payload.get(kind)
    if not isinstance(box, dict):
        raise ApiError(44004)
    return box


def _text(call: Call, box: Mapping[str, Any]) -> tuple[str, Content]:
    return "text", {"text": _words(box.get("content"))}


def _medium(call: Call, box: Mapping[str, Any]) -> tuple[str, Content]:
    if not box.get("media_id"):
        raise ApiError(41006)
    medium = call.platform.media.get(str(box["media_id"]))
    return medium.kind, {"media_id": medium.id, "title": str(box.get("title", ""))}


def _music(call: Call, box: Mapping[str, Any]) -> tuple[str, Content]:
    url = str(box.get("musicurl", ""))
    return "music", {"title": str(box.get("title", "")), "url": url}


def _news(call: Call, box: Mapping[str, Any]) -> tuple[str, Content]:
    articles = box.get("articles")
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise ApiError(45008)
    article = articles[0]
    return "news", {
        "title": _words(article.get("title")),
        "text": str(article.get("description", "")),
        "url": str(article.get("url", "")),
    }


def _menu(call: Call, box: Mapping[str, Any]) -> tuple[str, Content]:
    lines = box.get("list")
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_CHOICES:
        raise ApiError(47001, "msgmenu list size out of limit")
    choices = tuple(_choice(line) for line in lines)
    return "menu", {
        "text": str(box.get("head_content", "")),
        "choices": choices,
        "tail": str(box.get("tail_content", "")),
    }


def _choice(line: Any) -> Choice:
    if not isinstance(line, dict) or not line.get("id") or not line.get("content"):
        raise ApiError(47001, "msgmenu list needs id and content")
    return Choice(str(line["id"]), str(line["content"]))


def _words(value: Any) -> str:
    """Raise 44004 for empty text and 45002 for more than 2,048 bytes of UTF-8."""
    if not isinstance(value, str) or not value.strip():
        raise ApiError(44004)
    if len(value.encode()) > TEXT_BYTES:
        raise ApiError(45002)
    return value


READERS: Mapping[str, Callable[[Call, Mapping[str, Any]], tuple[str, Content]]] = {
    "text": _text,
    "image": _medium,
    "voice": _medium,
    "video": _medium,
    "music": _music,
    "news": _news,
    "msgmenu": _menu,
}

ENDPOINTS = (
    Endpoint("message/custom/send", "POST", send),
    Endpoint("message/custom/typing", "POST", typing),
)
