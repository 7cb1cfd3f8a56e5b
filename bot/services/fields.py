"""What stands in the fields of a call: read with care, and what is wrong is named.

The kinds of field are plain data, so that what is read can also be described to others.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.dispatch import CODE
from bot.domain.errors import FieldRejected
from bot.domain.tickets import Outcome

LONGEST_TEXT = 10_000
"""Characters of an answer, a note or a reason."""
UNSAID = frozenset({"Cc", "Cs"})
"""Control characters and halves of characters: neither a database nor a chat takes them."""
SAID_ALL_THE_SAME = "\t\n\r"
MISSING = "必须填写文字。"


@dataclass(frozen=True)
class Words:
    """Something that people read. What is not `needed` may be null, blank, or not there."""

    name: str
    longest: int = LONGEST_TEXT
    needed: bool = True
    means: str = ""

    def read(self, fields: Mapping[str, Any]) -> str | None:
        """The words without white space around them. Raises FieldRejected."""
        if self.needed:
            return text_in(fields, self.name, self.longest)
        value = fields.get(self.name)
        return None if value is None else _shown(value, self.name, self.longest) or None


@dataclass(frozen=True)
class UnitCode:
    """The code of a unit; whether there is such a unit is for others to say."""

    name: str
    means: str = ""
    needed = True

    def read(self, fields: Mapping[str, Any]) -> str:
        """Raises FieldRejected."""
        code = text_in(fields, self.name)
        if not re.fullmatch(CODE, fields[self.name]):
            raise FieldRejected(self.name, f"没有代码为“{code[:40]}”的单位。")
        return code


@dataclass(frozen=True)
class OutcomeField:
    """What an answer did for the citizen; none is closed without it."""

    name: str = "outcome"
    means: str = ""
    needed = True

    def read(self, fields: Mapping[str, Any]) -> str:
        """Raises FieldRejected."""
        try:
            return Outcome(fields.get(self.name, "")).value
        except ValueError:
            known = "、".join(Outcome)
            raise FieldRejected(self.name, f"必须是 {known} 之一。") from None


Field = Words | UnitCode | OutcomeField


def read_fields(rules: Sequence[Field], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields say by these rules; others are ignored. Raises FieldRejected."""
    return {rule.name: rule.read(fields) for rule in rules}


def text_in(fields: Mapping[str, Any], name: str, longest: int = LONGEST_TEXT) -> str:
    """A field that must hold words. Raises FieldRejected."""
    words = _shown(fields.get(name), name, longest)
    if not words:
        raise FieldRejected(name, MISSING)
    return words


def _shown(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str):
        raise FieldRejected(name, MISSING)
    if len(value) > longest:
        raise FieldRejected(name, f"最多 {longest} 个字。")
    if any(unicodedata.category(sign) in UNSAID for sign in value if sign not in SAID_ALL_THE_SAME):
        raise FieldRejected(name, "含有无法显示的控制字符。")
    return value.strip()
