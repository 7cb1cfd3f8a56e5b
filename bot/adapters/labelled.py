"""Files of messages whose type, unit or purpose is known, told apart by their columns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.columns import FIELDS, check_fields, renamed, told
from bot.adapters.letters import type_called
from bot.adapters.rows import Row, read_rows, text_of
from bot.domain.errors import BadFile
from bot.services.evaluation.samples import Insult, Material, Question, Sample

_OWN = ("text", "type3", "source", "intent", "label", "split", "question", "question_short")
_FIELDS = (*FIELDS, *_OWN)
_OFFENSIVE = {"1": True, "0": False}
_NOTHING_KNOWN = (
    "认不出这个文件里有什么。",
    "来信要有 content 和 type 或 department，短消息要有 text 和 type，"
    "闲聊要有 text 和 intent，问答档案要有 question 和 question_short，"
    "辱骂样本要有 text 和 label；列名不同时用 --column 原列名=字段。",
)


def read_labelled(
    path: Path, into: Material, mapping: Mapping[str, str] | None = None, most: int = 0
) -> Collection[str]:
    """Add the rows of a file to `into`: all of them, or none. Returns the names of its columns.

    At most so many (0: all), spread over the file. `mapping` names columns of the file. A row that
    comes twice counts once, an id that two messages share is told in a remark. Raises BadFile with
    the line and what to change, BadSetting for a field that does not exist.
    """
    check_fields(mapping or {}, _FIELDS)
    reading = _Reading(path, mapping or {})
    for line, row in read_rows(path):
        reading.take(line, row)
    if reading.read is None or not reading.rows:
        raise BadFile(path, None, "文件是空的，没有可以评测的内容。", "请检查文件内容。")
    rows = _spread(reading.rows, most)
    reading.read.keep(rows, into)
    into.remarks += reading.remarks()
    return reading.columns


@dataclass
class _Reading:
    """One file, a row at a time."""

    path: Path
    mapping: Mapping[str, str]
    read: "_Kind | None" = None
    columns: dict[str, None] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    repeated: int = 0
    shared: list[int] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def take(self, line: int, row: Row) -> None:
        named = renamed(row, self.mapping, _FIELDS)
        self.columns |= dict.fromkeys(row)
        self.read = self.read or _kind_of(self.path, line, named, row)
        values = {name: text_of(self.path, line, name, named.get(name)) for name in named}
        for name in self.read.needed:
            if not values.get(name):
                problem = f"“{name}”这一列没有内容。" if name in values else f"没有“{name}”这一列。"
                remedy = f"请补上，或用 --column 原列名={name} 指出它在哪一列。"
                raise BadFile(self.path, line, problem, remedy)
        found = self.read.row(self.path, line, values)
        if self._is_new(line, values.get("id", ""), found):
            self.rows.append(found)

    def remarks(self) -> list[str]:
        told = []
        if self.repeated:
            told.append(f"{self.path}: 有 {self.repeated} 行与前面的一模一样，只算一次。")
        if self.shared:
            lines = "、".join(map(str, self.shared[:5])) + (" 等" if self.shared[5:] else "")
            told.append(f"{self.path}: 第 {lines} 行的编号与前面的重复，内容不同，都算在内。")
        return told

    def _is_new(self, line: int, name: str, found: object) -> bool:
        before = self._known.get(name)
        if not name or before is None:
            self._known[name] = hash(found)
            return True
        if before == hash(found):
            self.repeated += 1
            return False
        self.shared.append(line)
        return True


@dataclass(frozen=True)
class _Kind:
    """What rows with such columns hold."""

    needed: Sequence[str]
    row: Callable[[Path, int, Mapping[str, str]], Any]
    keep: Callable[[Sequence[Any], Material], None]


def _kind_of(path: Path, line: int, row: Mapping[str, Any], columns: Row) -> _Kind:
    filed = any(name in row for name in ("type", "type3", "department", "bureau"))
    if "content" in row and filed:
        return _LETTERS
    if "text" in row and filed:
        return _SHORT
    if "question" in row and "question_short" in row:
        return _ARCHIVE
    if "text" in row and "label" in row:
        return _INSULTS
    if "text" in row and "intent" in row:
        return _STRANGE
    problem, remedy = _NOTHING_KNOWN
    raise BadFile(path, line, f"{problem}现有的列：{told(columns)}。", remedy)


def _sample(path: Path, line: int, values: Mapping[str, str]) -> Sample:
    kind = type_called(path, line, values.get("type") or values.get("type3") or "")
    units = tuple(name for key in ("bureau", "department") if (name := values.get(key)))
    text = values.get("content") or values["text"]
    return Sample(text, kind and kind.value, units, values.get("source", ""))


def _question(path: Path, line: int, values: Mapping[str, str]) -> Question:
    """An archive's question often begins with its title, which would find itself."""
    question, title = values["question"], values["question_short"]
    text = question[len(title) :].strip() if question.startswith(title) else ""
    asked = values.get("split", "eval") == "eval"
    return Question(values.get("id") or f"{path.name}:{line}", title, text, asked)


def _insult(path: Path, line: int, values: Mapping[str, str]) -> Insult:
    if values["label"] not in _OFFENSIVE:
        raise BadFile(path, line, "“label”既不是 1 也不是 0。", "1 表示辱骂，0 表示不是。")
    held_out = values.get("split", "test") == "test"
    return Insult(values["text"], _OFFENSIVE[values["label"]], held_out)


def _words(path: Path, line: int, values: Mapping[str, str]) -> str:
    return values["text"]


def _spread(rows: list[Any], most: int) -> list[Any]:
    step = max(-(-len(rows) // most), 1) if most else 1
    return rows[::step]


_LETTERS = _Kind(("content",), _sample, lambda rows, into: into.letters.extend(rows))
_SHORT = _Kind(("text",), _sample, lambda rows, into: into.short.extend(rows))
_ARCHIVE = _Kind(
    ("question", "question_short"), _question, lambda rows, into: into.archive.extend(rows)
)
_INSULTS = _Kind(("text", "label"), _insult, lambda rows, into: into.insults.extend(rows))
_STRANGE = _Kind(
    ("text",), _words, lambda rows, into: into.strange.setdefault("文件", []).extend(rows)
)
