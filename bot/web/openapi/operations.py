"""What each door for programs takes and says, told by its handler."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiohttp.typedefs import Handler

from bot.domain.errors import (
    BodyRejected,
    CallIdTaken,
    FieldRejected,
    HuiyingError,
    NotFound,
    NotYours,
    SignatureRejected,
    StepNotAllowed,
    StoreAway,
    TryLater,
    TurnConflict,
)
from bot.services.department_calls import OF_UNITS
from bot.web import departments, description, health
from bot.web.checks import DEGRADED, DOWN, DRAINING, OK
from bot.web.openapi.refusals import JSON, refusals
from bot.web.openapi.shapes import Schema, one_of

Operation = dict[str, Any]
Operations = Iterator[tuple[Mapping[str, str], Operation]]
"""What stands in the path for its parameters, and the operation there."""

SIGNED = (SignatureRejected, NotFound, NotYours, StoreAway, HuiyingError)
CALL = (*SIGNED, BodyRejected, CallIdTaken, StepNotAllowed, FieldRejected, TurnConflict)
FILE = (*SIGNED, TryLater)


def reference(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _calls() -> Operations:
    for verb in OF_UNITS:
        yield (
            {"verb": verb.value},
            {
                "operationId": verb.value,
                "tags": ["departments"],
                "requestBody": {"required": True, "content": _json(reference(verb.value))},
                "responses": _said("taken", _json(reference("taken"))) | refusals(CALL),
            },
        )


def _attachment() -> Operations:
    file: dict[str, Any] = {"*/*": {"schema": {}}}
    operation = {
        "operationId": "attachment",
        "summary": "What the citizen attached; signed over an empty body",
        "tags": ["departments"],
        "responses": _said("the file", file) | refusals(FILE),
    }
    yield {}, operation


def _health() -> Operations:
    operation = {
        "operationId": "health",
        "summary": "How we are; what was looked at is for this machine and the operator",
        "tags": ["operators"],
        "responses": {
            **refusals([HuiyingError]),
            **_said("citizens are served", _json(_verdict(OK, DEGRADED))),
            **_said("send nobody here", _json(_verdict(DOWN, DRAINING)), 503),
        },
    }
    yield {}, operation


def _metrics() -> Operations:
    figures = {"text/plain": {"schema": {"type": "string"}}}
    operation = {
        "operationId": "metrics",
        "summary": "Figures in Prometheus' text format; to a stranger this address does not exist",
        "tags": ["operators"],
        "responses": _said("figures", figures) | refusals([NotFound, HuiyingError]),
    }
    yield {}, operation


def _itself() -> Operations:
    document = {"type": "object", "required": ["openapi", "info", "paths"]}
    operation = {
        "operationId": "openapi",
        "summary": "This document",
        "tags": ["operators"],
        "responses": _said("this document", _json(document)) | refusals([HuiyingError]),
    }
    yield {}, operation


def _verdict(*words: str) -> Schema:
    check = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    checks = {"type": "object", "additionalProperties": check}
    properties = {"status": one_of(words), "checks": checks}
    return {"type": "object", "properties": properties, "required": ["status"]}


def _said(description: str, content: Mapping[str, Any], status: int = 200) -> dict[str, Any]:
    return {str(status): {"description": description, "content": content}}


def _json(schema: Schema) -> dict[str, Any]:
    return {JSON: {"schema": schema}}


OPERATIONS: Mapping[Handler, Callable[[], Operations]] = {
    departments.act: _calls,
    departments.attachment: _attachment,
    health.health: _health,
    health.metrics: _metrics,
    description.described: _itself,
}
"""Every handler that speaks JSON when it refuses; the others speak to people, or to WeChat."""
