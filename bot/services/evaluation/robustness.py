"""How much each way of writing costs: messages whose answer is known, whole and then spoilt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.domain import emergency
from bot.domain.personal_data import mask
from bot.domain.tickets import Type
from bot.services.evaluation.asking import FOLDED
from bot.services.evaluation.report import Cell, Section
from bot.services.evaluation.spoiling import WAYS, Way
from bot.services.ports.dialogue import Dialogue
from bot.services.understanding import type_of

SEED = 20261123
TITLE = "换一种写法，准确率变化多少"
NO_DANGER = "-"
Unit = Callable[[str], str]
"""The unit that a text would go to first."""

_TOPICS = {"type": "类别", "faq": "已知问题", "department": "单位", "danger": "紧急"}
_COLUMNS = ("怎样写", *(f"{name}{what}" for name in _TOPICS.values() for what in ("", "变化")))


@dataclass(frozen=True)
class Known:
    """A text, and what is right to find in it, as far as that is known.

    `danger` is a kind of emergency, or `NO_DANGER`: certainly none.
    """

    text: str
    type: str | None = None
    faq: str | None = None
    department: str | None = None
    danger: str | None = None


def read(rows: Iterable[Mapping[str, Any]]) -> list[Known]:
    """Rows of a gold set; what is not there is not scored."""
    names = ("type", "faq", "department", "danger")
    return [Known(row["text"], **{name: row.get(name) for name in names}) for row in rows]


async def score_robustness(
    dialogue: Dialogue,
    unit: Unit,
    rows: Sequence[Known],
    name: str = "robustness",
    ways: Mapping[str, tuple[str, Way]] = WAYS,
    seed: int = SEED,
) -> Section:
    """Accuracy of type, known question, unit and emergency for each way of writing.

    Help and report count as complaint, as everywhere. The change is against the text as it is.
    """
    if not rows:
        absent = "没有可以改写的句子（tests/gold/robustness.yml）。"
        return Section(name, TITLE, _COLUMNS, [], absent=absent)
    whole = await _accuracy(dialogue, unit, rows)
    lines = [_line("原样", whole, whole)]
    for key, (way, spoil) in ways.items():
        spoilt = [_spoilt(row, spoil, f"{seed}{key}") for row in rows]
        lines.append(_line(way, await _accuracy(dialogue, unit, spoilt), whole))
    return Section(
        name=name,
        title=TITLE,
        columns=_COLUMNS,
        rows=lines,
        note=f"{len(rows)} 条，固定种子。求助、举报并入投诉。",
    )


def _spoilt(row: Known, spoil: Way, seed: str) -> Known:
    """A row's own chance: what others there are, changes nothing in it."""
    text = spoil(row.text, Random(f"{seed}{row.text}"))
    return Known(text, row.type, row.faq, row.department, row.danger)


@dataclass
class _Tally:
    """By topic: how many were asked, how many were right."""

    asked: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)

    def add(self, topic: str, right: bool) -> None:
        self.asked[topic] = self.asked.get(topic, 0) + 1
        self.right[topic] = self.right.get(topic, 0) + right

    def accuracy(self, topic: str) -> float | None:
        return self.right[topic] / self.asked[topic] if topic in self.asked else None


async def _accuracy(dialogue: Dialogue, unit: Unit, rows: Sequence[Known]) -> _Tally:
    tally = _Tally()
    for row in rows:
        if row.danger:
            danger = emergency.recognise(row.text) is not None
            tally.add("danger", danger == (row.danger != NO_DANGER))
        if row.department:
            tally.add("department", unit(row.text) == row.department)
        if row.type or row.faq:
            understood = await dialogue.parse(mask(row.text).text)
            if row.type:
                tally.add("type", _folded(type_of(understood)) == _folded(row.type))
            if row.faq:
                best = understood.faq[0][0] if understood.faq else None
                tally.add("faq", best == row.faq)
    return tally


def _folded(kind: str | None) -> str | None:
    return FOLDED.get(kind, kind) if kind in set(Type) else kind


def _line(title: str, tally: _Tally, whole: _Tally) -> list[Cell]:
    cells: list[Cell] = [title]
    for topic in _TOPICS:
        now, before = tally.accuracy(topic), whole.accuracy(topic)
        change = None if now is None or before is None else round(now - before, 3)
        cells += [None if now is None else round(now, 3), change]
    return cells
