"""Cases in which nobody may learn who wrote: what is hidden, and who may ask for it."""

from bot.domain.confidential import is_confidential
from bot.domain.people import Person, Right
from bot.domain.tickets import Type
from bot.web.console.veil import Veil


def veil_over(kind: Type, lifted: bool = False) -> Veil:
    """What lies over the words of such a ticket."""
    return Veil(lifted=lifted, thick=is_confidential(kind))


def may_lift(person: Person, kind: Type) -> bool:
    """Whether this person may see how to reach the writer of such a ticket, once they ask.

    Whoever handles a report learns the matter, and not the person.
    """
    needed = Right.SEE_CONFIDENTIAL if is_confidential(kind) else Right.HANDLE_TICKETS
    return person.may(needed)
