"""The command `huiying`: what it prints, and the one sentence it says when something is wrong."""

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.adapters.similar import build
from bot.adapters.store import Database, SqlLetters, SqlTickets
from bot.domain.letters import Letter
from bot.domain.tickets import Event, Step, opened
from bot.services.archive import words_of
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, an_appeal

ROOT = Path(__file__).resolve().parents[1]
NUMBER = "20261123-4821-07"
LETTER = {"id": "1", "title": "路灯", "content": "人民路路灯坏了三天没人修", "type": "complaint"}


class Terminal:
    """Runs the command in this process, as somebody in an empty folder would."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        for name in [name for name in os.environ if name.startswith("HUIYING_")]:
            monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        self.set(DATA_DIR=folder / "data", DEPARTMENTS_FILE=ROOT / "departments.yml")

    def set(self, **settings: object) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(f"HUIYING_{name}", str(value))

    def types(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error without the breaks of narrow lines."""
        self._monkeypatch.setattr(sys, "argv", ["huiying", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err.replace("\n", "")

    def has_a_model(self, model: Path) -> None:
        models = self.folder / "data" / "models"
        models.mkdir(parents=True)
        shutil.copy(model, models)
        (models / "current").write_text(model.name.removesuffix(".tar.gz"))


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    import logging

    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield Terminal(tmp_path, monkeypatch, capsys)
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    logging.captureWarnings(False)


def test_parse_prints_one_json_object(terminal: Terminal, trained_model: Path):
    """With everything the interface promises."""
    terminal.has_a_model(trained_model)

    code, out, _ = terminal.types("parse", "人民路23号门口路灯坏了三天没人修")

    found = json.loads(out)
    assert code == 0
    assert found["type"] == found["intent"] == "complaint"
    assert {"confidence", "alternatives", "faq", "departments", "emergency"} <= set(found)
    assert found["departments"][0]["code"] == "construction"
    assert found["emergency"] is None


def test_parse_tells_why(terminal: Terminal, trained_model: Path):
    """Model, scores, n-grams, the catalogue's clause, examples; never the telephone number."""
    terminal.has_a_model(trained_model)
    text = "人民路23号门口路灯坏了三天没人修，电话13912345678"

    code, out, _ = terminal.types("parse", "--why", text, "--json")
    _, shown, _ = terminal.types("parse", "--why", text)

    found = json.loads(out)
    assert code == 0
    assert found["understood"]["rows"][0][0] == "模型"
    assert {row[0] for row in found["words"]["rows"]} == {"支持", "反对"}
    assert found["departments"]["rows"][0][1] == "construction"
    assert found["examples"]["rows"]
    assert "路灯" in shown
    assert "139" not in out + shown


def test_explain_tells_why_a_ticket_became_what_it_is(terminal: Terminal):
    """Every step, the unit and the reason; without a model, that there is none."""
    _keep_a_ticket(terminal.folder / "data")

    code, out, _ = terminal.types("explain", NUMBER)

    assert code == 0
    assert NUMBER in out
    assert "住房和城乡建设局" in out.replace("\n", "")
    assert "提到“路灯”" in out
    assert "还没有模型" in out


def test_explain_tells_the_words_that_weigh_now(terminal: Terminal, trained_model: Path):
    """By the current model, which is not the one of then."""
    terminal.has_a_model(trained_model)
    _keep_a_ticket(terminal.folder / "data")

    _, out, _ = terminal.types("explain", NUMBER, "--json")

    found = json.loads(out)
    assert found["decisions"]["rows"][0] == ["模型", None, "f7b9829904ba"]
    assert "受理时用的是模型 f7b9829904ba" in found["understood"]["note"]
    assert found["words"]["rows"]
    assert found["departments"]["rows"][0][1] == "construction"


def test_explain_says_that_it_knows_no_such_ticket(terminal: Terminal):
    """With the number that was asked for, and without a trace."""
    _keep_a_ticket(terminal.folder / "data")

    code, out, err = terminal.types("explain", "20200101000000")

    assert (code, out) == (2, "")
    assert "没有编号为 20200101-0000-00 的工单" in err
    assert "Traceback" not in err


def test_a_missing_secret_stops_the_start_with_one_sentence(terminal: Terminal):
    """It names the variable and how to get one; no door opens."""
    for command in ("gateway", "worker", "simulator", "doctor"):
        code, out, err = terminal.types(command)

        assert (code, out) == (2, "")
        assert err.startswith("✗ HUIYING_WECHAT_APP_ID 没有设置：")
        assert "Traceback" not in err


def test_a_mistyped_setting_is_named_with_the_right_one(terminal: Terminal):
    """It would otherwise silently do nothing."""
    terminal.set(DATABASE_ULR="sqlite:///x.db")

    code, _, err = terminal.types("parse", "你好")

    assert code == 2
    assert "HUIYING_DATABASE_ULR" in err
    assert "是不是 HUIYING_DATABASE_URL？" in err


def test_a_gateway_without_a_model_says_how_to_get_one(terminal: Terminal):
    """Before anything is opened."""
    terminal.set(DEMO="true")

    code, _, err = terminal.types("gateway")

    assert code == 2
    assert "huiying train" in err


@pytest.mark.parametrize(
    ("written", "place", "remedy"),
    [
        ("version: x\ndepartments: [\n", ":3: ", ""),
        ("version: x\ncoordinating_center: a\n", ":2: ", "coordinating_centre"),
    ],
    ids=["broken", "mistyped"],
)
def test_a_bad_departments_file_is_named_with_its_line(
    terminal: Terminal, trained_model: Path, written: str, place: str, remedy: str
):
    """And what to write there."""
    bad = terminal.folder / "departments.yml"
    bad.write_text(written)
    terminal.has_a_model(trained_model)
    terminal.set(DEPARTMENTS_FILE=bad)

    code, out, err = terminal.types("parse", "你好")

    assert (code, out) == (2, "")
    assert f"{bad}{place}" in err
    assert remedy in err
    assert "Traceback" not in err


def test_a_bad_letters_file_is_named_with_its_line_and_nothing_is_kept(terminal: Terminal):
    """Not even the good letters before the bad line, nor those of the files before."""
    good, bad = terminal.folder / "good.jsonl", terminal.folder / "bad.jsonl"
    good.write_text(json.dumps(LETTER) + "\n")
    bad.write_text(json.dumps({**LETTER, "id": "2"}) + '\n{"id": "3", "content"\n')

    code, out, err = terminal.types("import-letters", str(good), str(bad))

    assert (code, out) == (2, "")
    assert f"{bad}:2: " in err
    assert "Traceback" not in err
    assert not (terminal.folder / "data" / "models").exists()
    assert _letters_kept(terminal.folder / "data") == 0


def test_similar_letters_are_told_with_their_answers(terminal: Terminal):
    """Those that were answered."""
    data = terminal.folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    letters = [Letter("1", "暖气不热", "供暖", reply="已检修"), Letter("2", "公积金怎么提取")]
    keep_letters(data, letters)

    code, out, _ = terminal.types("similar", "家里暖气不热")

    assert code == 0
    assert "答复：已检修" in out
    assert "公积金" not in out


def test_similar_letters_are_told_as_json_a_letter_a_line(terminal: Terminal):
    data = terminal.folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    letters = [Letter(f"{n}", "暖气不热", "供暖", reply="已检修") for n in range(2)]
    keep_letters(data, letters)

    _, out, _ = terminal.types("similar", "家里暖气不热", "--json")
    _, nothing, _ = terminal.types("similar", "xyz", "--json")

    found = [json.loads(line) for line in out.splitlines()]
    assert sorted(one["id"] for one in found) == ["0", "1"]
    assert found[0]["reply"] == "已检修"
    assert nothing == ""


@pytest.mark.parametrize("words", [("similar", " "), ("parse", "--why", ""), ("explain", " ")])
def test_nothing_to_look_for_is_told_with_an_example(terminal: Terminal, words: tuple[str, ...]):
    code, out, err = terminal.types(*words)

    assert (code, out) == (2, "")
    assert f"例如：huiying {words[0]}" in err


def test_what_is_typed_in_another_encoding_is_told(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    """A pipe from an old machine."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("路灯坏了".encode("gbk"))))

    code, out, err = terminal.types("similar", "-")

    assert (code, out) == (2, "")
    assert "标准输入:1: 文字不是 UTF-8 编码" in err


def test_without_an_archive_similar_says_how_to_get_one(terminal: Terminal):
    code, _, err = terminal.types("similar", "暖气不热")

    assert code == 2
    assert "huiying import-letters" in err


def test_a_wrong_column_mapping_is_explained(terminal: Terminal):
    """With an example of how it is written."""
    good = terminal.folder / "good.jsonl"
    good.write_text(json.dumps(LETTER) + "\n")

    code, _, err = terminal.types("import-letters", str(good), "--column", "诉求内容")

    assert code == 2
    assert "诉求内容=content" in err


def test_a_file_to_replay_that_is_not_there_is_named(terminal: Terminal):
    """Before a house is built for it."""
    code, _, err = terminal.types("replay", "nowhere.jsonl")

    assert code == 2
    assert "nowhere.jsonl" in err


def test_train_names_the_file_and_line_of_a_mistake_and_keeps_the_old_model(tmp_path: Path):
    """In a copy of the house, as an admin would have it."""
    house = _a_copy_of_the_house(tmp_path)
    broken = house / "nlu" / "ticket.yml"
    broken = broken if broken.exists() else sorted((house / "nlu").glob("*.yml"))[0]
    lines = broken.read_text().count("\n")
    with broken.open("a") as file:
        file.write("\n- intent: [unfinished\n")

    ended = _huiying(house, "train")

    assert ended.returncode == 2
    assert ended.stdout == ""
    said = ended.stderr.replace("\n", "")
    assert broken.name in said
    assert any(f"{broken.name}:{line}" in said for line in range(lines, lines + 5))
    assert "Traceback" not in said
    assert not (house / "data" / "models" / "current").exists()


def test_without_a_command_it_tells_what_there_is(terminal: Terminal):
    """Every command with a line of what it does."""
    _, out, _ = terminal.types("--help")

    for command in (
        *("run", "gateway", "worker", "simulator", "train", "parse"),
        *("replay", "import-letters", "similar", "explain", "doctor"),
    ):
        assert command in out


# --- how ---


def keep_letters(data: Path, letters: list[Letter]) -> None:
    async def keep() -> None:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        await SqlLetters(database).add_all(letters, "test")
        await database.close()

    asyncio.run(keep())
    build(data / "letters.index", [(letter.id, words_of(letter)) for letter in letters])


def _keep_a_ticket(data: Path) -> None:
    async def keep() -> None:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        why = {"intent": "complaint", "confidence": 0.93, "model": "f7b9829904ba"}
        ticket = opened(NUMBER, "c1", an_appeal(), NOW, NOW, why)
        move = {"department": "construction", "reason": "派单目录：提到“路灯”"}
        ticket = ticket.after(Event(Step.DISPATCHED, NOW, "system", move))
        changes = Changes(tickets={NUMBER: TicketChange(None, ticket)})
        await SqlTickets(database).apply(changes)
        await database.close()

    data.mkdir(parents=True, exist_ok=True)
    asyncio.run(keep())


def _letters_kept(data: Path) -> int:
    async def count() -> int:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        kept = await SqlLetters(database).count()
        await database.close()
        return kept

    data.mkdir(parents=True, exist_ok=True)
    return asyncio.run(count())


def _a_copy_of_the_house(folder: Path) -> Path:
    house = folder / "house"
    house.mkdir()
    for name in ("bot", "actions", "nlu", "stories"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "domain.yml", "departments.yml"):
        shutil.copy(ROOT / name, house)
    return house


def _huiying(house: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HUIYING_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
