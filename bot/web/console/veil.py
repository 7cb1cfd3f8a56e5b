"""Personal data in what citizens wrote: hidden until somebody asks for it, and that is noted."""

import re
from dataclasses import dataclass

from bot.domain.personal_data import LITERAL, MOBILE, TOKEN, mask

HIDDEN_CONTACT = "〔联系方式 已隐去〕"


@dataclass(frozen=True)
class Veil:
    """Over one ticket. `lifted` shows everything; a `thick` one shows no digit of a number."""

    lifted: bool = False
    thick: bool = False

    def words(self, text: str) -> str:
        """`text` as it may be seen."""
        if self.lifted:
            return text
        masked = mask(text)
        return TOKEN.sub(lambda token: self._shown(token[1], masked.secrets[token[0]]), masked.text)

    def contact(self, text: str) -> str:
        """The field for how to reach somebody: all of it is personal, a name too."""
        if self.lifted:
            return text
        seen = self.words(text)
        return HIDDEN_CONTACT if seen == text or self.thick else seen

    def hides(self, text: str) -> bool:
        """Whether something of `text` cannot be seen."""
        return self.words(text) != text

    def _shown(self, kind: str, value: str) -> str:
        if kind == LITERAL:
            return value
        digits = re.sub(r"\D", "", value)
        if kind == MOBILE and not self.thick:
            return f"{digits[-11:-8]}****{digits[-4:]}"
        return f"〔{kind} 已隐去〕"
