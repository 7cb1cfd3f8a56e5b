"""Everything that has a shape, by the name it is published under (docs/schemas)."""

from collections.abc import Mapping

from bot.services.department_calls import OF_UNITS
from bot.web.openapi import calls, events
from bot.web.openapi.shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, Schema]:
    """Without a dialect: that of JSON Schema 2020-12 is OpenAPI's, too."""
    said = {verb.value: calls.call(verb) for verb in OF_UNITS}
    heard = {"taken": calls.taken(), "error": calls.error()}
    told = {
        "event": events.event(),
        "alarm": events.alarm(),
        "weekly": events.weekly(),
        "ping": events.ping(),
    }
    return {**said, **heard, **told}


def files() -> Mapping[str, Schema]:
    """As documents of their own, by file name."""
    return {f"{name}.json": {"$schema": DIALECT, **schema} for name, schema in schemas().items()}
