"""The repository's own labelled messages: `tests/gold/*.yml`, each part of a set by its name."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.domain.errors import BadFile
from bot.services.evaluation.emergencies import Cry
from bot.services.evaluation.facts import read
from bot.services.evaluation.questions import Wanted
from bot.services.evaluation.robustness import read as known
from bot.services.evaluation.samples import Material, Sample

_WRITTEN = {
    False: "留出",
    True: "留出（改后又写）",
    "again": "留出（第三次写）",
    "last": "留出（第四次写）",
}
"""Sentences of a set by when they were written."""
PARTS = {
    "dev": "开发",
    "dev_second": "开发（二）",
    "held_out": "留出",
    "idle": "闲话",
    "elsewhere": "别处的事",
    "only": "只有骂人话",
    "beside": "骂人也说事",
    "none": "没有骂人",
}
"""What the parts of a set are called; what was never looked at is held out."""


def read_gold(folder: Path, into: Material) -> None:
    """Add what the folder holds; a set that is not there is left out. Raises BadFile."""
    for part, rows in _parts(folder / "messages.yml"):
        marked = read([row["text"] for row in rows])
        into.own[part] = [_sample(row, one.text) for row, one in zip(rows, marked, strict=True)]
        into.facts[f"自写消息 {part}"] = marked
    for part, rows in _parts(folder / "facts.yml"):
        into.facts[f"事实句 {part}"] = read(rows)
    for part, rows in _parts(folder / "faq_or_complaint.yml"):
        into.wanted[part] = [Wanted(row["text"], row["wants"]) for row in rows]
    for part, rows in _parts(folder / "out_of_scope.yml"):
        into.strange[f"自写 {part}"] = [
            row["text"] if isinstance(row, Mapping) else str(row) for row in rows
        ]

    for part, rows in _parts(folder / "abuse.yml"):
        into.abuse[part] = [str(row) for row in rows]
    for _, rows in _parts(folder / "dialect.yml"):
        into.own["方言"] = [_sample(row, row["text"]) for row in rows]
    for part, rows in _parts(folder / "several.yml"):
        into.several[part] = [(row["n"], row["text"]) for row in rows]
    for _, rows in _parts(folder / "robustness.yml"):
        into.spoilt["自写句子"] = known(rows)
    into.cries |= _cries(folder)


def _cries(folder: Path) -> dict[str, list[Cry]]:
    """Sentences of different days stand by themselves: fewer rules were fitted to the later."""
    parts = dict(_parts(folder / "emergencies.yml"))
    groups: dict[str, list[Cry]] = {}
    for row in (row for rows in parts.values() for row in rows):
        group = _WRITTEN[row.get("later", False)]
        groups.setdefault(group, []).append(Cry(row["text"], row.get("kind")))
    return groups


def _sample(row: Mapping[str, str], text: str) -> Sample:
    unit = row.get("department")
    return Sample(text, row["type"], (unit,) if unit else ())


def _parts(path: Path) -> list[tuple[str, Sequence[Any]]]:
    if not path.is_file():
        return []
    try:
        sets = YAML(typ="safe").load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError):
        raise BadFile(path, None, "不是正确的 YAML。", "请检查缩进、冒号和引号。") from None
    if isinstance(sets, Sequence):
        return [("", sets)]
    return [(PARTS.get(part, part), rows) for part, rows in sets.items()]
