"""JSON Schema in few words."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain import dispatch, numbers

Schema = dict[str, Any]


def an_object(properties: Mapping[str, Schema], needed: Iterable[str] | None = None) -> Schema:
    """Nothing but these; all of them are there unless it is said which."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties if needed is None else needed),
        "additionalProperties": False,
    }


def text(means: str = "", **more: Any) -> Schema:
    """A string."""
    return told(means, {"type": "string", **more})


def text_or_null(means: str = "", **more: Any) -> Schema:
    """A string, or null where nothing is known."""
    return told(means, {"type": ["string", "null"], **more})


def one_of(values: Iterable[Any], means: str = "") -> Schema:
    """One of these words."""
    return told(means, {"enum": [str(value) for value in values]})


def many(item: Schema, means: str = "", **more: Any) -> Schema:
    """An array."""
    return told(means, {"type": "array", "items": item, **more})


def moment(means: str = "") -> Schema:
    """A time with its zone."""
    return text(means, format="date-time")


def code(means: str = "") -> Schema:
    """What names a unit or a file between programs."""
    return text(means, pattern=f"^{dispatch.CODE}$")


def ticket_number() -> Schema:
    """The public number of a ticket."""
    return text(pattern=f"^{numbers.SHAPE}$")


def told(means: str, schema: Schema) -> Schema:
    """The same with a description, if there is one."""
    return {**schema, "description": means} if means else schema
