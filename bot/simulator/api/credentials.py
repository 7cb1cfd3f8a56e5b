"""Tokens: /cgi-bin/token and /cgi-bin/stable_token."""

from collections.abc import Mapping
from typing import Any

from bot.simulator.api.door import Call, Endpoint, Payload
from bot.simulator.errors import ApiError


async def token(call: Call) -> Payload:
    _check_account(call, call.request.query)
    text, seconds = call.platform.tokens.classic()
    return {"access_token": text, "expires_in": seconds}


async def stable_token(call: Call) -> Payload:
    payload = call.json()
    _check_account(call, payload)
    text, seconds = call.platform.tokens.stable(force=payload.get("force_refresh") is True)
    return {"access_token": text, "expires_in": seconds}


def _check_account(call: Call, given: Mapping[str, Any]) -> None:
    config = call.platform.config
    if given.get("grant_type") != "client_credential":
        raise ApiError(40002)
    if not given.get("appid"):
        raise ApiError(41002)
    if not given.get("secret"):
        raise ApiError(41004)
    if given["appid"] != config.app_id:
        raise ApiError(40013)
    if given["secret"] != config.app_secret:
        raise ApiError(40125)


ENDPOINTS = (
    Endpoint("token", "GET", token, needs_token=False, needs_certificate=False),
    Endpoint("stable_token", "POST", stable_token, needs_token=False, needs_certificate=False),
)
