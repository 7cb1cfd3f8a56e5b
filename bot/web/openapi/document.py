"""The OpenAPI document of our doors for programs, made from the doors themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.services.notices import ALARM, EVENTS, PING, WEEKLY
from bot.web.openapi.operations import OPERATIONS, reference
from bot.web.openapi.refusals import JSON
from bot.web.openapi.schemas import schemas
from bot.web.openapi.shapes import text
from bot.web.routes import Caller, Route

PARAMETER = re.compile(r"\{(\w+):((?:[^{}]|\{[^{}]*\})*)\}")
"""A part of aiohttp's paths: its name, and the pattern it must match."""
VERSION = "1"
"""Of the interface. It grows without a new one; what breaks a department's program needs one."""
ABOUT = (
    "The doors for departments' own systems and for operators, and the events that departments "
    "are sent. docs/operators/webhooks.md tells the story around it. Errors have one shape "
    "everywhere; `code` is for programs, `message` a Chinese sentence for people."
)
SIGNATURE = {
    "webhook-id": "1 to 128 printable characters without a full stop or a space. Of a call: chosen "
    "by the caller, makes repeating it harmless. Of an event: its id, the same over all tries.",
    "webhook-timestamp": "Seconds since 1970, at most 300 off.",
    "webhook-signature": "Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of "
    "`id.timestamp.body` over the bytes as they are sent; several, parted by spaces, while a "
    "secret is changed.",
}
SIGNED: Mapping[str, Sequence[str]] = {name: [] for name in SIGNATURE}
SECURITY: Mapping[Caller, Sequence[Mapping[str, Sequence[str]]]] = {
    Caller.DEPARTMENT: [SIGNED],
    Caller.OPERATOR: [{}, {"operators-token": []}],
    Caller.ANYBODY: [],
}

WEBHOOKS = {
    **{kind: ("event", means) for kind, means in EVENTS.items()},
    ALARM: ("alarm", "for the coordinating centre: an emergency, or what could not be delivered"),
    WEEKLY: ("weekly", "on a Monday: answers of yours that need a look; none if none does"),
    PING: ("ping", "somebody wants to see whether you are reached: answer 2xx and do nothing"),
}
"""What we call a unit with: the name of its schema, and when."""


def document(routes: Sequence[Route], own_url: str = "") -> dict[str, Any]:
    """OpenAPI 3.1 of these routes; those that speak to people or to WeChat are left out."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huiying 回应", "version": VERSION, "description": ABOUT},
        "servers": [{"url": own_url or "/"}],
        "paths": _paths(routes),
        "webhooks": {kind: _webhook(kind, *told) for kind, told in WEBHOOKS.items()},
        "components": {
            "schemas": dict(schemas()),
            "securitySchemes": _security(),
            "headers": {
                "retry_after": {
                    "description": "seconds; then call again with the same webhook-id",
                    "required": True,
                    "schema": {"type": "integer", "minimum": 0},
                }
            },
        },
    }


def _paths(routes: Sequence[Route]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in routes:
        for path, operation in _operations(route):
            paths.setdefault(path, {})[route.method.lower()] = operation
    return paths


def _operations(route: Route) -> Iterator[tuple[str, dict[str, Any]]]:
    described = OPERATIONS.get(route.handler)
    for standing, operation in described() if described else ():
        path = route.path
        for name, value in standing.items():
            path = re.sub(rf"\{{{name}:[^{{}}]*\}}", value, path)
        parameters = [_parameter(*found) for found in PARAMETER.findall(path)]
        asked: dict[str, Any] = {"parameters": parameters} if parameters else {}
        asked["security"] = SECURITY[route.caller]
        yield PARAMETER.sub(r"{\1}", path), operation | asked


def _parameter(name: str, pattern: str) -> dict[str, Any]:
    schema = text(pattern=f"^{pattern}$")
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _webhook(kind: str, schema: str, means: str) -> dict[str, Any]:
    narrowed = {"properties": {"type": {"const": kind}}}
    said = {"allOf": [reference(schema), narrowed]}
    operation = {
        "summary": means,
        "tags": ["events"],
        "security": [SIGNED],
        "requestBody": {"required": True, "content": {JSON: {"schema": said}}},
        "responses": {
            "2XX": {"description": "you have it: store first, work later"},
            "default": {
                "description": "408, 425, 429, 5xx: we come again, for three days; any other "
                "answer, a redirect too, is final, and a human of ours is alarmed"
            },
        },
    }
    return {"post": operation}


def _security() -> dict[str, Any]:
    signature = {
        name: {"type": "apiKey", "in": "header", "name": name, "description": means}
        for name, means in SIGNATURE.items()
    }
    token = {
        "type": "http",
        "scheme": "bearer",
        "description": "HUIYING_METRICS_TOKEN; calls from this very machine need none",
    }
    return {**signature, "operators-token": token}
