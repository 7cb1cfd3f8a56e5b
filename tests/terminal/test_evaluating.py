"""`huiying evaluate`: what an operator is told about files of their own."""

import json
from pathlib import Path

import pytest

from bot.adapters.rasa import training
from bot.adapters.rasa.sources import Trained
from bot.domain.letters import Letter
from bot.terminal import evaluating
from tests.terminal.shell import LETTER, Terminal, contents, keep_letters, told

ROWS = [
    {
        "content": "人民路23号门口路灯坏了三天没人修",
        "type": "投诉",
        "department": "住房和城乡建设局",
    },
    {"content": "请问公积金怎么提取，需要什么材料？", "type": "咨询", "department": "housing_fund"},
]


def letters(folder: Path, rows: list[dict[str, str]] = ROWS) -> str:
    path = folder / "letters.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return str(path)


def test_a_file_is_scored_as_one_json_object(terminal: Terminal, trained_model: Path):
    """Every section is there; those without data say so."""
    terminal.has_a_model(trained_model)

    code, out, _ = terminal.types("evaluate", letters(terminal.folder), "--json")

    [model] = json.loads(out)["models"]
    assert code == 0
    assert model["version"] == trained_model.name.removesuffix(".tar.gz")
    assert model["sections"]["types"]["rows"][0][:3] == ["来信 · 合并", 2, 1.0]
    assert model["sections"]["departments"]["rows"][0][:3] == ["来信", 2, 1.0]
    assert model["sections"]["strangers"]["absent"]
    assert model["sections"]["speed"]["rows"][0][1] == 2


def test_a_file_is_scored_as_tables(terminal: Terminal, trained_model: Path):
    """Types and units by the names that people know."""
    terminal.has_a_model(trained_model)

    code, out, _ = terminal.types("evaluate", letters(terminal.folder))

    assert code == 0
    assert "诉求类型" in out
    assert "住房公积金管理中心" in out
    assert "没有闲聊样本" in out


def test_pictures_are_drawn_on_request(terminal: Terminal, trained_model: Path):
    terminal.has_a_model(trained_model)

    terminal.types("evaluate", letters(terminal.folder), "--pictures", "drawn")

    drawn = {path.name for path in (terminal.folder / "drawn").iterdir()}
    assert {"reliability.letters.folded.png", "confusion.departments.png"} <= drawn


def test_letters_of_the_training_archive_are_told(terminal: Terminal, trained_model: Path):
    """Their scores say little about others."""
    terminal.has_a_model(trained_model)
    keep_letters(terminal.folder / "data", [Letter("1", LETTER["content"])])
    rows = [{"content": LETTER["content"], "type": "投诉"}, *ROWS]

    _, _, err = terminal.types("evaluate", letters(terminal.folder, rows))

    assert "3 封来信中有 1 封就在训练用的来信档案里" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"content": "路灯坏了"}', "认不出这个文件里有什么"),
        ('{"content": "路灯坏了", "type": "什么"}', "不认识的类型"),
        ("", "文件是空的"),
    ],
)
def test_a_bad_file_is_one_sentence_before_anything_is_measured(
    terminal: Terminal, text: str, said: str
):
    """No database, no model, no picture is made."""
    path = terminal.folder / "letters.jsonl"
    path.write_text(text, "utf-8")

    assert said in told(terminal, "evaluate", str(path), "--pictures", "drawn")


def test_a_bad_archive_to_compare_with_is_told_before_anything_is_trained(terminal: Terminal):
    archive = terminal.folder / "archive.csv"
    archive.write_bytes("编号,内容,类型\n1,路灯坏了,投诉\n".encode("gb18030"))

    said = told(terminal, "evaluate", letters(terminal.folder), "--compare", str(archive))

    assert "archive.csv:1: 文字不是 UTF-8 编码" in said


def test_two_models_stand_side_by_side_and_neither_becomes_the_current_one(
    terminal: Terminal, trained_model: Path, monkeypatch: pytest.MonkeyPatch
):
    """The archive's letters are not imported either; those that are scored are told."""
    monkeypatch.setattr(training, "train", lambda *_: Trained(trained_model, "m", fresh=False))
    terminal.has_a_model(trained_model)
    rows = [{"id": f"{n}", **row} for n, row in enumerate(ROWS)]
    file = letters(terminal.folder, rows)
    before = contents(terminal.folder)

    _, out, err = terminal.types("evaluate", file, "--compare", file, "--json")

    report = json.loads(out)
    assert [model["title"] for model in report["models"]] == ["自带例句", "加来信档案"]
    assert all("training" in model["sections"] for model in report["models"])
    assert "2 封来信中有 2 封就在训练用的来信档案里" in err
    assert contents(terminal.folder) == before


def test_without_files_the_public_letters_and_our_own_sets_are_read(tmp_path: Path, monkeypatch):
    """Where the letters are absent, our own sets alone."""
    monkeypatch.setattr(evaluating, "DATA", tmp_path)

    found = evaluating.gather([]).material

    assert found.letters == []
    assert [len(found.own[part]) for part in ("开发", "留出")] == [50, 50]
    assert all((found.own["方言"], found.wanted, found.strange, found.facts, found.cries))
    assert all((found.abuse, found.spoilt))


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("类别=type", "没有“类别”这一列。有的列：content、type、department。"),
        ("content=contents", "没有“contents”这个字段。可以用：id、title、content"),
    ],
)
def test_a_column_that_is_not_there_is_told_with_those_that_are(
    terminal: Terminal, column: str, said: str
):
    assert said in told(terminal, "evaluate", letters(terminal.folder), "--column", column)


def test_a_column_of_the_archive_alone_may_be_named(terminal: Terminal):
    """What is scored and what is learned from may come from two systems."""
    archive = terminal.folder / "archive.csv"
    archive.write_text("编号,诉求,类型\n1,路灯坏了,投诉\n", "utf-8")

    found = evaluating.gather([Path(letters(terminal.folder))], {"诉求": "content"}, 0, archive)

    assert [letter.content for letter in found.letters or ()] == ["路灯坏了"]


def test_pictures_that_have_no_place_are_told_before_anything_is_measured(terminal: Terminal):
    file = letters(terminal.folder)

    assert "这是一个文件，不是目录" in told(terminal, "evaluate", file, "--pictures", file)


def test_few_letters_are_told_to_be_few(terminal: Terminal, trained_model: Path):
    """Two right ones are no accuracy of 1."""
    terminal.has_a_model(trained_model)

    _, out, err = terminal.types("evaluate", letters(terminal.folder))

    assert "来信只有 2 条" in err
    assert "换一种写法，准确率变化多少：来信：只有 2 条" in out.replace("\n", "")
