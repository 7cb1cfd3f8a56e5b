"""Which of a citizen's corrections counts."""

from collections.abc import Sequence

from bot.domain.corrections import Correction


def last_word(corrections: Sequence[Correction]) -> list[Correction]:
    """Of each ticket the newest: whoever corrects twice means the second."""
    newest = {one.number or f"{one.id}": one for one in corrections}
    return list(newest.values())
