"""A topic's flow as a picture: boxes and lines that a browser draws without any script."""

from dataclasses import dataclass

from bot.domain.story_check import ACTION, FORM, INTENT, SLOT
from bot.domain.story_flow import Edge, Node, flow
from bot.services.ports.stories import Script
from bot.web.console.story_words import action_name, condition, form_name, intent_name

WIDE, HIGH, ACROSS, DOWN, EDGE = 168, 46, 66, 24, 18
"""Pixels of a box, of the room between boxes, and around all of them."""
PER_LINE, LINES = 12, 2
"""Chinese characters that a box holds."""


@dataclass(frozen=True)
class Box:
    """A box with its lines of words; `whole` are all of them, `rule` names what they belong to."""

    kind: str
    x: int
    y: int
    lines: tuple[str, ...]
    whole: str
    rule: str


@dataclass(frozen=True)
class Line:
    """A line between boxes with the words above its end."""

    path: str
    tip: str
    later: bool
    x: int
    y: int
    when: str
    whole: str


@dataclass(frozen=True)
class Picture:
    """All of it. The steps beside it say the same in words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(script: Script, file: str) -> Picture:
    """The flow of the rules in one file."""
    found = flow([one for one in script.paths if one.place.file == file])
    boxes = tuple(_box(one, script) for one in found.nodes)
    lines = tuple(_line(one) for one in found.edges)
    width = found.columns * (WIDE + ACROSS) - ACROSS + 2 * EDGE
    return Picture(width, found.rows * (HIGH + DOWN) - DOWN + 2 * EDGE, boxes, lines)


def _box(node: Node, script: Script) -> Box:
    whole = _words(node, script)
    kind = {INTENT: "intent", ACTION: "action", FORM: "form"}.get(node.step.kind, "end")
    return Box(kind, _x(node), _y(node), _cut(whole), whole, node.rule)


def _words(node: Node, script: Script) -> str:
    step = node.step
    if step.kind == INTENT:
        return "、".join(intent_name(one) for one in step.names)
    if step.kind == ACTION:
        return action_name(step.names[0], script)
    if step.kind == FORM:
        return f"追问{form_name(step.names[0])}"
    return "到此为止" if step.kind == SLOT else condition(step)


def _line(edge: Edge) -> Line:
    x1, y1 = _x(edge.tail) + WIDE, _y(edge.tail) + HIGH // 2
    x2, y2 = _x(edge.head), _y(edge.head) + HIGH // 2
    middle = x2 - ACROSS // 2
    path = f"M{x1} {y1}H{middle - 8}C{middle} {y1} {middle} {y1} {middle} {(y1 + y2) // 2}"
    path += f"S{middle} {y2} {middle + 8} {y2}H{x2 - 6}"
    if y1 == y2:
        path = f"M{x1} {y1}H{x2 - 6}"
    tip = f"{x2},{y2} {x2 - 7},{y2 - 4} {x2 - 7},{y2 + 4}"
    whole = "，".join(condition(one) for one in edge.head.when)
    return Line(path, tip, edge.later, x2 - 4, y2 - HIGH // 2 - 4, _cut(whole)[0], whole)


def _x(node: Node) -> int:
    return EDGE + node.column * (WIDE + ACROSS)


def _y(node: Node) -> int:
    return EDGE + round(node.row * (HIGH + DOWN))


def _cut(words: str) -> tuple[str, ...]:
    """In lines as wide as a box; Latin letters are half as wide."""
    lines, wide = [""], 0.0
    for sign in words:
        wide += 0.55 if sign.isascii() else 1
        if wide > PER_LINE:
            if len(lines) == LINES:
                lines[-1] = f"{lines[-1][:-1]}…"
                break
            lines.append("")
            wide = 1
        lines[-1] += sign
    return tuple(lines)
