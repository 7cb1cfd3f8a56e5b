"""The repository's own labelled messages: `tests/gold/*.yml`, each part of a set by its name."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.domain.errors import BadFile
from bot.services.evaluation.facts import read
from bot.services.evaluation.questions import Wanted
from bot.services.evaluation.samples import Material, Sample

PARTS = {"dev": "开发", "held_out": "留出"}
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
    return [(PARTS.get(part, part), rows) for part, rows in sets.items()]
