"""The command `huiying`: what there is, and the one sentence it says when something is wrong."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.shell import ROOT, Terminal


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


@pytest.mark.parametrize("words", [("similar", " "), ("parse", "--why", ""), ("explain", " ")])
def test_nothing_to_look_for_is_told_with_an_example(terminal: Terminal, words: tuple[str, ...]):
    code, out, err = terminal.types(*words)

    assert (code, out) == (2, "")
    assert f"例如：huiying {words[0]}" in err


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
