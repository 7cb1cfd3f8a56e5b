"""Letters that citizens wrote before, as a city's archive holds them."""

from dataclasses import dataclass, replace

from bot.domain.personal_data import redact
from bot.domain.tickets import TYPE_NAMES, Type

TYPES: dict[str, Type] = {
    **{kind.value: kind for kind in Type},
    **{name: kind for kind, name in TYPE_NAMES.items()},
    "consult": Type.INQUIRY,
    "意见": Type.SUGGESTION,
    "建言": Type.SUGGESTION,
    "感谢": Type.PRAISE,
}
"""What archives call the types."""


@dataclass(frozen=True)
class Letter:
    """One letter. `type`, `department`, `bureau` are what the archive recorded, if it did."""

    id: str
    content: str
    title: str = ""
    type: Type | None = None
    department: str | None = None
    bureau: str | None = None
    reply: str | None = None


def without_personal_data(letter: Letter) -> Letter:
    """The letter as it may be kept and learned from."""
    return replace(
        letter,
        title=redact(letter.title),
        content=redact(letter.content),
        reply=redact(letter.reply) if letter.reply else None,
    )
