"""Does a message put forward several matters, and which?"""

import re
from dataclasses import replace

from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import APPEALS
from bot.domain.dispatch import Suggestion

FAQ = "faq"
AND = "and"
"""How a piece is led up to that is merely added; see nlu/components/matters.py."""
SURELY_ITS_UNIT = 0.75
"""From this score on, a unit is surely the one; a single short word of the catalogue gives .7."""
AT_THE_BEGINNING = 6
"""Characters of a piece within which its subject stands."""
_GOES_ON = re.compile(
    r"也|又|都|更|就|而且|并且|要求|希望|请|态度|价格|收费|赔偿|退|因为|所以|"
    r"(?:上|下|周|早|晚|夜|白天|半夜|昨|今|每)|"
    r"(?:那|这|他|她|它|对方|其)|(?:一起|好多|很多|还有)人?|有人|里面|老板|司机|商家|店家|店里|房东|物业|保安|护工|"
    r"工作人员|窗口|客服|老师|医生|开发商|公司|村里|邻居|孩子|老人|我(?:的|家里)?(?:孩子|老人|父母|妈|爸)"
)
"""How a piece begins that goes on telling the same story."""


def matters_in(heard: Heard) -> list[Heard]:
    """The matters of a message, in its order; the whole message alone unless it has several.

    Pieces are matters of their own if different units would handle them, and nothing says that the
    second goes on with the first. A piece that is none belongs to the one before it.
    """
    found: list[Heard] = []
    for part in heard.parts:
        if not found or _stands_alone(part, found):
            found.append(part)
        else:
            found[-1] = _with(found[-1], part)
    if len(found) < 2 or not _is_matter(found[0]):
        return [heard]
    return [replace(one, model=heard.model) for one in found]


def _stands_alone(part: Heard, before: list[Heard]) -> bool:
    if not _is_matter(part) or _GOES_ON.match(part.text):
        return False
    unit = _unit(part)
    if unit is None:
        return part.intent == FAQ and part.asks  # a known question needs no unit
    if any(_would_handle(unit, one) for one in before):
        return False
    return part.joint != AND or part.intent == FAQ or _says_so_at_once(part, unit)


def _is_matter(part: Heard) -> bool:
    return part.says_something and (part.intent in APPEALS or part.intent == FAQ)


def _unit(part: Heard) -> Suggestion | None:
    """The unit that some word of it speaks for."""
    desk = current_desk()
    best = desk.suggest(part.text, part.place)[0]
    known = best.words and best.department != desk.shelf.catalogue.coordinating_centre
    return best if known else None


def _would_handle(unit: Suggestion, other: Heard) -> bool:
    """Whether the same unit would handle the other piece as well, or might."""
    found = current_desk().suggest(other.text, other.place)
    return any(unit.department == one.department for one in found if one.words)


def _says_so_at_once(part: Heard, unit: Suggestion) -> bool:
    """Whether a piece that is merely added begins with what it is about."""
    beginning = part.text[: AT_THE_BEGINNING + 2]
    return unit.score >= SURELY_ITS_UNIT or any(word in beginning for word in unit.words)


def _with(one: Heard, more: Heard) -> Heard:
    """A piece and what goes on with it."""
    return replace(one, text=f"{one.text}，{more.text}", entities={**more.entities, **one.entities})
