"""What a column may hold, the same on SQLite and on PostgreSQL."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

from bot.domain.zone import SHANGHAI

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime: kept in UTC to the microsecond, read as people here tell the time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime never enters the store")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return aware.astimezone(SHANGHAI)


class Words(sa.TypeDecorator[str]):
    """Text as it was written, but for the characters that PostgreSQL cannot hold."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else _encodable(value.replace("\x00", "\ufffd"))


def json_column() -> sa.types.TypeEngine[Any]:
    """JSON values: text on SQLite, JSONB on PostgreSQL. None is kept as NULL."""
    return sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def number_column() -> sa.types.TypeEngine[int]:
    """A number that counts up by itself; SQLite knows only one such type."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def written(value: Any) -> str:
    """JSON text that both databases take: no NUL, no half of a surrogate pair."""
    text = ENCODER.encode(value)
    if "\\u0000" in text:  # a long text is searched much faster than it is matched
        text = ESCAPED_NUL.sub("\\1\ufffd", text)
    return _encodable(text)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
