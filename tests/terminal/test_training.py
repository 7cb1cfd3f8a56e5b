"""What `huiying train` does while the database is away."""

from pathlib import Path

import pytest
import yaml

from tests.terminal.shell import Terminal

NOBODY = "postgresql://nobody@127.0.0.1:1/nothing"
"""Where no database is."""
GATEWAY = Path("deploy/kubernetes/huiying/templates/gateway.yaml")
ROOT = Path(__file__).resolve().parents[2]


def test_a_pod_that_starts_while_the_database_is_away_keeps_the_model(
    terminal: Terminal, trained_model: Path
):
    """So that its gateway starts, and takes messages onto the disk."""
    terminal.has_a_model(trained_model)
    terminal.set(DATABASE_URL=NOBODY)
    current = terminal.folder / "data" / "models" / "current"
    before = current.read_text()

    code, out, _ = terminal.types(*_arguments_of_the_init_container())

    assert code == 0
    assert "沿用已有的模型" in out
    assert current.read_text() == before


@pytest.mark.parametrize("words", [["train"], ["train", "--or-keep"]], ids=" ".join)
def test_without_a_database_and_without_a_model_nothing_can_start(
    terminal: Terminal, words: list[str]
):
    """There is nothing to keep."""
    terminal.set(DATABASE_URL=NOBODY)

    code, out, err = terminal.types(*words)

    assert (code, out) == (2, "")
    assert "Traceback" not in err


def _arguments_of_the_init_container() -> list[str]:
    line = next(
        line for line in (ROOT / GATEWAY).read_text("utf-8").splitlines() if "args: [train" in line
    )
    return [str(word) for word in yaml.safe_load(line)["args"]]
