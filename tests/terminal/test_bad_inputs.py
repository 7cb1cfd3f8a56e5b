"""Whatever is wrong with a setting or a file: one sentence with the place and the remedy, and
nothing is changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import models
from tests.terminal.shell import LETTER, ROOT, Terminal, told

KNOWLEDGE = ("config.yml", "domain.yml", "nlu", "stories")
REAL = {
    "WECHAT_APP_ID": "wx1",
    "WECHAT_APP_SECRET": "s",
    "WECHAT_TOKEN": "abc",
    "WECHAT_AES_KEY": "a" * 43,
}
Edit = Callable[[str], str]


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "eighty", "应是整数"),
        ("PORT", "70000", "不能大于 65535"),
        ("PATIENCE_S", "soon", "应是数字"),
        ("PATIENCE_S", "0", "应大于 0"),
        ("PATIENCE_S", "9", "不能大于 4.5"),
        ("DEMO", "maybe", "应写 true 或 false"),
        ("WECHAT_MODE", "open", "只能是 'safe'、'compatible'、'plain'"),
        ("KEEP_MESSAGES_DAYS", "7", "不能小于 30"),
        ("PUBLIC_URL", "city.example", "https://"),
        ("WECHAT_TOKEN", "a-b", "字母或数字"),
        ("WECHAT_AES_KEY", "short", "43"),
        ("CITIZEN_KEY", "short", "openssl rand -hex 32"),
        ("WECHAT_APP_ID", "", "微信开发者平台"),
        ("DATABASE_URL", "mysql://root@host/name", "postgresql://"),
        ("REDIS_URL", "http://host", "redis://"),
        ("ALLOW_HOSTS", "http://inside", "10.20.0.0/16"),
        ("WECHAT_NOTICE_TEMPLATE", "{}", "template"),
        ("PROT", "1", "HUIYING_PORT"),
    ],
)
def test_a_bad_setting_is_named_with_its_remedy(
    terminal: Terminal, name: str, value: str, remedy: str
):
    """The worker does not start."""
    terminal.set(**{**REAL, "CITIZEN_KEY": "k" * 32, name: value})

    said = told(terminal, "worker") if name not in MADE_ON_THE_WAY else late(terminal)

    assert f"HUIYING_{name}" in said
    assert remedy in said


MADE_ON_THE_WAY = {"ALLOW_HOSTS", "WECHAT_NOTICE_TEMPLATE"}
"""Looked at once the stores are open: those leave their own files."""


def late(terminal: Terminal) -> str:
    code, out, err = terminal.types("worker")
    assert (code, out) == (2, "")
    return err


@pytest.mark.parametrize(
    ("written", "line", "remedy"),
    [
        ("version: x\ndepartments: [\n", 3, "括号"),
        ("version: x\ncoordinating_center: a\n", 2, "coordinating_centre"),
        ("version: x\ncoordinating_centre: a\ndepartments:\n- code: A B\n", 4, "小写字母"),
        ("- a\n", 1, "名称"),
    ],
)
def test_a_bad_departments_file_is_named(terminal: Terminal, written: str, line: int, remedy: str):
    """By every command that reads it."""
    bad = terminal.folder / "departments.yml"
    bad.write_text(written)
    terminal.set(**REAL, DEPARTMENTS_FILE=bad, CITIZEN_KEY="k" * 32)

    for command in (("worker",), ("simulator",), ("reconcile",)):
        said = told(terminal, *command)

        assert f"{bad}:{line}: " in said
        assert remedy in said


@pytest.mark.parametrize(
    ("name", "written", "place", "remedy"),
    [
        ("a.jsonl", b'{"id": "1"\n', ":1: ", "引号和逗号"),
        ("a.jsonl", b"[1]\n", ":1: ", "content"),
        ("a.jsonl", json.dumps({**LETTER, "type": "x"}).encode(), ":1: ", "投诉"),
        ("a.jsonl", b"\n", ": ", "请检查文件内容"),
        ("a.csv", "编号,内容\n1,路灯,坏了\n".encode(), ":2: ", "引号"),
        ("a.csv", "编号,内容\n1,路灯坏了\n".encode("gbk"), ":1: ", "UTF-8"),
        ("a.csv", "编号,正文内容\n1,路灯坏了\n".encode(), ":2: ", "--column"),
        ("a.xlsx", b"no zip", ": ", "另存为"),
        ("a.doc", b"", ": ", ".xlsx"),
    ],
)
def test_a_bad_letters_file_is_named_and_nothing_is_kept(
    terminal: Terminal, name: str, written: bytes, place: str, remedy: str
):
    """Nor is anything trained."""
    bad = terminal.folder / name
    bad.write_bytes(written)

    said = told(terminal, "import-letters", str(bad))

    assert f"{bad}{place}" in said
    assert remedy in said


@pytest.mark.parametrize(
    ("name", "edit", "line", "remedy"),
    [
        ("nlu/help.yml", lambda s: s.replace("nlu:", "nlu:\n - [", 1), 6, "括号"),
        ("nlu/help.yml", lambda s: s.replace("- intent:", "- intnt:", 1), 5, "intnt"),
        ("nlu/help.yml", lambda s: s.replace("nlu:", "nl:", 1), 4, "nlu、responses"),
        ("nlu/help.yml", lambda s: "", 1, "nlu、responses"),
        ("nlu/help.yml", lambda s: s.replace("- intent: help", "- intent: halp", 1), 5, "intents:"),
        ("nlu/faq/tax.yml", lambda s: s.replace("utter_faq/", "utter_fq/", 1), 4, "utter_faq/tax"),
        ("nlu/faq/tax.yml", lambda s: s.replace("source:", "sorce:", 1), 54, "source"),
        ("nlu/faq/tax.yml", lambda s: s.replace('updated: "', 'updated: "x', 1), 54, "2027-12-31"),
        ("stories/help.yml", lambda s: s.replace("- rule:", "- rulle:", 1), 5, "rulle"),
        ("stories/help.yml", lambda s: s.replace("- action: ", "- action: no_", 1), 8, "actions:"),
        ("stories/help.yml", lambda s: s.replace("- intent: ", "- intent: no_", 1), 7, "intents:"),
        ("domain.yml", lambda s: s.replace("intents:", "intentss:", 1), 8, "intents、"),
        ("domain.yml", lambda s: s.replace("intents:", "intents: [", 1), 9, "括号"),
        ("config.yml", lambda s: s.replace("pipeline:", "pipeline: {", 1), 8, "括号"),
        ("config.yml", lambda s: s.replace("- name: ", "- name: no", 1), 8, "config.yml"),
    ],
)
def test_a_bad_knowledge_file_is_named_and_the_old_model_stays(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    edit: Edit,
    line: int,
    remedy: str,
):
    """The gateway goes on with what it has."""
    for part in KNOWLEDGE:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, terminal.folder / part)
    models_folder = terminal.folder / "data" / "models"
    models_folder.mkdir(parents=True)
    (models_folder / "current").write_text("old")
    monkeypatch.setattr(models, "ROOT", terminal.folder)
    bad = terminal.folder / name
    written = edit(bad.read_text())
    assert written != bad.read_text()
    bad.write_text(written)

    said = told(terminal, "train")

    assert f"{bad}:{line}: " in said
    assert remedy in said


@pytest.mark.parametrize(
    ("written", "place"),
    [("holidays: [2027-02-30]\n", ":1: "), ("holiday: []\n", ":1: "), (None, ": ")],
)
def test_a_bad_calendar_is_named(
    terminal: Terminal, trained_model: Path, written: str | None, place: str
):
    """Before the gateway listens."""
    bad = terminal.folder / "calendar.yml"
    if written:
        bad.write_text(written)
    terminal.has_a_model(trained_model)
    terminal.set(CALENDAR_FILE=bad, DEMO="true")

    code, _, err = terminal.types("gateway")

    assert code == 2
    assert f"{bad}{place}" in err
