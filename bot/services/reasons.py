"""Why a text is understood as it is: model, scores, words that weighed, rule, clauses, examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain import emergency
from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, suggest
from bot.domain.personal_data import mask
from bot.domain.plain import plain
from bot.services.evaluation.report import Cell, Section
from bot.services.ports.dialogue import Dialogue, Understanding
from bot.services.understanding import FAQ, type_of

BEGINNING_AND_END = str.maketrans({"^": "（句首）", "$": "（句尾）"})
"""What stands for the beginning and the end of a text in an n-gram."""
RANKED = 6

Weighed = tuple[Sequence[tuple[str, float]], Sequence[tuple[str, float]]]
"""Character n-grams with what each added: those for, and those against."""


class Weights(Protocol):
    """What a model weighs words by."""

    def weighing(self, text: str, intent: str, most: int = 8) -> Weighed:
        """What in `text` weighed most for this intent and most against it."""
        ...


@dataclass(frozen=True)
class Near:
    """An example that is like a text. `words` only where they are our own, no citizen's."""

    origin: str
    kind: str
    words: str = ""


class Examples(Protocol):
    """What the model learned from."""

    async def like(self, text: str) -> Sequence[Near]:
        """The examples most like `text`, the most alike first."""
        ...


@dataclass(frozen=True)
class Reasons:
    """Where reasons are looked for."""

    dialogue: Dialogue
    weights: Weights | None
    examples: Examples
    catalogue: Catalogue
    habits: Habits | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    async def of(self, text: str) -> list[Section]:
        """Every reason for what `text` is taken for."""
        masked = mask(text).text
        understood = await self.dialogue.parse(masked)
        return [
            self._outcome(text, understood),
            _scores(understood),
            self._words(plain(masked).text, understood),
            _known_questions(understood),
            self._units(masked),
            await self._near(masked),
        ]

    def _outcome(self, text: str, understood: Understanding) -> Section:
        return Section("understood", "判断", ("项目", "内容"), list(_outcome(text, understood)))

    def _words(self, text: str, understood: Understanding) -> Section:
        taken = type_of(understood) or understood.intent or ""
        speak = self.weights.weighing(text, taken) if self.weights else ((), ())
        rows: list[Sequence[Cell]] = [
            (side, gram.translate(BEGINNING_AND_END), round(added, 4))
            for side, grams in zip(("支持", "反对"), speak, strict=True)
            for gram, added in grams
        ]
        columns = ("方向", "字词", "分量")
        title = "分量最重的字词"
        note = f"针对“{self.names.get(taken, taken)}”，高于各类平均的部分；数字都看作 0。"
        absent = "" if rows else "没有一个字词是模型认得的。"
        return Section("words", title, columns, rows, note, absent, labels=2)

    def _units(self, text: str) -> Section:
        name_of = self.catalogue.name_of
        rows = [
            (name_of(one.department), one.department, round(one.score, 3), one.clause, one.reason)
            for one in suggest(text, None, self.catalogue, self.habits)
        ]
        columns = ("单位", "代码", "得分", "条款", "依据")
        return Section("departments", "承办单位", columns, rows)

    async def _near(self, text: str) -> Section:
        rows = [(one.origin, one.kind, one.words) for one in await self.examples.like(text)]
        absent = "" if rows else "没有相近的例句。"
        columns = ("来源", "类型", "例句")
        return Section("examples", "最相近的例句", columns, rows, absent=absent, labels=3)


def _outcome(text: str, understood: Understanding) -> Iterator[tuple[str, Cell]]:
    yield "模型", understood.model
    yield "类型", type_of(understood)
    yield "意图", understood.intent
    yield "把握", round(understood.confidence, 4)
    if urgent := emergency.recognise(text):
        yield "紧急规则", f"{urgent.kind}：{'、'.join(urgent.words)}"


def _scores(understood: Understanding) -> Section:
    rows = [(name, round(share, 4)) for name, share in understood.ranking[:RANKED]]
    absent = "" if rows else "没有一个字词是模型认得的。"
    return Section("scores", "各意图得分", ("意图", "得分"), rows, absent=absent)


def _known_questions(understood: Understanding) -> Section:
    rows = [(key, round(sure, 4)) for key, sure in understood.faq]
    note = "排第一的够确定，直接回答。" if understood.intent == FAQ else ""
    absent = "" if rows else "没有相近的问答。"
    return Section("faq", "相近的问答", ("问答", "把握"), rows, note, absent)
