"""What stands in the fields of a call: read with care, and what is wrong is named."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import FieldRejected
from bot.domain.tickets import Outcome

LONGEST_TEXT = 10_000
"""Characters of an answer, a note or a reason."""
UNSAID = frozenset({"Cc", "Cs"})
"""Control characters and halves of characters: neither a database nor a chat takes them."""


def text_in(fields: Mapping[str, Any], name: str, longest: int = LONGEST_TEXT) -> str:
    """A field that must hold words. Raises FieldRejected."""
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise FieldRejected(name, "必须填写文字。")
    if len(value) > longest:
        raise FieldRejected(name, f"最多 {longest} 个字。")
    if any(unicodedata.category(sign) in UNSAID and sign not in "\r\n\t" for sign in value):
        raise FieldRejected(name, "含有无法显示的控制字符。")
    return value.strip()


def outcome_in(fields: Mapping[str, Any]) -> Outcome:
    """What an answer did for the citizen; none is closed without it. Raises FieldRejected."""
    try:
        return Outcome(fields.get("outcome", ""))
    except ValueError:
        known = "、".join(Outcome)
        raise FieldRejected("outcome", f"必须是 {known} 之一。") from None
