"""How well facts are found: places, times, numbers, in sentences where they are marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.personal_data import Masked, mask, reveal
from bot.services.evaluation.report import Cell, Section
from bot.services.ports.dialogue import Dialogue

KINDS = {
    "place": "地点",
    "line": "公交线路",
    "time": "时间",
    "since": "从何时起",
    "phone": "电话",
    "plate": "车牌",
    "people": "人数",
    "repeated": "反复反映",
}
"""Kinds of facts that a gold set marks, by what staff call them."""

_MARK = re.compile(r"\[([^\[\]]+)\]\(([a-z]+)\)")
_COLUMNS = ("类别", "应找出", "精确率", "召回率", "F1", "一字不差的F1")


class Fact(NamedTuple):
    """Words of a sentence, by where they stand in it, and what they tell."""

    start: int
    end: int
    kind: str


class Marked(NamedTuple):
    """A sentence, and the facts in it."""

    text: str
    facts: tuple[Fact, ...]


def read(sentences: Iterable[str]) -> list[Marked]:
    """Sentences as a gold set has them: "[解放路](place)的灯坏了"."""
    return [_read(sentence) for sentence in sentences]


async def score_facts(dialogue: Dialogue, rows: Sequence[Marked], name: str = "facts") -> Section:
    """Precision, recall and F1 of every kind of fact.

    A fact is found when one of its kind shares some of its words; how well the words are met to
    the letter is told beside it.
    """
    title = "从话里找出的事实"
    if not rows:
        absent = "没有标注过的句子（tests/gold/facts.yml）。"
        return Section(name, title, _COLUMNS, [], absent=absent)
    tallies = {kind: _Tally() for kind in KINDS}
    for row in rows:
        found = await find_facts(dialogue, row.text)
        for kind, tally in tallies.items():
            tally.add(_of_kind(kind, row.facts), _of_kind(kind, found))
    lines = [tally.line(KINDS[kind]) for kind, tally in tallies.items()]
    return Section(
        name=name,
        title=title,
        columns=_COLUMNS,
        rows=[*lines, _together(tallies.values()).line("合计")],
        note=f"{len(rows)} 句话。有重合的字就算找到；最后一列要求一字不差。",
    )


async def find_facts(dialogue: Dialogue, text: str) -> list[Fact]:
    """The facts that are found in `text` when it is masked as a citizen's words are."""
    masked = mask(text)
    understood = await dialogue.parse(masked.text)
    return [
        Fact(
            _unmasked(entity["start"], masked),
            _unmasked(entity["end"], masked),
            entity.get("role") or entity["entity"],
        )
        for entity in understood.entities
    ]


def _read(sentence: str) -> Marked:
    text, facts, end = "", [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[end : mark.start()]
        facts.append(Fact(len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        end = mark.end()
    return Marked(text + sentence[end:], tuple(facts))


def _unmasked(at: int, masked: Masked) -> int:
    """A position in the masked text as one in the text itself."""
    return len(reveal(masked.text[:at], masked.secrets))


def _of_kind(kind: str, facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind == kind]


@dataclass
class _Tally:
    """Of one kind: how many there are, how many were found, how many of those are right."""

    marked: int = 0
    found: int = 0
    right: int = 0
    exact: int = 0

    def add(self, marked: list[Fact], found: list[Fact]) -> None:
        self.marked += len(marked)
        self.found += len(found)
        self.exact += len({*marked} & {*found})
        left = list(found)
        for fact in marked:
            if met := next((one for one in left if _meet(one, fact)), None):
                left.remove(met)
                self.right += 1

    def line(self, title: str) -> list[Cell]:
        precision, recall = _share(self.right, self.found), _share(self.right, self.marked)
        f1 = _share(2 * self.right, self.marked + self.found)
        return [title, self.marked, precision, recall, f1, self._exact_f1]

    @property
    def _exact_f1(self) -> float | None:
        return _share(2 * self.exact, self.marked + self.found)


def _together(tallies: Iterable[_Tally]) -> _Tally:
    whole = _Tally()
    for tally in tallies:
        for name, count in vars(tally).items():
            setattr(whole, name, getattr(whole, name) + count)
    return whole


def _meet(one: Fact, other: Fact) -> bool:
    return one.start < other.end and other.start < one.end


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
