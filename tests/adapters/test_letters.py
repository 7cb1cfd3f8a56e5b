"""Archives of letters: read whole or not at all, and every mistake is named."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.adapters.letters import MOST_REMARKS, read_letters
from bot.domain.errors import BadFile, BadSetting
from bot.domain.tickets import Type


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_json_lines_are_read_with_all_they_recorded(tmp_path: Path):
    """One object a line; what we do not know is left out."""
    line = (
        '{"id": "1", "content": "路灯坏了", "type": "complaint", "bureau": "construction", "x": 1}'
    )

    [letter] = read_letters(write(tmp_path / "a.jsonl", f"{line}\n\n")).letters

    assert (letter.id, letter.content, letter.type) == ("1", "路灯坏了", Type.COMPLAINT)
    assert letter.bureau == "construction"


def test_csv_with_chinese_headings_and_a_byte_order_mark(tmp_path: Path):
    """As Excel saves it."""
    text = '\ufeff编号,内容,类型\r\n1,"路灯坏了，\n三天",投诉\r\n'

    [letter] = read_letters(write(tmp_path / "a.csv", text)).letters

    assert (letter.content, letter.type) == ("路灯坏了，\n三天", Type.COMPLAINT)


def test_xlsx_with_columns_of_its_own(tmp_path: Path):
    """Any heading can be mapped to a field."""
    book = Workbook()
    book.active.append(["工单号", "诉求内容"])
    book.active.append([7, "暖气不热"])
    book.save(tmp_path / "a.xlsx")

    mapping = {"工单号": "id", "诉求内容": "content"}
    [letter] = read_letters(tmp_path / "a.xlsx", mapping).letters

    assert (letter.id, letter.content, letter.type) == ("7", "暖气不热", None)


def test_an_id_used_twice_keeps_both_letters_and_says_so(tmp_path: Path):
    """Real archives do that; nothing is lost, nothing is silent."""
    lines = [
        '{"id": "1", "content": "甲"}',
        '{"id": "1", "content": "乙"}',
        '{"id": "1", "content": "甲"}',
    ]

    archive = read_letters(write(tmp_path / "a.jsonl", "\n".join(lines)))

    assert [(letter.id, letter.content) for letter in archive.letters] == [
        ("1", "甲"),
        ("1#2", "乙"),
    ]
    assert ["a.jsonl:2" in archive.remarks[0], "a.jsonl:3" in archive.remarks[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"id": "1", "content": "甲"}\n{"id": 2,', "a.jsonl:2: 这一行不是 JSON"),
        ("a.jsonl", "[1]", "a.jsonl:1: 这一行不是一个对象"),
        ("a.jsonl", '{"id": "1"}', "a.jsonl:1: “content”这一列（内容）没有内容"),
        ("a.jsonl", '{"id": "1", "content": " "}', "a.jsonl:1: 这一列没有内容"),
        ("a.jsonl", '{"id": "1", "content": "甲", "type": "骂人"}', "不认识的类型“骂人”"),
        ("a.jsonl", '{"id": "1", "content": ["甲"]}', "“content”不是文字"),
        ("a.jsonl", "", "文件里没有信件"),
        ("a.csv", "编号,内容\n1,甲,乙\n", "a.csv:2: 这一行的列比表头多"),
        ("a.csv", '编号,内容\n1,"甲\n', "不是正确的 CSV"),
        ("a.xlsx", "no zip", "打不开这个 XLSX"),
        ("a.txt", "甲", "不认识的文件类型“.txt”"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_remedy(
    tmp_path: Path, name: str, text: str, said: str
):
    """The operator knows what to change."""
    with pytest.raises(BadFile) as refused:
        read_letters(write(tmp_path / name, text))

    assert said in str(refused.value)
    assert refused.value.remedy


def test_another_encoding_is_named_with_its_line(tmp_path: Path):
    """GBK from an old office machine."""
    with pytest.raises(BadFile, match="UTF-8"):
        read_letters(write(tmp_path / "a.csv", "编号,内容\n1,路灯\n", "gbk"))


def test_a_missing_file_is_named(tmp_path: Path):
    """A typing mistake in the path."""
    with pytest.raises(BadFile, match="没有这个文件"):
        read_letters(tmp_path / "nothing.jsonl")


def test_a_third_letter_of_an_id_is_known_again_as_well(tmp_path: Path):
    """Whichever of the others it repeats."""
    lines = [f'{{"id": "1", "content": "{words}"}}' for words in ("甲", "乙", "乙", "丙")]

    archive = read_letters(write(tmp_path / "a.jsonl", "\n".join(lines)))

    assert [letter.id for letter in archive.letters] == ["1", "1#2", "1#3"]


def test_an_archive_with_one_id_for_all_is_read_and_told_in_short(tmp_path: Path):
    """Looking for a free number from the first one on each time would take an hour."""
    lines = (f'{{"id": "1", "content": "路灯坏了{n}天"}}' for n in range(30_000))

    archive = read_letters(write(tmp_path / "a.jsonl", "\n".join(lines)))

    assert len({letter.id for letter in archive.letters}) == 30_000
    assert len(archive.remarks) == MOST_REMARKS + 1
    assert "另有 29979 行" in archive.remarks[-1]


def test_what_was_mapped_goes_before_what_is_called_so(tmp_path: Path):
    """A file may have both."""
    text = "编号,正文,诉求内容\n1,旧,新\n2,旧,\n"

    found = read_letters(write(tmp_path / "a.csv", text), {"诉求内容": "content"}).letters

    assert [letter.content for letter in found] == ["新", "旧"]


def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path):
    with pytest.raises(BadFile, match="现有的列：编号、诉求正文"):
        read_letters(write(tmp_path / "a.csv", "编号,诉求正文\n1,停水\n"))


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"诉求正文": "contnt"}, "没有“contnt”这个字段。可以用：id、title、content"),
        ({"诉求正文": "content", "标题": "content"}, "有两列都写成了“content”"),
    ],
)
def test_a_mapping_to_no_field_or_twice_to_one_is_refused(
    tmp_path: Path, mapping: dict[str, str], said: str
):
    with pytest.raises(BadSetting, match=said):
        read_letters(write(tmp_path / "a.csv", "编号,诉求正文\n1,停水\n"), mapping)
