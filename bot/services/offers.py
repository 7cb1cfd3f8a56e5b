"""Known questions that were offered: nothing was answered until one of them is taken.

What is offered is noted as unanswered in the same turn, under a key that the choices carry. Whoever
takes one, or says that none was meant, takes the note back; who writes something else, or never
again, leaves it. So nobody has to be asked later who went away.
"""

from dataclasses import replace

from bot.domain.replies import Choice
from bot.domain.unanswered import Why
from bot.services.desk import Desk

OFFER = "offer"
"""The key's name in a choice."""
TAKES = "faq_chosen"


def bare(choice: Choice | None) -> Choice | None:
    """The choice as the dialogue knows it: without our key."""
    if choice is None or OFFER not in choice.entities:
        return choice
    entities = {name: value for name, value in choice.entities.items() if name != OFFER}
    return replace(choice, entities=entities)


def settle(chosen: Choice | None, offered: tuple[Choice, ...], desk: Desk) -> None:
    """Take the notes back that this turn makes untrue, or says better itself."""
    if chosen and chosen.intent == TAKES:
        desk.changes.settled += _keys((chosen,))
    elif any(one.why is Why.REFUSED for one in desk.changes.unanswered):
        desk.changes.settled += _keys(offered)


def _keys(choices: tuple[Choice, ...]) -> list[str]:
    return list(dict.fromkeys(str(c.entities[OFFER]) for c in choices if OFFER in c.entities))
