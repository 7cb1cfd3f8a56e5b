"""The account's menu, as WeChat lets it be: three buttons, five below each.

Source: 公众号 自定义菜单 创建接口.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from bot.domain.errors import FieldRejected

MOST, MOST_BELOW = 3, 5
NAME_BYTES, NAME_BELOW_BYTES, WORDS_BYTES, ADDRESS_BYTES = 16, 60, 128, 1024
"""In UTF-8, where a Chinese character takes three."""


class Does(StrEnum):
    """What happens when somebody taps a button, by WeChat's word for it."""

    SAYS = "click"  # as if they had written its words
    OPENS = "view"  # a page


DOES_NAMES = {Does.SAYS: "发一句话", Does.OPENS: "打开网页"}


@dataclass(frozen=True)
class Button:
    """`value` is what it says, or the address that it opens; a button with others `below` does
    nothing itself."""

    name: str
    does: Does = Does.SAYS
    value: str = ""
    below: "tuple[Button, ...]" = ()

    def as_json(self) -> dict[str, Any]:
        """As WeChat takes it."""
        if self.below:
            return {"name": self.name, "sub_button": [one.as_json() for one in self.below]}
        named = "key" if self.does is Does.SAYS else "url"
        return {"type": self.does.value, "name": self.name, named: self.value}

    def lines(self, place: str) -> list[str]:
        """As people read it, with those below it."""
        if self.below:
            below = [one.lines(f"  {place}.{at}") for at, one in enumerate(self.below, 1)]
            return [f"{place} {self.name}", *(line for lines in below for line in lines)]
        return [f"{place} {self.name}：{DOES_NAMES[self.does]} {self.value}"]


@dataclass(frozen=True)
class Menu:
    """All buttons, from left to right."""

    buttons: tuple[Button, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As WeChat takes it."""
        return {"button": [one.as_json() for one in self.buttons]}

    def lines(self) -> list[str]:
        """As people read it: a button a line."""
        return [line for place, one in enumerate(self.buttons, 1) for line in one.lines(f"{place}")]

    @classmethod
    def of(cls, told: Any) -> "Menu":
        """Of what `as_json` gave. Raises FieldRejected, whose field is like `name-0` or `value-0-2`
        by the places of the buttons."""
        return cls(tuple(_buttons(_list(told, "button", "menu"), MOST, "")))


def _buttons(told: Sequence[Any], most: int, above: str) -> Iterator[Button]:
    if not told or len(told) > most:
        where = f"name{above}" if above else "name-0"
        raise FieldRejected(where, f"这里要有 1 到 {most} 个按钮。")
    for place, one in enumerate(told):
        yield _button(one, f"{above}-{place}", not above)


def _button(told: Any, at: str, top: bool) -> Button:
    if not isinstance(told, Mapping):
        raise FieldRejected(f"name{at}", "看不懂这个按钮。")
    name = _text(told, "name", f"name{at}", NAME_BYTES if top else NAME_BELOW_BYTES)
    if top and told.get("sub_button"):
        below = _buttons(_list(told, "sub_button", f"name{at}"), MOST_BELOW, at)
        return Button(name, below=tuple(below))
    if told.get("type") == Does.SAYS:
        return Button(name, Does.SAYS, _text(told, "key", f"value{at}", WORDS_BYTES))
    if told.get("type") == Does.OPENS:
        return Button(name, Does.OPENS, _address(told, f"value{at}"))
    raise FieldRejected(f"value{at}", "按钮要么发一句话，要么打开网页。")


def _address(told: Mapping[str, Any], field: str) -> str:
    address = _text(told, "url", field, ADDRESS_BYTES)
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        raise FieldRejected(field, "请写完整网址：https://…。")
    return address


def _text(told: Mapping[str, Any], name: str, field: str, most: int) -> str:
    text = told.get(name)
    if not isinstance(text, str) or not text.strip():
        raise FieldRejected(field, "这里还没有填。")
    if not text.isprintable():
        raise FieldRejected(field, "这里有看不见的字符。")
    if len(text.strip().encode()) > most:
        raise FieldRejected(field, f"太长了，最多 {most // 3} 个汉字。")
    return text.strip()


def _list(told: Any, name: str, field: str) -> Sequence[Any]:
    found = told.get(name) if isinstance(told, Mapping) else None
    if not isinstance(found, list):
        raise FieldRejected(field, f"看不懂这个菜单：没有 {name}。")
    return found
