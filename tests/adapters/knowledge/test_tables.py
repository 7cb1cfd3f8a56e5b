"""Known questions go out to a spreadsheet and come back as they were."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.tables import COLUMNS, LARGEST, as_csv, as_xlsx, read_table
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.entries import FaqEntry
from bot.domain.errors import BadFile

ROOT = Path(__file__).resolve().parents[3]
ENTRY = FaqEntry(
    key="card_lost",
    question="社保卡丢了怎么办？",
    answer="先挂失。\n1. 打12333，“按1”。",
    source="人社局",
    url="https://si.12333.gov.cn/",
    owner="social_security",
    updated="2026-11-01",
    valid_until="2027-12-31",
    sample=True,
    ways=("卡丢了", "怎么补卡, 急"),
    path="nlu/faq/cards.yml",
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''+1", '=HYPERLINK("x")')


def a_file(folder: Path, suffix: str, entries) -> Path:
    path = folder / f"faq{suffix}"
    path.write_bytes((as_csv if suffix == ".csv" else as_xlsx)(entries))
    return path


def a_csv(folder: Path, text: str) -> Path:
    path = folder / "faq.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_all_our_own_come_back_as_they_were(tmp_path: Path, suffix: str):
    entries = [replace(one, topic="") for one in YamlWriting().entries(read_folder(ROOT))]

    back = read_table(a_file(tmp_path, suffix, entries), {})

    assert back == entries


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("formula", FORMULAS, ids=repr)
def test_what_could_be_a_formula_is_words_and_comes_back(tmp_path: Path, suffix, formula):
    """No spreadsheet calculates what an editor or a citizen wrote."""
    fields = {"answer": f"{formula}\n第二行"}
    if "\t" not in formula:
        fields |= {"question": formula, "source": formula, "ways": (formula, "别的")}
    entry = ENTRY.changed(**fields) if "\t" not in formula else ENTRY.changed(source=formula[1:])
    path = a_file(tmp_path, suffix, [entry])

    assert read_table(path, {}) == [entry]
    cells = _cells(path)
    assert not [cell for cell in cells if str(cell)[:1] in ("=", "+", "-", "@", "\t", "\r")]


def _cells(path: Path) -> list[object]:
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        return [cell for row in rows for cell in row]
    sheet = load_workbook(path).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_column_that_is_not_there_changes_nothing(tmp_path: Path):
    path = a_csv(tmp_path, "名称,标准问法,答案\ncard_lost,新问法？,新答案。\n")

    [entry] = read_table(path, {"card_lost": ENTRY})

    assert entry == ENTRY.changed(question="新问法？", answer="新答案。")


def test_an_entry_without_a_name_gets_the_same_one_every_time(tmp_path: Path):
    path = a_csv(tmp_path, "标准问法,答案\n怎么办卡？,去网点。\n")

    [first], [second] = read_table(path, {}), read_table(path, {})

    assert first == second
    assert first.path == "nlu/faq/imported.yml"


def test_a_day_of_a_spreadsheet_is_a_day(tmp_path: Path):
    book = Workbook()
    book.active.append(["名称", "标准问法", "答案", "有效期"])
    book.active.append(["card", "问？", "答。", datetime(2027, 12, 31)])  # noqa: DTZ001
    book.save(tmp_path / "faq.xlsx")

    [entry] = read_table(tmp_path / "faq.xlsx", {})

    assert entry.valid_until == "2027-12-31"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("名称,标准问发,答案\naa,b,c\n", 1, "第 2 列“标准问发”不认识"),
        ("名称,答案\na,c\n", 1, "没有“标准问法”这一列"),
        ("名称,标准问法,答案,有效期\naa,b,c,明年\n", 2, "“有效期”这一列"),
        ("名称,标准问法,答案\naa,b,c\nbb,d,\n", 3, "“答案”这一列"),
        ("名称,标准问法,答案\nA B,b,c\n", 2, "“名称”这一列"),
        ("名称,标准问法,答案\naa,b,c\naa,d,e\n", 3, "前面已经有了"),
        ("名称,标准问法,答案,网址\naa,b,c,www.x.cn\n", 2, "“网址”这一列"),
        ("名称,文件,标准问法,答案\naa,../x.yml,b,c\n", 2, "“文件”这一列"),
        ("名称,标准问法,答案\n", None, "没有一条问答"),
        ("名称,标准问法,答案\naa,b,c,d\n", 2, "列比表头多"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(tmp_path: Path, text, line, told):
    with pytest.raises(BadFile, match=told) as refused:
        read_table(a_csv(tmp_path, text), {})

    assert refused.value.line == line
    assert refused.value.remedy


def test_a_file_of_50_mb_is_refused_in_a_sentence(tmp_path: Path):
    path = tmp_path / "faq.csv"
    with path.open("wb") as file:
        file.truncate(50 << 20)

    with pytest.raises(BadFile, match=f"超过 {LARGEST >> 20} MB"):
        read_table(path, {})


def test_every_field_of_an_entry_has_its_column():
    assert {*COLUMNS.values()} == {*vars(ENTRY)} - {"topic"}
