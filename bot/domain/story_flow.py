"""Rules of one topic as one picture: what leads to what, and where each thing stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.story_check import FORM, INTENT, SLOT, Path, StepAt

Key = tuple[str, tuple[str, ...]]


@dataclass
class Node:
    """Something said or done. It stands in a column and a row, which count from 0.

    `when` is what must be so for it to follow; `rule` the rule it was drawn for first.
    """

    step: StepAt
    column: int
    rule: str
    row: float = 0
    when: tuple[StepAt, ...] = ()
    after: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Edge:
    """`later`: not at once, but with one of the next messages."""

    tail: Node
    head: Node
    later: bool = False


@dataclass(frozen=True)
class Flow:
    """The whole picture."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    columns: int
    rows: int


MOST = 400
"""Nodes; more are no picture any more."""
CLOSES = "action_deactivate_loop"
"""Rasa's action that ends a form."""


def flow(paths: Sequence[Path]) -> Flow:
    """Rules that begin alike share what is alike; a form leads to what happens inside it."""
    trees: list[Node] = []
    inside: dict[str, Node] = {}
    for path in paths:
        begin, column = trees, 0
        if forms := [one for one in path.condition if one.kind == FORM and one.names]:
            root = inside.setdefault(forms[0].names[0], Node(forms[0], 0, path.name))
            begin, column = root.after, 1
        _grow(begin, list(_drawn(path)), column, path.name)
    openers = [(one, form) for one in _all(trees) for form in _opened(one) if form in inside]
    for form, root in inside.items():
        columns = [one.column for one, opened in openers if opened == form]
        _shift(root, max(columns, default=-1) + 1)
    rows = 0
    for tree in (*trees, *inside.values()):
        rows = _place(tree, rows)
    nodes = list(_all([*trees, *inside.values()]))[:MOST]
    known = {id(one) for one in nodes}
    edges = [Edge(one, next_) for one in nodes for next_ in one.after if id(next_) in known]
    edges += [Edge(one, inside[form], later=True) for one, form in openers if id(one) in known]
    return Flow(nodes, edges, max((one.column for one in nodes), default=0) + 1, rows)


def _drawn(path: Path) -> Iterator[tuple[StepAt, tuple[StepAt, ...]]]:
    """Steps worth a place of their own, each with what must be so before it."""
    when: list[StepAt] = []
    steps = list(path.steps)
    for at, step in enumerate(steps):
        if step.kind == SLOT:
            when.append(step)
        elif step.names and not is_told_by_another(steps, at):
            yield step, tuple(when)
            when = []
    if when and steps[-1].kind != INTENT:
        yield StepAt(SLOT, ("end",), path.place), tuple(when)


def is_told_by_another(steps: Sequence[StepAt], at: int) -> bool:
    """A form's own action right before it opens, and that it closes before something is done."""
    after = steps[at + 1] if at + 1 < len(steps) else None
    if after and after.kind == FORM and after.names == steps[at].names:
        return True
    return steps[at].names == (CLOSES,) and at + 2 < len(steps)


def _grow(
    begin: list[Node],
    steps: Sequence[tuple[StepAt, tuple[StepAt, ...]]],
    column: int,
    rule: str,
) -> None:
    for step, when in steps:
        found = next((one for one in begin if _key(one.step, one.when) == _key(step, when)), None)
        if found is None:
            found = Node(step, column, rule, when=when)
            begin.append(found)
        begin, column = found.after, found.column + 1


def _key(step: StepAt, when: Sequence[StepAt]) -> tuple[object, ...]:
    return step.kind, step.names, tuple((one.names, str(one.value)) for one in when)


def _opened(node: Node) -> Iterator[str]:
    if node.step.kind == FORM:
        yield from node.step.names


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for one in nodes:
        yield one
        yield from _all(one.after)


def _shift(node: Node, by: int) -> None:
    for one in _all([node]):
        one.column += by


def _place(node: Node, row: int) -> int:
    """Leaves stand one below the other, what leads there in their middle; returns the next row."""
    if not node.after:
        node.row = row
        return row + 1
    for one in node.after:
        row = _place(one, row)
    node.row = (node.after[0].row + node.after[-1].row) / 2
    return row
