"""How well units are suggested: first, among three, and how surely."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, unit_called
from bot.domain.scoring import Scores, among_first, score
from bot.services.evaluation.asking import Dispatched, Filed, dispatch
from bot.services.evaluation.report import Cell, Section
from bot.services.evaluation.samples import Sample

MOST_MISTAKES = 15
KEY = "departments"


def departments(
    samples: Mapping[str, Sequence[Sample]], catalogue: Catalogue, habits: Habits | None
) -> list[Section]:
    """Summary of each group of messages; kinds and mistakes of the first, which is all of them.

    A message counts when the catalogue holds a unit of that code or name.
    """
    found = {
        title: dispatch(filed, catalogue, habits)
        for title, group in samples.items()
        if (filed := as_filed(group, catalogue))
    }
    if not found:
        absent = "没有注明承办单位的消息，或者名称都不在派单目录里。"
        return [Section(KEY, "承办单位", ("范围", "条数"), [], absent=absent)]
    whole = score(next(iter(found.values())).guesses)
    return [_summary(found), _units(whole), _mistakes(whole), _confusion(whole)]


def as_filed(samples: Sequence[Sample], catalogue: Catalogue) -> list[Filed]:
    """Those whose unit the catalogue holds, with its code."""
    codes = {
        name: unit_called(name, catalogue)
        for name in {name for sample in samples for name in sample.units}
    }
    return [
        Filed(sample.text, code)
        for sample in samples
        if (code := next((codes[name] for name in sample.units if codes[name]), None))
    ]


def _summary(found: Mapping[str, Dispatched]) -> Section:
    rows = [
        (
            title,
            len(of.places),
            among_first(of.places, 1),
            among_first(of.places, 3),
            score(of.guesses).calibration_error,
        )
        for title, of in found.items()
    ]
    columns = ("范围", "条数", "首选正确", "前三之内", "校准误差")
    note = "只算派单目录里有的单位。"
    return Section(KEY, "承办单位", columns, rows, note)


def _units(found: Scores) -> Section:
    rows = [(code, of.filed, of.precision, of.recall, of.f1) for code, of in found.kinds.items()]
    return Section("units", "各承办单位", ("单位", "条数", "精确率", "召回率", "F1"), rows)


def _mistakes(found: Scores) -> Section:
    wrong = Counter({pair: n for pair, n in found.confusion.items() if pair[0] != pair[1]})
    rows = [(filed, said, n) for (filed, said), n in wrong.most_common(MOST_MISTAKES)]
    columns = ("实际", "首选", "次数")
    return Section("units_mistaken", "最常派错的单位", columns, rows, labels=2)


def _confusion(found: Scores) -> Section:
    codes = sorted({code for pair in found.confusion for code in pair if code})
    rows: list[list[Cell]] = [
        [one, *(found.confusion.get((one, other), 0) for other in codes)] for one in codes
    ]
    title = "混淆矩阵：承办单位"
    return Section(f"confusion.{KEY}", title, ("实际＼首选", *codes), rows)
