"""The account's menu: /cgi-bin/menu/create, get and delete."""

from collections.abc import Mapping
from typing import Any

from bot.simulator.api.door import Call, Endpoint, Payload
from bot.simulator.errors import ApiError

OK: Payload = {"errcode": 0, "errmsg": "ok"}
MOST_BUTTONS, MOST_SUB_BUTTONS = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES = 16, 60, 128
KEY_TYPES = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)


async def create(call: Call) -> Payload:
    payload = call.json()
    buttons = payload.get("button")
    if not isinstance(buttons, list) or not 0 < len(buttons) <= MOST_BUTTONS:
        raise ApiError(40016)
    for button in buttons:
        _check_button(button)
    call.platform.menu = {"button": buttons}
    call.platform.feed.publish("menu", call.platform.menu)
    return OK


async def get(call: Call) -> Payload:
    if call.platform.menu is None:
        raise ApiError(46003)
    return {"menu": call.platform.menu}


async def delete(call: Call) -> Payload:
    call.platform.menu = None
    call.platform.feed.publish("menu", None)
    return OK


def _check_button(button: Any) -> None:
    _check_name(button, NAME_BYTES)
    below = button.get("sub_button")
    if not below:
        _check_action(button)
        return
    if not isinstance(below, list) or len(below) > MOST_SUB_BUTTONS:
        raise ApiError(40023)
    for sub_button in below:
        _check_name(sub_button, SUB_NAME_BYTES)
        _check_action(sub_button)


def _check_name(button: Any, most: int) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 0 < len(name.encode()) <= most:
        raise ApiError(40018)


def _check_action(button: Mapping[str, Any]) -> None:
    kind = button.get("type")
    if kind in KEY_TYPES:
        key = button.get("key")
        if not isinstance(key, str) or not 0 < len(key.encode()) <= KEY_BYTES:
            raise ApiError(40019)
    elif kind in ("view", "miniprogram"):
        if not str(button.get("url", "")).startswith(("http://", "https://")):
            raise ApiError(40020)
    elif kind not in ("media_id", "article_id", "article_view_limited"):
        raise ApiError(40015)


ENDPOINTS = (
    Endpoint("menu/create", "POST", create),
    Endpoint("menu/get", "GET", get),
    Endpoint("menu/delete", "GET", delete),
)
