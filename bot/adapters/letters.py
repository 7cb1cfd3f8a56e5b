"""Archives of letters as files: JSON lines, CSV or XLSX."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from bot.adapters.rows import read_rows, text_of
from bot.domain.errors import BadFile
from bot.domain.letters import TYPES, Letter
from bot.domain.tickets import Type

COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "标题": "title",
    "内容": "content",
    "正文": "content",
    "类型": "type",
    "诉求类型": "type",
    "部门": "department",
    "承办单位": "department",
    "分类": "bureau",
    "答复": "reply",
    "回复": "reply",
}
"""Headings that need no mapping, besides the fields' own names."""

FIELDS = ("id", "title", "content", "type", "department", "bureau", "reply")


@dataclass(frozen=True)
class Archive:
    """The letters of a file, and what its owner should know about it, in sentences."""

    letters: list[Letter]
    remarks: list[str]


def read_letters(path: Path, mapping: Mapping[str, str] | None = None) -> Archive:
    """Every letter of the file, or none.

    `mapping` names columns of the file: {"诉求内容": "content"}. Raises BadFile with the line and
    what to change: a missing column, an unknown type, an empty id, a wrong encoding. Old archives
    use an id twice: the same letter is read once, another letter gets a number behind its id, and
    a remark names both lines.
    """
    known: dict[str, tuple[int, Letter]] = {}
    remarks: list[str] = []
    for line, row in read_rows(path):
        letter = _letter(path, line, renamed(row, mapping or {}))
        if letter.id in known:
            first, same = known[letter.id]
            letter = replace(letter, id=_another_id(letter.id, known))
            if same.content == letter.content:
                remarks.append(f"{path}:{line}: 与第 {first} 行是同一封信，只读一次。")
                continue
            remarks.append(
                f"{path}:{line}: 编号 {same.id} 与第 {first} 行重复，内容不同，改记为 {letter.id}。"
            )
        known[letter.id] = (line, letter)
    if not known:
        raise BadFile(path, None, "文件里没有信件。", "请检查文件内容。")
    return Archive([letter for _, letter in known.values()], remarks)


def _another_id(taken: str, known: Container[str]) -> str:
    return next(name for n in count(2) if (name := f"{taken}#{n}") not in known)


def renamed(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """The row by our names; columns that we do not know are left out."""
    names = {**COLUMNS, **{field: field for field in FIELDS}, **mapping}
    return {names[key]: value for key, value in row.items() if key in names}


def _letter(path: Path, line: int, row: Mapping[str, Any]) -> Letter:
    values = {name: text_of(path, line, name, row.get(name)) for name in FIELDS}
    for name, chinese in (("id", "编号"), ("content", "内容")):
        if not values[name]:
            heading = "这一列" if name in row else f"“{name}”这一列（{chinese}）"
            remedy = f"请补上，或用 --column 原列名={name} 指出它在哪一列。"
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
