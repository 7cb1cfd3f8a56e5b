"""Personal data in what citizens wrote: hidden until somebody asks for it, and that is noted."""

import re
from dataclasses import dataclass

from bot.domain.personal_data import LITERAL, MOBILE, TOKEN, mask

_BEGUN = re.compile(r"[0-9０-９A-Za-zＸ][0-9０-９A-Za-z .·_/@-]{2,}$")
"""What may be the first half of a number, or of an address, at the end of a text that was cut."""
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: no citizen needs them to make a number read backwards.
"""
HIDDEN_CONTACT = "〔联系方式 已隐去〕"


@dataclass(frozen=True)
class Veil:
    """Over one ticket. `lifted` shows everything; a `thick` one shows no digit of a number."""

    lifted: bool = False
    thick: bool = False

    def words(self, text: str) -> str:
        """`text` as it may be seen."""
        text = _TURNS.sub("", text)
        if self.lifted:
            return text
        masked = mask(text)
        return TOKEN.sub(lambda token: self._shown(token[1], masked.secrets[token[0]]), masked.text)

    def beginning(self, text: str, longest: int) -> str:
        """As `words`, for a text that was cut at `longest`: half a number is a number, too."""
        if len(text) < longest and not text.endswith("…"):
            return self.words(text)
        text = text.removesuffix("…")
        whole = text if self.lifted else _BEGUN.sub(_unless_letters, text)
        return f"{self.words(whole)}…"

    def contact(self, text: str) -> str:
        """The field for how to reach somebody: all of it is personal, a name too."""
        text = _TURNS.sub("", text)
        if self.lifted:
            return text
        seen = self.words(text)
        return HIDDEN_CONTACT if seen == text or self.thick else seen

    def hides(self, text: str) -> bool:
        """Whether something of `text` cannot be seen."""
        return self.words(text) != _TURNS.sub("", text)

    def _shown(self, kind: str, value: str) -> str:
        if kind == LITERAL:
            return value
        digits = re.sub(r"\D", "", value)
        if kind == MOBILE and not self.thick:
            return f"{digits[-11:-8]}****{digits[-4:]}"
        return f"〔{kind} 已隐去〕"


def _unless_letters(found: re.Match[str]) -> str:
    """A word of letters alone is no part of anybody's data."""
    return "" if re.search(r"[0-9０-９@]", found[0]) else found[0]
