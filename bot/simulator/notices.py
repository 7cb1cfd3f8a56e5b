"""Subscription consents and template notices: what may be sent, and what its fields may hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.config import NoticeTemplate
from bot.simulator.errors import ApiError
from bot.simulator.models import Field

LONG_TERM = -1  # in a count of permits: no end
REENTRY_S = 600.0
KEY = re.compile(r"^([a-z_]+?)\d*\.?(DATA)?$")
# Longest value in characters, by the name of the field type.
LONGEST = {
    "thing": 20,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "time": 32,
    "date": 32,
    "amount": 16,
    "phone_number": 17,
    "car_number": 8,
    "name": 20,
    "phrase": 5,
    "const": 20,
}
SHAPES: Mapping[str, Callable[[str], bool]] = {
    "number": lambda value: bool(re.fullmatch(r"-?\d+(\.\d+)?", value)),
    "letter": lambda value: value.isascii() and value.isalpha(),
    "character_string": lambda value: value.isascii(),
    "phone_number": lambda value: bool(re.fullmatch(r"[\d+\-]+", value)),
}


class NoticeDesk:
    """Which template exists, who consented to how many, what was sent a moment ago."""

    def __init__(self, templates: tuple[NoticeTemplate, ...], clock: Clock) -> None:
        self._templates = {template.id: template for template in templates}
        self._clock = clock
        self._permits: dict[tuple[str, str], int] = {}
        self._sent: dict[tuple[str, str], tuple[float, int]] = {}

    def templates(self) -> list[NoticeTemplate]:
        return list(self._templates.values())

    def template(self, template_id: str, *kinds: str) -> NoticeTemplate:
        """Raise 40037 unless the account holds this template."""
        template = self._templates.get(template_id)
        if template is None or template.kind not in kinds:
            raise ApiError(40037)
        return template

    def consent(self, openid: str, template_id: str, accept: bool) -> None:
        """A citizen's tap in the popup: one permit more, or all of them gone."""
        template = self.template(template_id, "one_time", "long_term")
        key = (openid, template_id)
        if not accept:
            self._permits.pop(key, None)
        elif template.kind == "long_term":
            self._permits[key] = LONG_TERM
        else:
            self._permits[key] = self._permits.get(key, 0) + 1

    def withdraw_all(self, openid: str) -> None:
        for key in [key for key in self._permits if key[0] == openid]:
            del self._permits[key]

    def permits(self, openid: str) -> dict[str, int]:
        return {key[1]: left for key, left in self._permits.items() if key[0] == openid and left}

    def use_permit(self, openid: str, template_id: str) -> None:
        """Raise 43101 without a permit left."""
        key = (openid, template_id)
        left = self._permits.get(key, 0)
        if left == 0:
            raise ApiError(43101)
        if left != LONG_TERM:
            self._permits[key] = left - 1

    def sent_before(self, openid: str, client_msg_id: str) -> int | None:
        """The msgid of the same template message within the last ten minutes."""
        at, message_id = self._sent.get((openid, client_msg_id), (float("-inf"), 0))
        return message_id if client_msg_id and self._clock.now() - at <= REENTRY_S else None

    def remember(self, openid: str, client_msg_id: str, message_id: int) -> None:
        if client_msg_id:
            self._sent[openid, client_msg_id] = (self._clock.now(), message_id)


def read_fields(data: Any) -> tuple[Field, ...]:
    """The lines of a notice; raise 47003 naming the field WeChat would name."""
    if not isinstance(data, dict) or not data:
        raise ApiError(47003, "argument invalid! data is empty")
    return tuple(_read_field(str(key), entry) for key, entry in data.items())


def _read_field(key: str, entry: Any) -> Field:
    value = entry.get("value") if isinstance(entry, dict) else None
    if not isinstance(value, str | int | float) or not str(value).strip():
        raise ApiError(47003, f"argument invalid! data.{key}.value is empty")
    text = str(value)
    kind = _kind(key)
    fits = SHAPES.get(kind)
    if len(text) > LONGEST.get(kind, 200) or (fits and not fits(text)):
        raise ApiError(47003, f"argument invalid! data.{key}.value invalid")
    return Field(key, text)


def _kind(key: str) -> str:
    match = KEY.match(key)
    return match[1] if match else ""
