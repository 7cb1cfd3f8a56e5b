"""Labelled files: told apart by their columns, read whole or not at all."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.adapters import rows
from bot.adapters.labelled import read_labelled
from bot.domain.errors import BadFile
from bot.services.evaluation.samples import Insult, Material, Question, Sample


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, **more: int) -> Material:
    material = Material()
    read_labelled(path, material, **more)
    return material


def test_letters_are_known_by_content_and_type(tmp_path: Path):
    line = '{"content": "路灯坏了", "type": "投诉", "bureau": "construction", "source": "甲市"}'

    found = read(write(tmp_path / "a.jsonl", line))

    assert found.letters == [Sample("路灯坏了", "complaint", ("construction",), "甲市")]


def test_letters_may_tell_the_unit_alone(tmp_path: Path):
    found = read(write(tmp_path / "a.csv", "内容,承办单位\n路灯坏了,住建局\n"))

    assert found.letters == [Sample("路灯坏了", None, ("住建局",))]


def test_short_messages_are_known_by_text_and_type(tmp_path: Path):
    lines = '{"text": "停水了", "type": "complaint"}\n{"text": "水费怎么交", "type3": "inquiry"}'

    found = read(write(tmp_path / "a.jsonl", lines))

    assert [sample.kind for sample in found.short] == ["complaint", "inquiry"]


def test_what_is_out_of_scope_has_an_intent_and_no_type(tmp_path: Path):
    found = read(write(tmp_path / "a.jsonl", '{"text": "放首歌", "intent": "music"}'))

    assert found.strange == {"文件": ["放首歌"]}


def test_an_answered_letter_is_not_found_by_the_title_in_it(tmp_path: Path):
    line = '{"id": "1", "question": "路灯\\n坏了三天", "question_short": "路灯", "split": "train"}'

    found = read(write(tmp_path / "a.jsonl", line))

    assert found.archive == [Question("1", "路灯", "坏了三天", asked=False)]


def test_insults_are_known_by_their_label(tmp_path: Path):
    found = read(write(tmp_path / "a.csv", "text,label,split\n滚,1,test\n你好,0,train\n"))

    assert found.insults == [Insult("滚", True), Insult("你好", False, held_out=False)]


def test_a_workbook_with_columns_of_its_own(tmp_path: Path):
    book = Workbook()
    book.active.append(["诉求内容", "类型"])
    book.active.append(["暖气不热", "投诉"])
    book.save(tmp_path / "a.xlsx")

    material = Material()
    read_labelled(tmp_path / "a.xlsx", material, {"诉求内容": "content"})

    assert material.letters == [Sample("暖气不热", "complaint")]


def test_a_row_that_comes_twice_counts_once_and_an_id_shared_is_told(tmp_path: Path):
    """Real archives do both."""
    lines = [
        '{"id": "1", "content": "甲", "type": "inquiry"}',
        '{"id": "1", "content": "甲", "type": "inquiry"}',
        '{"id": "1", "content": "乙", "type": "inquiry"}',
        '{"id": "2", "content": "丙", "type": "inquiry"}',
    ]

    found = read(write(tmp_path / "a.jsonl", "\n".join(lines)))

    assert [sample.text for sample in found.letters] == ["甲", "乙", "丙"]
    assert [remark.partition(": ")[2] for remark in found.remarks] == [
        "有 1 行与前面的一模一样，只算一次。",
        "第 3 行的编号与前面的重复，内容不同，都算在内。",
    ]


def test_at_most_so_many_are_read_from_the_whole_length(tmp_path: Path):
    lines = "\n".join(f'{{"content": "信{n}", "type": "inquiry"}}' for n in range(10))

    found = read(write(tmp_path / "a.jsonl", lines), most=3)

    assert [sample.text for sample in found.letters] == ["信0", "信4", "信8"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", "", "文件是空的"),
        ("a.csv", "content,type\n", "文件是空的"),
        ("a.txt", "x", "不认识的文件类型“.txt”"),
        ("a.jsonl", '{"content": "甲"}', "认不出这个文件里有什么"),
        ("a.jsonl", '{"title": "甲", "type": "inquiry"}', "认不出这个文件里有什么"),
        ("a.jsonl", '{"content": "甲", "type": "闲聊"}', "不认识的类型“闲聊”"),
        ("a.jsonl", '{"content": "", "type": "inquiry"}', ":1: “content”这一列没有内容"),
        ("a.jsonl", '{"content": ["甲"], "type": "inquiry"}', "“content”不是文字"),
        ("a.jsonl", '{"content": "甲", "type": "inquiry"}\n{"text": "乙"}', ":2: 没有“content”"),
        ("a.jsonl", '{"content": "甲"', ":1: 这一行不是 JSON"),
        ("a.jsonl", "[" * 100_000, "这一行的括号套得太深"),
        ("a.jsonl", "[1]", "这一行不是一个对象"),
        ("a.csv", 'content,type\n"甲,inquiry\n', "不是正确的 CSV"),
        ("a.csv", "text,label\n滚,也许\n", "既不是 1 也不是 0"),
        ("a.xlsx", "no workbook", "打不开这个 XLSX"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_kept(
    tmp_path: Path, name: str, text: str, said: str
):
    """With the file, the line where there is one, and what to change."""
    material = Material()

    with pytest.raises(BadFile) as refused:
        read_labelled(write(tmp_path / name, text), material)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not material
    assert material.remarks == []


def test_another_encoding_is_named_with_its_line(tmp_path: Path):
    path = write(tmp_path / "a.csv", "content,type\n路灯,投诉\n", "gb18030")

    with pytest.raises(BadFile, match=":2: 文字不是 UTF-8 编码。 请另存为 UTF-8"):
        read(path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path):
    """It takes no place on this disk either."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(rows.LARGEST + 1)

    with pytest.raises(BadFile, match="文件超过 200 MB"):
        read(path)


def test_a_line_without_an_end_is_refused(tmp_path: Path):
    """It would be read into memory at once."""
    path = write(tmp_path / "a.jsonl", "x" * (rows.LONGEST_LINE + 1))

    with pytest.raises(BadFile, match="这一行超过一百万个字"):
        read(path)


def test_a_workbook_that_grows_when_unpacked_is_refused(tmp_path: Path, monkeypatch):
    """A few kilobytes may hold gigabytes of blanks."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", " " * 1_000_000)
    monkeypatch.setattr(rows, "LARGEST_UNPACKED", 100_000)

    with pytest.raises(BadFile, match="解开后太大"):
        read(path)
