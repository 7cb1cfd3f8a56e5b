"""Which cases are 保密: who reports somebody may have to fear them."""

from bot.domain.tickets import Type

CONFIDENTIAL = frozenset({Type.REPORT})


def is_confidential(kind: Type) -> bool:
    """Whether a ticket of this kind is 保密: nobody may learn who wrote, no group what about."""
    return kind in CONFIDENTIAL
