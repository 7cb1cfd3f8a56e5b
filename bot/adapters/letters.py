"""Archives of letters as files: JSON lines, CSV or XLSX."""

import csv
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.domain.errors import BadFile
from bot.domain.letters import TYPES, Letter

LARGEST = 200 * 1024 * 1024
"""Bytes. A larger archive is split first, so that a mistake in it costs little."""

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
    _check_size(path)
    known: dict[str, tuple[int, Letter]] = {}
    remarks: list[str] = []
    for line, row in _rows(path):
        letter = _letter(path, line, _renamed(row, mapping or {}))
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


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise BadFile(path, None, "没有这个文件。", "请检查路径。")
    if path.stat().st_size > LARGEST:
        raise BadFile(path, None, "文件超过 200 MB。", "请拆成几个小文件分别导入。")


def _another_id(taken: str, known: Container[str]) -> str:
    return next(name for n in count(2) if (name := f"{taken}#{n}") not in known)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    readers = {".jsonl": _json_lines, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadFile(
            path, None, f"不认识的文件类型“{path.suffix}”。", "请用 .jsonl、.csv 或 .xlsx。"
        )
    yield from reader(path)


def _json_lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            remedy = f"请检查第 {error.colno} 个字符附近的引号和逗号。"
            raise BadFile(path, number, "这一行不是 JSON。", remedy) from error
        if not isinstance(row, dict):
            raise BadFile(
                path, number, "这一行不是一个对象。", '每行应写成 {"id": …, "content": …}。'
            )
        yield number, row


def _csv(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader((line for _, line in _lines(path)), strict=True)
    try:
        for row in reader:
            if None in row:
                problem = "这一行的列比表头多。"
                raise BadFile(path, reader.line_num, problem, "内容里的逗号要用引号括起来。")
            yield reader.line_num, row
    except csv.Error as error:
        problem = "这一行不是正确的 CSV。"
        raise BadFile(path, reader.line_num, problem, "请检查引号是否成对。") from error


def _xlsx(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        headings = [str(cell or "").strip() for cell in next(rows, ())]
    except Exception as error:  # openpyxl raises whatever its zip and XML readers raise
        raise BadFile(path, None, "打不开这个 XLSX。", "请用 Excel 另存为 .xlsx 再试。") from error
    for number, row in enumerate(rows, 2):
        if any(cell is not None for cell in row):
            yield number, dict(zip(headings, row, strict=False))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, line in enumerate(file, 1):
                yield number, line
    except UnicodeDecodeError as error:
        problem = "文字不是 UTF-8 编码。"
        raise BadFile(path, number + 1, problem, "请另存为 UTF-8 再导入。") from error


def _renamed(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    names = {**COLUMNS, **{field: field for field in FIELDS}, **mapping}
    return {names[key]: value for key, value in row.items() if key in names}


def _letter(path: Path, line: int, row: Mapping[str, Any]) -> Letter:
    values = {name: _text(path, line, name, row.get(name)) for name in FIELDS}
    for name, chinese in (("id", "编号"), ("content", "内容")):
        if not values[name]:
            heading = "这一列" if name in row else f"“{name}”这一列（{chinese}）"
            remedy = f"请补上，或用 --column 原列名={name} 指出它在哪一列。"
            raise BadFile(path, line, f"{heading}没有{chinese}。", remedy)
    kind = values["type"]
    if kind and kind not in TYPES:
        known = "、".join(_known_types())
        raise BadFile(path, line, f"不认识的类型“{kind[:12]}”。", f"可以用：{known}，或留空。")
    return Letter(
        id=values["id"],
        content=values["content"],
        title=values["title"],
        type=TYPES[kind] if kind else None,
        department=values["department"] or None,
        bureau=values["bureau"] or None,
        reply=values["reply"] or None,
    )


def _text(path: Path, line: int, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise BadFile(path, line, f"“{name}”不是文字。", "请改成一段文字。")
    return str(value).replace("\x00", "").strip()


def _known_types() -> Iterable[str]:
    return (name for name in TYPES if not name.isascii())
