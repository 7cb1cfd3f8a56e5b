"""How well messages are filed: the figures of guesses, as sections of the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.scoring import Guess, Scores, reliability, score
from bot.services.evaluation.report import Cell, Section

NONE = "none"
"""Found to be nothing of the kind, where a cell or a column needs a name."""
CONFUSION = "confusion."
RELIABILITY = "reliability."
"""What the names of all such sections begin with; the scope's key follows."""


@dataclass(frozen=True)
class Scope:
    """Guesses that are told together: of which messages, and which kinds count as one."""

    key: str
    title: str
    guesses: Sequence[Guess]


_Scored = Sequence[tuple[Scope, Scores]]


def filing(scopes: Sequence[Scope]) -> list[Section]:
    """Summary, kinds, coverage, reliability and a confusion matrix of each scope."""
    scored = [(scope, score(scope.guesses)) for scope in scopes if scope.guesses]
    return [
        _summary(scored),
        _kinds(scored),
        _coverage(scored),
        *(_reliability(scope) for scope, _ in scored),
        *(_confusion(scope, found) for scope, found in scored),
    ]


def _summary(scored: _Scored) -> Section:
    return Section(
        "types",
        "诉求类型",
        ("范围", "条数", "准确率", "宏平均F1", "校准误差"),
        [
            (of.title, found.guesses, found.accuracy, found.macro_f1, found.calibration_error)
            for of, found in scored
        ],
        "五类：举报算投诉；合并：求助也算投诉。没当成诉求的算错。校准误差：把握和对的比例平均差多少。"
        "“来信”不含没有一条投诉的来源。",
        "" if scored else "没有注明类型的消息。",
    )


def _kinds(scored: _Scored) -> Section:
    rows = [
        (scope.title, kind, of.filed, of.precision, of.recall, of.f1)
        for scope, found in scored
        for kind, of in found.kinds.items()
    ]
    columns = ("范围", "类型", "条数", "精确率", "召回率", "F1")
    absent = "" if rows else "没有注明类型的消息。"
    return Section("kinds", "各类型", columns, rows, absent=absent, labels=2)


def _coverage(scored: _Scored) -> Section:
    rows = [
        (scope.title, sure, of.share, of.accuracy)
        for scope, found in scored
        for sure, of in found.coverage.items()
    ]
    columns = ("范围", "把握不低于", "占比", "准确率")
    note = "把握不低于这个数的消息占多少，其中多少是对的。"
    absent = "" if rows else "没有注明类型的消息。"
    return Section("coverage", "把握与准确率", columns, rows, note, absent, labels=2)


def _reliability(scope: Scope) -> Section:
    rows = [
        (at, size, sure, right)
        for at, (sure, right, size) in enumerate(reliability(scope.guesses), 1)
    ]
    columns = ("组", "条数", "平均把握", "准确率")
    note = "按把握每 0.1 一组；后两列越接近，把握越可信。"
    title = f"把握可信吗：{scope.title}"
    return Section(f"{RELIABILITY}{scope.key}", title, columns, rows, note)


def _confusion(scope: Scope, found: Scores) -> Section:
    filed = list(found.kinds)
    others = {said for _, said in found.confusion if said} - {*filed}
    columns = [*filed, *sorted(others), NONE]
    rows = list(_counts(found, filed, columns))
    title = f"混淆矩阵：{scope.title}"
    return Section(f"{CONFUSION}{scope.key}", title, ("实际＼判为", *columns), rows)


def _counts(found: Scores, filed: Sequence[str], columns: Sequence[str]) -> Iterator[list[Cell]]:
    for kind in filed:
        names = [None if column == NONE else column for column in columns]
        yield [kind, *(found.confusion.get((kind, name), 0) for name in names)]
