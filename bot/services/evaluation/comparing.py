"""Two models side by side: the one that is live and the one that may follow it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, suggest
from bot.domain.personal_data import mask, redact
from bot.domain.releases import Changed, Figure, Shadow
from bot.domain.tickets import TYPE_NAMES, Type
from bot.services.evaluation.questions import OTHER, PERSON, give
from bot.services.evaluation.samples import Material, Sample
from bot.services.ports.dialogue import Dialogue, Knowledge, Understanding
from bot.services.understanding import FAQ, type_of

EXAMPLES, LONGEST = 40, 80
"""So many changed messages are shown, and so much of each."""
Marked = list[tuple[str, bool]]
_NO_TYPE, _NO_ANSWER = "不是诉求", "不直接回答"


@dataclass(frozen=True)
class Side:
    """A model with the catalogue and the answers that go with it."""

    dialogue: Dialogue
    catalogue: Catalogue
    knowledge: Knowledge
    habits: Habits | None = None


async def figures(material: Material, new: Side, live: Side | None) -> list[Figure]:
    """Shares of the gold sets that are understood rightly, by both."""
    mine = await _marked(material, new)
    theirs = await _marked(material, live) if live else {}
    return [_figure(name, marked, theirs.get(name, [])) for name, marked in mine.items() if marked]


def _figure(name: str, mine: Marked, theirs: Marked) -> Figure:
    lost = [
        redact(text)[:LONGEST]
        for (text, right), (_, was_right) in zip(mine, theirs, strict=False)
        if was_right and not right
    ]
    live = _share(theirs) if theirs else None
    return Figure(name, len(mine), _share(mine), live, tuple(lost[:EXAMPLES]))


def _share(marked: Marked) -> float:
    return sum(right for _, right in marked) / len(marked)


async def _marked(material: Material, side: Side) -> dict[str, Marked]:
    """Every text of the gold sets, and whether it is understood rightly."""
    rows = [row for rows in material.wanted.values() for row in rows]
    given = await give(side.dialogue, rows)
    told = [(row.text, one) for row, one in zip(rows, given, strict=True)]
    own = [row for rows in material.own.values() for row in rows]
    return {
        "测试句里该答的问题，答对或列出": [
            (text, one.answered == one.wants or (not one.answered and one.wants in one.offered))
            for text, one in told
            if one.wants not in (PERSON, OTHER)
        ],
        "测试句里不该直接答的，没有直接答": [
            (text, one.answered is None) for text, one in told if one.wants in (PERSON, OTHER)
        ],
        "测试句的类型": [(one.text, await _is_of_its_type(one, side)) for one in own if one.kind],
    }


async def _is_of_its_type(sample: Sample, side: Side) -> bool:
    understood = await side.dialogue.parse(mask(sample.text).text)
    return type_of(understood) == sample.kind


async def shadow(texts: Sequence[str], new: Side, live: Side) -> Shadow:
    """Which of these messages would get another type, department or answer. Nothing is sent."""
    counts: Counter[str] = Counter()
    examples: list[Changed] = []
    for text in texts:
        was, becomes = await _taken(text, live), await _taken(text, new)
        for what in was:
            if was[what] != becomes[what]:
                counts[f"{what}：{was[what]} → {becomes[what]}"] += 1
                told = redact(text)[:LONGEST]
                examples.append(Changed(told, what, was[what], becomes[what]))
    return Shadow(len(texts), dict(counts.most_common()), tuple(examples[:EXAMPLES]))


async def _taken(text: str, side: Side) -> dict[str, str]:
    """What would become of a message, in words."""
    masked = mask(text).text
    understood = await side.dialogue.parse(masked)
    kind = type_of(understood)
    [unit, *_] = suggest(masked, None, side.catalogue, side.habits, 1)
    return {
        "类型": TYPE_NAMES[Type(kind)] if kind else _NO_TYPE,
        # who asks, or only greets, is sent to no unit
        "单位": side.catalogue.name_of(unit.department)
        if kind and not _is_answered(understood)
        else "",
        "答案": _answer(understood, side.knowledge),
    }


def _is_answered(understood: Understanding) -> bool:
    return understood.intent == FAQ


def _answer(understood: Understanding, knowledge: Knowledge) -> str:
    entry = knowledge.entry(understood.faq[0][0]) if _is_answered(understood) else None
    return f"{entry.question}（{_short(entry.answer)}）" if entry else _NO_ANSWER


def _short(answer: str) -> str:
    """Enough of it to see that it is another one."""
    plain = " ".join(answer.split())
    return f"{plain[:24]}…{len(plain)} 字" if len(plain) > 24 else plain
