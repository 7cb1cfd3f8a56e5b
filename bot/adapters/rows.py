"""Files of rows: JSON lines, CSV or XLSX, read a row at a time."""

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.domain.errors import BadFile

LARGEST = 200 * 1024 * 1024
"""Bytes. A larger file is split first, so that a mistake in it costs little."""
LARGEST_UNPACKED = 4 * LARGEST
"""Bytes of an XLSX when it is unpacked: a small one may hold endless blanks."""
LONGEST_LINE = 1_000_000
"""Characters: no letter is so long, and whatever is would be read into memory at once."""

Row = Mapping[str, Any]


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Every row with its line, as the file names its columns.

    Raises BadFile with the line and what to change: no such file, too large, of another kind,
    another encoding, no JSON, no CSV.
    """
    _check_size(path)
    readers = {".jsonl": _json_lines, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadFile(
            path, None, f"不认识的文件类型“{path.suffix}”。", "请用 .jsonl、.csv 或 .xlsx。"
        )
    yield from reader(path)


def text_of(path: Path, line: int, name: str, value: Any) -> str:
    """A cell as text without blanks around it; nothing as "". Raises BadFile."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise BadFile(path, line, f"“{name}”不是文字。", "请改成一段文字。")
    return str(value).replace("\x00", "").strip()


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise BadFile(path, None, "没有这个文件。", "请检查路径。")
    if path.stat().st_size > LARGEST:
        raise BadFile(path, None, "文件超过 200 MB。", "请拆成几个小文件，一个一个来。")


def _json_lines(path: Path) -> Iterator[tuple[int, Row]]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            remedy = f"请检查第 {error.colno} 个字符附近的引号和逗号。"
            raise BadFile(path, number, "这一行不是 JSON。", remedy) from error
        except RecursionError:
            problem = "这一行的括号套得太深。"
            raise BadFile(path, number, problem, "请改成一层的对象。") from None
        if not isinstance(row, dict):
            raise BadFile(
                path, number, "这一行不是一个对象。", '每行应写成 {"id": …, "content": …}。'
            )
        yield number, row


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
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


def _xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        book = None if unpacked > LARGEST_UNPACKED else load_workbook(path, True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True) if book else iter(())
        headings = [str(cell or "").strip() for cell in next(rows, ())]
    except Exception as error:  # openpyxl raises whatever its zip and XML readers raise
        raise BadFile(path, None, "打不开这个 XLSX。", "请用 Excel 另存为 .xlsx 再试。") from error
    if book is None:
        raise BadFile(path, None, "这个 XLSX 解开后太大。", "请拆成几个小文件，一个一个来。")
    try:
        for number, row in enumerate(rows, 2):
            if any(cell is not None for cell in row):
                yield number, dict(zip(headings, row, strict=False))
    finally:
        book.close()


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE and not line.endswith("\n"):
                    problem = "这一行超过一百万个字。"
                    raise BadFile(path, number, problem, "请检查是不是少了换行。")
                yield number, line
    except UnicodeDecodeError as error:
        problem = "文字不是 UTF-8 编码。"
        raise BadFile(path, number + 1, problem, "请另存为 UTF-8 再试。") from error
