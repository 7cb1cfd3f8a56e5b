"""Archives of letters as files: JSON lines, CSV or XLSX."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.adapters.columns import FIELDS, check_fields, renamed, told
from bot.adapters.rows import Row, read_rows, text_of
from bot.domain.errors import BadFile
from bot.domain.letters import TYPES, Letter
from bot.domain.tickets import Type

MOST_REMARKS = 20
"""Lines of one file that are told; of more their number."""


@dataclass(frozen=True)
class Archive:
    """The letters of a file, what its owner should know about it, in sentences, and its columns."""

    letters: list[Letter]
    remarks: list[str]
    columns: Set[str] = frozenset()


def read_letters(path: Path, mapping: Mapping[str, str] | None = None) -> Archive:
    """Every letter of the file, or none.

    `mapping` names columns of the file: {"诉求内容": "content"}. Raises BadFile with the line and
    what to change: a missing column, an unknown type, an empty id, a wrong encoding. Old archives
    use an id twice: the same letter is read once, another letter gets a number behind its id, and
    a remark names both lines. Raises BadSetting for a field that does not exist.
    """
    mapping = mapping or {}
    check_fields(mapping, FIELDS)
    reading = _Reading(path)
    # in the order of the file, so that they are told as they stand there
    columns: dict[str, None] = {}
    for line, row in read_rows(path):
        columns |= dict.fromkeys(row)
        reading.take(line, _letter(path, line, row, mapping))
    if not reading.letters:
        raise BadFile(path, None, "文件里没有信件。", "请检查文件内容。")
    return Archive(reading.letters, reading.remarks(), columns.keys())


@dataclass
class _Reading:
    """One archive, a letter at a time."""

    path: Path
    letters: list[Letter] = field(default_factory=list)
    _remarks: list[str] = field(default_factory=list)
    _untold: int = 0
    _first: dict[str, int] = field(default_factory=dict)
    _contents: dict[tuple[str, int], int] = field(default_factory=dict)
    _used: Counter[str] = field(default_factory=Counter)

    def take(self, line: int, letter: Letter) -> None:
        words = (letter.id, hash(letter.content))
        if (same := self._contents.setdefault(words, line)) != line:
            self._remark(line, f"与第 {same} 行是同一封信，只读一次。")
            return
        if first := self._first.get(letter.id):
            name = self._another_id(letter.id)
            shared = f"编号 {letter.id} 与第 {first} 行重复，内容不同，改记为 {name}。"
            self._remark(line, shared)
            letter = replace(letter, id=name)
        self._first[letter.id] = line
        self.letters.append(letter)

    def remarks(self) -> list[str]:
        more = f"{self.path}: 另有 {self._untold} 行也是这样。"
        return [*self._remarks, *([more] if self._untold else [])]

    def _remark(self, line: int, sentence: str) -> None:
        if len(self._remarks) < MOST_REMARKS:
            self._remarks.append(f"{self.path}:{line}: {sentence}")
        else:
            self._untold += 1

    def _another_id(self, taken: str) -> str:
        while True:
            self._used[taken] += 1
            name = f"{taken}#{self._used[taken] + 1}"
            if name not in self._first:
                return name


def _letter(path: Path, line: int, row: Row, mapping: Mapping[str, str]) -> Letter:
    named = renamed(row, mapping)
    values = {name: text_of(path, line, name, named.get(name)) for name in FIELDS}
    for name, chinese in (("id", "编号"), ("content", "内容")):
        if not values[name]:
            heading = "这一列" if name in named else f"“{name}”这一列（{chinese}）"
            where = "" if name in named else f"；现有的列：{told(row)}"
            remedy = f"请补上，或用 --column 原列名={name} 指出它在哪一列{where}。"
            raise BadFile(path, line, f"{heading}没有{chinese}。", remedy)
    return Letter(
        id=values["id"],
        content=values["content"],
        title=values["title"],
        type=type_called(path, line, values["type"]),
        department=values["department"] or None,
        bureau=values["bureau"] or None,
        reply=values["reply"] or None,
    )


def type_called(path: Path, line: int, name: str) -> Type | None:
    """The type that a file means; None for an empty cell. Raises BadFile."""
    if name and name not in TYPES:
        known = "、".join(_known_types())
        raise BadFile(path, line, f"不认识的类型“{name[:12]}”。", f"可以用：{known}，或留空。")
    return TYPES[name] if name else None


def _known_types() -> Iterable[str]:
    return (name for name in TYPES if not name.isascii())
