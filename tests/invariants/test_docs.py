"""What the documents say about the code is what the code says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.tickets import ALLOWED, STATE_NAMES, STEP_NAMES, State, Step
from bot.settings import Settings
from bot.settings.environment import DEPARTMENT_SECRET
from bot.settings.names import variable
from bot.web.metrics import Metrics

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if "CHANGELOG" not in path.name
)
DEPLOYED = sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
FIGURE = re.compile(r"\bhuiying_[a-z_]+")
SETTING = re.compile(r"\bHUIYING_[A-Z_]+\b")
PLACEHOLDERS = {"HUIYING_NAME"}
COMMAND = re.compile(r"\bhuiying ([a-z][a-z-]+)")


def test_the_table_of_states_is_the_one_in_the_code():
    """docs/architecture.md prints which step leads from where to where."""
    written = (ROOT / "docs" / "architecture.md").read_text()

    assert steps_as_markdown() in written, f"write this table there:\n{steps_as_markdown()}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path):
    """A file that a document names is there."""
    missing = [target for target in _files_named_in(document) if not target.exists()]

    assert [str(path.relative_to(ROOT)) for path in missing] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_a_promise_names_exists(document: Path):
    """A promise is kept by a test that can be run."""
    missing = [
        f"{path}::{name}"
        for path, name in TEST.findall(document.read_text())
        if not (ROOT / path).is_file() or (name and not _defines(ROOT / path, name))
    ]

    assert missing == []


def test_both_readmes_show_the_same_pictures_commands_and_files():
    """Whoever reads Chinese misses nothing."""
    english, chinese = (ROOT / name for name in ("README.md", "README.zh-CN.md"))

    assert _shown_in(english) == _shown_in(chinese)


async def test_every_figure_that_operators_are_told_to_watch_is_counted():
    """An alarm on a figure that does not exist never rings."""
    told = set(FIGURE.findall((ROOT / "docs" / "operators" / "running.md").read_text()))

    assert {figure.removesuffix("_total") for figure in told} - await _figures() == set()


@pytest.mark.parametrize(
    "file", [*DOCUMENTS, *DEPLOYED], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_setting_that_is_named_exists(file: Path):
    """A setting that the program does not know would stop its start."""
    known = {variable(name) for name in Settings.model_fields}
    named = {name for name in SETTING.findall(file.read_text()) if not name.endswith("_")}
    unknown = {name for name in named - known if not DEPARTMENT_SECRET.fullmatch(name)}

    assert unknown - PLACEHOLDERS == set()


def steps_as_markdown() -> str:
    """Every step of a ticket, from where it is allowed, and where it leads."""
    rows = [
        f"| `{step}` {STEP_NAMES[step]} | {_states(ALLOWED[step][0])} | {_target(step)} |"
        for step in Step
    ]
    return "\n".join(["| step | allowed in | leads to |", "|---|---|---|", *rows])


def _states(states: frozenset[State]) -> str:
    named = [f"`{state}` {STATE_NAMES[state]}" for state in State if state in states]
    return ", ".join(named) or "(the beginning)"


def _target(step: Step) -> str:
    target = ALLOWED[step][1]
    return f"`{target}` {STATE_NAMES[target]}" if target else "(the state stays)"


def _files_named_in(document: Path) -> Iterator[Path]:
    for target in LINK.findall(document.read_text()):
        path = target.partition("#")[0]
        if path and not re.match(r"[a-z]+:", path):
            yield (document.parent / path).resolve()


async def _figures() -> set[str]:
    """The names of all figures, as Prometheus reads them, counters without their `_total`."""

    async def nothing() -> dict[str, float]:
        return {}

    metrics = Metrics(nothing, nothing)
    return {figure.name for figure in metrics.registry.collect()}


def _defines(path: Path, name: str) -> bool:
    return re.search(rf"def {name}\(", path.read_text()) is not None


def _shown_in(readme: Path) -> tuple[set[Path], set[str], list[str]]:
    text = readme.read_text()
    others = {ROOT / "README.md", ROOT / "README.zh-CN.md"}
    headings = re.findall(r"^#+(?= )", text, re.MULTILINE)
    return set(_files_named_in(readme)) - others, set(COMMAND.findall(text)), headings
