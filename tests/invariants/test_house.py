"""The rules of the house, checked on every file."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUR_MODULES = sorted(
    path
    for folder in ("bot", "actions", "nlu")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
MAY_IMPORT = {
    "bot.domain": ("bot.domain",),
    "bot.services": ("bot.domain", "bot.services"),
    "bot.adapters": (
        "bot.domain",
        "bot.services",
        "bot.adapters",
        "actions.desk",
        "nlu.components",
    ),
    "bot.web": ("bot.domain", "bot.services", "bot.web"),
    "bot.simulator": ("bot.simulator",),
    "actions": ("bot.domain", "bot.services", "actions"),
    "nlu": ("nlu", "bot.domain", "bot.adapters.rasa.absent"),
}
"""Arrows run one way: web and adapters -> services -> domain."""
STANDARD_LIBRARY_ONLY = ("bot.domain", "bot.services")


def test_imports_run_one_way():
    """domain knows nobody, services know domain, web and adapters never meet."""
    foreign = [
        (str(path.relative_to(ROOT)), name)
        for path in OUR_MODULES
        if (room := _room(path))
        for name in _imports(path)
        if name.split(".")[0] in ("bot", "actions", "nlu") and not name.startswith(MAY_IMPORT[room])
    ]
    assert foreign == []


@pytest.mark.parametrize("room", STANDARD_LIBRARY_ONLY)
def test_the_middle_knows_only_the_standard_library(room: str):
    """What the bot is about does not depend on any library."""
    foreign = {
        (path.name, name)
        for path in OUR_MODULES
        if _room(path) == room
        for name in _imports(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "bot"}
    }
    assert foreign == set()


def test_only_the_command_line_knows_the_wiring():
    """Nobody else reaches for concrete classes by way of the wiring."""
    users = {
        str(path.relative_to(ROOT))
        for path in OUR_MODULES
        if path.parent.name != "wiring"
        and any(name.startswith("bot.wiring") for name in _imports(path))
    }
    assert {name for name in users if not name.startswith(("bot/terminal/", "bot/demo/"))} <= {
        "bot/models.py"
    }


def test_openids_stay_in_the_channel_layer():
    """The word itself appears only where WeChat is spoken."""
    strangers = [
        str(path.relative_to(ROOT))
        for path in OUR_MODULES
        if re.search("openid|open_id", path.read_text(), re.IGNORECASE)
        and not str(path.relative_to(ROOT)).startswith(("bot/adapters/wechat/", "bot/simulator/"))
    ]
    assert strangers == []


def test_no_module_is_called_utils():
    """A thing that has no name has no place."""
    assert [p for p in OUR_MODULES if re.search(r"util|helper|common|misc", p.stem)] == []


def test_every_module_says_what_it_is():
    """A newcomer reads one sentence and knows the room."""
    silent = [
        str(path.relative_to(ROOT))
        for path in OUR_MODULES
        if path.read_text().strip() and not ast.get_docstring(_parsed(path))
    ]
    assert silent == []


def test_broad_excepts_stand_only_at_a_boundary():
    """One a process boundary, with a sentence saying why."""
    found = {
        str(path.relative_to(ROOT)): [
            line
            for line in path.read_text().splitlines()
            if re.search(r"except (Base)?Exception", line)
        ]
        for path in OUR_MODULES
    }
    assert [
        (name, line) for name, lines in found.items() for line in lines if "#" not in line
    ] == []


def test_no_log_repeats_an_errors_words():
    """They may be a citizen's: `without_words` tells kind and place."""
    tellers = [
        str(path.relative_to(ROOT))
        for path in OUR_MODULES
        if re.search(r"log\.exception|exc_info", path.read_text())
    ]
    # it writes out what libraries log
    assert set(tellers) <= {"bot/logs.py"}


def test_nobody_but_the_settings_reads_the_environment():
    """Configuration is read once."""
    readers = {
        str(path.relative_to(ROOT))
        for path in OUR_MODULES
        if re.search(r"os\.environ|os\.getenv", path.read_text())
    }
    # Rasa reads its own switches; the supervisor and the demonstration hand their environment on.
    handing_on = {f"bot/demo/{name}.py" for name in ("supervisor", "house", "showing")}
    assert readers <= {"bot/settings/environment.py", "bot/adapters/rasa/absent.py", *handing_on}


def _room(path: Path) -> str | None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return next((room for room in MAY_IMPORT if module.startswith(room + ".")), None)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def _imports(path: Path) -> list[str]:
    return list(_imported(_parsed(path)))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
