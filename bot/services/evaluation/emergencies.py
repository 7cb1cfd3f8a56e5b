"""Cries for help: how many are heard, and how many alarms are false."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.emergency import recognise
from bot.services.evaluation.report import Section

_COLUMNS = ("范围", "紧急", "召回", "无险", "误报", "准确", "类别正确")
_REAL = ("范围", "条数", "报警", "占比")


@dataclass(frozen=True)
class Cry:
    """What somebody wrote, and the danger that it tells of; None for what only sounds so."""

    text: str
    kind: str | None = None


def emergencies(groups: Mapping[str, Sequence[Cry]]) -> Section:
    """Recall and precision of the alarm over sentences whose danger is known."""
    rows = [(title, *_scored(cries)) for title, cries in groups.items() if cries]
    absent = "" if rows else "没有标注过的紧急句子（tests/gold/emergencies.yml）。"
    return Section("emergencies", "紧急情况", _COLUMNS, rows, absent=absent)


def alarms(groups: Mapping[str, Sequence[str]]) -> Section:
    """How often ordinary texts raise the alarm: most of these are false, a few are real cries."""
    rows = []
    for title, texts in groups.items():
        if texts:
            rang = sum(recognise(text) is not None for text in texts)
            rows.append((title, len(texts), rang, rang / len(texts)))
    absent = "" if rows else "没有来信。"
    return Section("alarms", "来信中的紧急报警", _REAL, rows, absent=absent)


def _scored(cries: Sequence[Cry]) -> tuple[int, float | None, int, int, float | None, float | None]:
    found = [(cry.kind, recognise(cry.text)) for cry in cries]
    urgent = [alarm for kind, alarm in found if kind]
    heard = [(kind, alarm.kind) for kind, alarm in found if kind and alarm]
    false = sum(alarm is not None for kind, alarm in found if not kind)
    rang = len(heard) + false
    return (
        len(urgent),
        _share(len(heard), len(urgent)),
        len(found) - len(urgent),
        false,
        _share(len(heard), rang),
        _share(sum(kind == told for kind, told in heard), len(heard)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
