"""Files of rows: whatever they hold, one sentence says what is wrong with which line."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.adapters.rows import lines_of, read_rows, text_of
from bot.domain.errors import BadFile

LONG = "路灯坏了" * 3000
"""More than is read from a disk at once."""


def write(path: Path, words: str | bytes) -> Path:
    path.write_bytes(words if isinstance(words, bytes) else words.encode())
    return path


def read(path: Path) -> list[dict[str, str]]:
    return [
        {name: text_of(path, line, name, value) for name, value in row.items()}
        for line, row in read_rows(path)
    ]


def a_workbook(path: Path) -> Path:
    book = Workbook()
    book.active.append(["编号", "内容"])
    book.active.append([1, "路灯坏了"])
    book.save(path)
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_machine(tmp_path: Path, end: str):
    """With a byte order mark or without; a break inside quotes ends nothing."""
    text = end.join(["\ufeff编号,内容", '1,"路灯坏了，' + end + '三天"', "2,停水", ""])

    rows = read(write(tmp_path / "a.csv", text))

    assert rows == [{"编号": "1", "内容": f"路灯坏了，{end}三天"}, {"编号": "2", "内容": "停水"}]


def test_empty_cells_beyond_the_headings_are_none(tmp_path: Path):
    """Spreadsheets leave commas behind."""
    rows = read(write(tmp_path / "a.csv", " 编号 ,内容\n1,停水,,\n\n2,停电\n"))

    assert [row["编号"] for row in rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        (
            "a.jsonl",
            f'{{"id": "{LONG}"}}\n'.encode() + "路灯坏了".encode("gbk"),
            ":2: 文字不是 UTF-8",
        ),
        ("a.csv", "编号,内容\n1,停水\n".encode("utf-16"), ":1: 文字不是 UTF-8"),
        ("a.jsonl", b"\x00" * 100, ":1: 这一行不是 JSON"),
        ("a.jsonl", '{"id": ' + "9" * 5000 + "}", ":1: 这一行有一个太长的数"),
        ("a.jsonl", '\n{"id": "\\ud83d"}', ":2: “id”里有半个字符"),
        ("a.csv", "编号,内容,内容\n1,a,b\n", ":1: 有两列都叫“内容”"),
        ("a.csv", b"PK\x03\x04", ": 这其实是一个 XLSX"),
        ("a.jsonl", b"\xd0\xcf\x11\xe0", ": 这其实是旧式的 Excel 表"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, name: str, words: bytes, said: str):
    path = write(tmp_path / name, words)

    with pytest.raises(BadFile) as refused:
        read(path)

    assert f"{name}{said}" in str(refused.value)
    assert refused.value.remedy


def test_a_folder_and_a_name_that_no_disk_bears_are_told(tmp_path: Path):
    with pytest.raises(BadFile, match="这是一个文件夹"):
        read(tmp_path)
    with pytest.raises(BadFile, match="读不出来"):
        read(tmp_path / ("a" * 300 + ".csv"))


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever runs the tests may be allowed everything."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path / "a.csv", "编号,内容\n1,停水\n")
    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(BadFile, match="没有权限读这个文件"):
        read(path)


def test_a_workbook_that_breaks_off_inside_is_one_sentence(tmp_path: Path):
    """Its first rows look well."""
    whole, torn = a_workbook(tmp_path / "a.xlsx"), tmp_path / "torn.xlsx"
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(torn, "w") as broken:
        for part in parts.namelist():
            words = parts.read(part)
            broken.writestr(part, words[: len(words) * 9 // 10] if "sheet1" in part else words)

    with pytest.raises(BadFile, match="打不开这个 XLSX"):
        read(torn)


def test_a_workbook_called_otherwise_is_told(tmp_path: Path):
    shutil.copy(a_workbook(tmp_path / "a.xlsx"), tmp_path / "a.csv")

    with pytest.raises(BadFile, match=r"另存为 \.xlsx"):
        read(tmp_path / "a.csv")


def test_what_is_typed_is_read_as_files_are():
    """The name tells where it came from."""
    typed = io.BytesIO("停水\r\n".encode() + "路灯坏了".encode("gbk"))
    lines = lines_of(Path("标准输入"), typed)

    assert next(lines) == (1, "停水\r\n")
    with pytest.raises(BadFile, match="标准输入:2"):
        next(lines)
