"""Every alarm that can ring stands in the operators' table, with what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "operators" / "running.md"
RAISERS = ("Alarm", "alarm", "_alarm")
"""What is called with an alarm's kind first."""
ROW = re.compile(r"^\| `([a-z_]+\.[a-z_*<>]+)` \|", re.MULTILINE)
KIND = re.compile(r"[a-z_]+\.([a-z_]+)?")


def test_every_kind_of_alarm_is_explained_to_operators():
    """A kind that is made up on the way, such as reconcile.…, by how it begins."""
    explained = {re.sub(r"\.[*<].*", ".", kind) for kind in ROW.findall(TABLE.read_text("utf-8"))}
    used = {kind for folder in ("bot", "actions") for kind in _used_in(ROOT / folder)}

    assert len(used) > 10
    assert used - explained == set()


def _used_in(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in RAISERS:
                yield from _kinds(node.args[0], tree)


def _kinds(said: ast.expr, module: ast.Module) -> Iterator[str]:
    """Kinds that this expression can be: written there, or given to the name that stands there."""
    if isinstance(said, ast.JoinedStr):
        said = said.values[0]
    if isinstance(said, ast.Name):
        given = [node.value for node in _assignments(module) if _gives(node, said.id)]
    else:
        given = [said]
    for value in given:
        for part in ast.walk(value):
            if isinstance(part, ast.Constant) and KIND.fullmatch(str(part.value)):
                yield str(part.value)


def _assignments(module: ast.Module) -> Iterator[ast.Assign]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Assign))


def _gives(assignment: ast.Assign, name: str) -> bool:
    return any(_name(target) == name for target in assignment.targets)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
