"""Files of rows: JSON lines, CSV or XLSX, read a row at a time."""

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook

from bot.domain.errors import BadFile

LARGEST = 200 * 1024 * 1024
"""Bytes. A larger file is split first, so that a mistake in it costs little."""
LARGEST_UNPACKED = 4 * LARGEST
"""Bytes of an XLSX when it is unpacked: a small one may hold endless blanks."""
LONGEST_LINE = 1_000_000
"""Characters: no letter is so long, and whatever is would be read into memory at once."""

_LONGEST_IN_BYTES = 4 * LONGEST_LINE

Row = Mapping[str, Any]

_PACKED = {b"PK\x03\x04": "一个 XLSX", b"\xd0\xcf\x11\xe0": "旧式的 Excel 表（.xls）"}
"""How files begin that hold no text, whatever they are called."""


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Every row with its line, as the file names its columns.

    Raises BadFile with the line and what to change: no such file, too large, of another kind,
    another encoding, no JSON, no CSV, a heading that stands twice.
    """
    _check(path)
    readers = {".jsonl": _json_lines, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadFile(
            path, None, f"不认识的文件类型“{path.suffix}”。", "请用 .jsonl、.csv 或 .xlsx。"
        )
    yield from reader(path)


def lines_of(path: Path, file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Every line of `file` with its number; `path` is what people call it. Raises BadFile."""
    number = 0
    while raw := file.readline(_LONGEST_IN_BYTES):
        line = _decoded(path, number + 1, raw)
        # a carriage return alone ends lines, too, on old machines
        for part in StringIO(line, newline="") if "\r" in line[:-2] else (line,):
            number += 1
            yield number, part


def _decoded(path: Path, number: int, raw: bytes) -> str:
    """A line by itself, so that a wrong byte is told with the line where it stands."""
    if len(raw) < _LONGEST_IN_BYTES:
        try:
            line = raw.decode("utf-8" if number > 1 else "utf-8-sig")
        except UnicodeDecodeError as error:
            problem = "文字不是 UTF-8 编码。"
            raise BadFile(path, number, problem, "请另存为 UTF-8 再试。") from error
        if len(line) <= LONGEST_LINE:
            return line
    raise BadFile(path, number, "这一行超过一百万个字。", "请检查是不是少了换行。")


def text_of(path: Path, line: int, name: str, value: Any) -> str:
    """A cell as text without blanks around it; nothing as "". Raises BadFile."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise BadFile(path, line, f"“{name}”不是文字。", "请改成一段文字。")
    text = str(value).replace("\x00", "").strip()
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a character, which JSON can write and nobody can store
        problem = f"“{name}”里有半个字符（\\ud800 至 \\udfff）。"
        raise BadFile(path, line, problem, "请删掉它。") from None
    return text


def _check(path: Path) -> None:
    with _readable(path):
        if path.is_dir():
            raise BadFile(path, None, "这是一个文件夹。", "请写出里面的文件。")
        if not path.is_file():
            raise BadFile(path, None, "没有这个文件。", "请检查路径。")
        if path.stat().st_size > LARGEST:
            raise BadFile(path, None, "文件超过 200 MB。", "请拆成几个小文件，一个一个来。")
        with path.open("rb") as file:
            begins = file.read(max(map(len, _PACKED)))
    kind = next((kind for sign, kind in _PACKED.items() if begins.startswith(sign)), None)
    if kind and path.suffix.lower() in (".jsonl", ".csv"):
        remedy = "请用 Excel 打开，另存为 .xlsx 再试。"
        raise BadFile(path, None, f"这其实是{kind}，不是文字。", remedy)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise BadFile(path, None, "没有权限读这个文件。", "请改好它的权限。") from None
    except OSError as error:
        raise BadFile(path, None, f"读不出来（{error.strerror}）。", "请检查路径。") from None


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
        except ValueError:  # Python reads no number of more than 4,300 digits
            raise BadFile(path, number, "这一行有一个太长的数。", "请给它加上引号。") from None
        if not isinstance(row, dict):
            raise BadFile(
                path, number, "这一行不是一个对象。", '每行应写成 {"id": …, "content": …}。'
            )
        yield number, row


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
    reader = csv.reader((line for _, line in _lines(path)), strict=True)
    try:
        headings = _headings(path, next(reader, []))
        for cells in reader:
            if any(cells[len(headings) :]):
                problem = "这一行的列比表头多。"
                raise BadFile(path, reader.line_num, problem, "内容里的逗号要用引号括起来。")
            if cells:
                yield reader.line_num, dict(zip(headings, cells, strict=False))
    except csv.Error as error:
        problem = "这一行不是正确的 CSV。"
        raise BadFile(path, reader.line_num, problem, "请检查引号是否成对。") from error


def _xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    with _a_workbook(path):
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise BadFile(path, None, "这个 XLSX 解开后太大。", "请拆成几个小文件，一个一个来。")
        book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = _rows_of(path, book)
        headings = _headings(path, next(rows, ()))
        for number, row in enumerate(rows, 2):
            if any(cell is not None for cell in row):
                yield number, dict(zip(headings, row, strict=False))
    finally:
        book.close()


def _rows_of(path: Path, book: Workbook) -> Iterator[Sequence[Any]]:
    """Of the first sheet, which is unpacked as it is read."""
    with _a_workbook(path):
        yield from book.worksheets[0].iter_rows(values_only=True)


@contextmanager
def _a_workbook(path: Path) -> Iterator[None]:
    try:
        yield
    except BadFile:
        raise
    except Exception as error:  # openpyxl raises whatever its zip and XML readers raise
        raise BadFile(path, None, "打不开这个 XLSX。", "请用 Excel 另存为 .xlsx 再试。") from error


def _headings(path: Path, cells: Sequence[Any]) -> list[str]:
    names = [str(cell or "").replace("\x00", "").strip() for cell in cells]
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        problem = f"有两列都叫“{twice[:20]}”。"
        raise BadFile(path, 1, problem, "请给其中一列改个名字，或者删掉它。")
    return names


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with _readable(path), path.open("rb") as file:
        yield from lines_of(path, file)
