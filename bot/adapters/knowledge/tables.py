"""Known questions as a table for a spreadsheet: CSV or XLSX, out and in again."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from bot.adapters.rows import read_rows, text_of
from bot.domain.entries import FaqEntry
from bot.domain.entry_rules import check_entry
from bot.domain.errors import BadFile, FieldRejected

LARGEST = 20 << 20
"""Bytes: ten thousand questions take a third of it."""
COLUMNS: Mapping[str, str] = {
    "名称": "key",
    "文件": "path",
    "标准问法": "question",
    "答案": "answer",
    "来源": "source",
    "网址": "url",
    "负责单位": "owner",
    "核对日期": "updated",
    "有效期": "valid_until",
    "示例": "sample",
    "问法": "ways",
}
"""Headings, and the fields they hold. Ways to ask stand in one cell, a line each."""
NEEDED = ("标准问法", "答案")
NEW_ONES = "nlu/faq/imported.yml"
"""Where entries go whose file is not told."""
_HEADING_OF = {field: heading for heading, field in COLUMNS.items()}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_YES = frozenset({"是", "true", "yes", "1"})


def as_csv(entries: Sequence[FaqEntry]) -> bytes:
    """For any spreadsheet; with the mark by which Excel knows UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(map(_cells, entries))
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(entries: Sequence[FaqEntry]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.title = "常见问题"
    sheet.append(list(COLUMNS))
    for entry in entries:
        sheet.append(_cells(entry))
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_table(path: Path, known: Mapping[str, FaqEntry]) -> list[FaqEntry]:
    """The entries of a table; what it has no column for stays as it is in `known`.

    Raises BadFile with the row and the column, and what to change.
    """
    if path.is_file() and path.stat().st_size > LARGEST:
        remedy = "请只留问答，或者分成几个文件导入。"
        raise BadFile(path, None, f"文件超过 {LARGEST >> 20} MB，太大了。", remedy)
    entries: dict[str, FaqEntry] = {}
    for line, row in read_rows(path):
        if not entries:
            _check_headings(path, row)
        entry = _entry(path, line, row, known)
        if entry.key in entries:
            problem = f"“名称”这一列：{entry.key} 前面已经有了。"
            raise BadFile(path, line, problem, "请改名，或删掉一行。")
        entries[entry.key] = entry
    if not entries:
        raise BadFile(path, None, "表里没有一条问答。", f"第一行写：{'、'.join(COLUMNS)}。")
    return list(entries.values())


def _check_headings(path: Path, row: Mapping[str, Any]) -> None:
    headings = [name for name in row if name]
    if unknown := [name for name in headings if name not in COLUMNS]:
        problem = f"第 {list(row).index(unknown[0]) + 1} 列“{unknown[0][:20]}”不认识。"
        raise BadFile(path, 1, problem, f"可以有的列：{'、'.join(COLUMNS)}。")
    if missing := [name for name in NEEDED if name not in headings]:
        raise BadFile(path, 1, f"没有“{missing[0]}”这一列。", f"必须有：{'、'.join(NEEDED)}。")


def _entry(
    path: Path, line: int, row: Mapping[str, Any], known: Mapping[str, FaqEntry]
) -> FaqEntry:
    told = dict(_fields(path, line, row))
    key = told.get("key") or _key_of(told["question"])
    before = known.get(key) or FaqEntry(key, "", "", path=NEW_ONES)
    fields: dict[str, Any] = {**told, "key": key, "path": told.get("path") or before.path}
    if "ways" in told:
        fields["ways"] = tuple(way for one in told["ways"].splitlines() if (way := one.strip()))
    if "sample" in told:
        fields["sample"] = told["sample"].casefold() in _YES
    entry = before.changed(**fields)
    try:
        check_entry(entry)
    except FieldRejected as wrong:
        problem = f"“{_HEADING_OF[wrong.field]}”这一列：{wrong.problem}"
        raise BadFile(path, line, problem, "请改好再导入。") from None
    return entry


def _fields(path: Path, line: int, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for heading, value in row.items():
        if heading in COLUMNS:
            day = value.date().isoformat() if isinstance(value, datetime) else value
            text = text_of(path, line, heading, day).replace("\r\n", "\n")
            yield COLUMNS[heading], text[1:] if _FORMULA.match(text) and text[0] == "'" else text


def _key_of(question: str) -> str:
    """The same for the same question, so that a second import finds it."""
    return f"q_{hashlib.sha256(question.encode()).hexdigest()[:10]}"


def _cells(entry: FaqEntry) -> list[str]:
    values = {
        **vars(entry),
        "sample": "是" if entry.sample else "",
        "ways": "\n".join(entry.ways),
    }
    return [_defused(str(values[field])) for field in COLUMNS.values()]


def _defused(text: str) -> str:
    """A cell that a spreadsheet would calculate is shown as what it is: words."""
    return f"'{text}" if _FORMULA.match(text) else text
