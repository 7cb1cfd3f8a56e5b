"""Who gets a known answer: those who ask for it, and nobody who wants something done?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.personal_data import mask
from bot.services.evaluation.report import Cell, Section
from bot.services.ports.dialogue import Dialogue, Understanding
from bot.services.understanding import FAQ

PERSON, OTHER = "person", "other"
"""Wanted instead of a known question: something is to be done; a question that no entry answers."""
OFFERED = 3
_MENU = frozenset({"inquiry", "out_of_scope"})
"""Intents that let a citizen choose among known questions."""


@dataclass(frozen=True)
class Wanted:
    """A text, and the key of the known question it asks, PERSON or OTHER."""

    text: str
    wants: str


@dataclass(frozen=True)
class Given:
    """What a text would get: the question answered at once, and those offered to choose from."""

    wants: str
    answered: str | None
    offered: tuple[str, ...] = ()


async def give(dialogue: Dialogue, rows: Sequence[Wanted]) -> list[Given]:
    """What each text would get as somebody's first message."""
    return [_given(row.wants, await dialogue.parse(mask(row.text).text)) for row in rows]


def _given(wants: str, understood: Understanding) -> Given:
    keys = tuple(key for key, _ in understood.faq[:OFFERED])
    if understood.intent == FAQ:
        return Given(wants, keys[0])
    return Given(wants, None, keys if understood.intent in _MENU else ())


def faq_or_complaint(parts: Mapping[str, Sequence[Given]]) -> Section:
    """One column for each part of a gold set; shares, after the number of texts."""
    counted = {name: _counted(given) for name, given in parts.items()}
    measures = dict.fromkeys(measure for found in counted.values() for measure in found)
    return Section(
        name="faq_or_complaint",
        title="问答还是诉求",
        columns=("指标", *counted),
        rows=[(measure, *(of[measure] for of in counted.values())) for measure in measures],
        note="“诉求”是要人办的事，提到了问答的话题；“别的问题”很像某条问答，但没有一条能答。",
        absent="" if counted else "没有 tests/gold/faq_or_complaint.yml。",
    )


def _counted(given: Sequence[Given]) -> dict[str, Cell]:
    asked = [one for one in given if one.wants not in (PERSON, OTHER)]
    answered = [one for one in given if one.answered]
    right = [one for one in asked if one.answered == one.wants]
    offered = [one for one in asked if not one.answered and one.wants in one.offered]
    wrong = [one for one in asked if one.answered not in (None, one.wants)]
    return {
        "问句": len(asked),
        "问句：直接答对": _share(right, asked),
        "问句：三选一里有": _share(offered, asked),
        "问句：答错": _share(wrong, asked),
        "诉求：被当成问句回答": _answered_share(PERSON, given),
        "别的问题：被直接回答": _answered_share(OTHER, given),
        "直接回答里答对的": _share(right, answered),
    }


def _answered_share(wants: str, given: Sequence[Given]) -> float | None:
    those = [one for one in given if one.wants == wants]
    return _share([one for one in those if one.answered], those)


def _share(some: Sequence[Given], of: Sequence[Given]) -> float | None:
    return round(len(some) / len(of), 3) if of else None
