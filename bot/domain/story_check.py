"""What is wrong with examples, rules and stories, each with its file, line and what to do."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.alike import plain
from bot.domain.knowledge_check import FEW, Finding, Place, Way

INTENT, ACTION, SLOT, FORM, MARK, OTHER = "intent", "action", "slot", "form", "mark", "other"
"""What a step may be. A mark is a checkpoint that stories join at."""
_CALLED = {INTENT: "意图", ACTION: "动作", SLOT: "槽位", FORM: "表单", MARK: "连接点"}


@dataclass(frozen=True)
class StepAt:
    """One step. Several `names` are alternatives; `value` is what a slot is set to."""

    kind: str
    names: tuple[str, ...]
    place: Place
    value: object = None


@dataclass(frozen=True)
class Path:
    """A rule or a story: where it may begin, and its steps in order."""

    name: str
    place: Place
    steps: tuple[StepAt, ...]
    condition: tuple[StepAt, ...] = ()
    is_rule: bool = True


@dataclass(frozen=True)
class Known:
    """What domain.yml lists. `slots` have the values they may take, where these are listed.

    `said` are intents that are heard without examples: by a tap, an event or a rule in the code.
    """

    intents: Mapping[str, Place] = field(default_factory=dict)
    actions: Collection[str] = ()
    slots: Mapping[str, Collection[object] | None] = field(default_factory=dict)
    forms: Collection[str] = ()
    said: Collection[str] = ()


def check_stories(
    examples: Mapping[str, Sequence[Way]], paths: Sequence[Path], known: Known
) -> list[Finding]:
    """All that is wrong, in the order of files. `examples` are by their intent."""
    found = [
        *_under_two_intents(examples),
        *_too_few(examples, known),
        *_unknown(paths, known),
        *_unreachable(examples, paths, known),
        *_unhandled(paths, known),
    ]
    return sorted(found, key=lambda one: (not one.grave, one.place.file, one.place.line))


def _under_two_intents(examples: Mapping[str, Sequence[Way]]) -> Iterator[Finding]:
    """Of two known questions knowledge_check tells."""
    first: dict[str, tuple[str, Way]] = {}
    for intent, ways in examples.items():
        for way in ways:
            other, before = first.setdefault(plain(way.text), (intent, way))
            if other != intent and not (_is_question(other) and _is_question(intent)):
                problem = f"“{way.text}”写在了 {intent} 下面，{before.place} 又写在 {other} 下面。"
                yield Finding(way.place, problem, "同一句话只能有一个意思，请只留一处。", True)


def _too_few(examples: Mapping[str, Sequence[Way]], known: Known) -> Iterator[Finding]:
    for intent, ways in examples.items():
        if ways and len(ways) < FEW and not _is_question(intent) and intent in known.intents:
            problem = f"意图 {intent} 只有 {len(ways)} 个例句。"
            yield Finding(ways[0].place, problem, f"请至少写 {FEW} 个，越不一样越好。")


def _unknown(paths: Sequence[Path], known: Known) -> Iterator[Finding]:
    listed = {
        INTENT: known.intents.keys(),
        ACTION: known.actions,
        SLOT: known.slots.keys(),
        FORM: known.forms,
    }
    for step in _steps(paths):
        for name in step.names:
            if step.kind in listed and name not in listed[step.kind]:
                called = _CALLED[step.kind]
                near = difflib.get_close_matches(name, list(listed[step.kind]), n=1)
                meant = f"是不是 {near[0]}？" if near else f"请先写进 domain.yml 的 {step.kind}s。"
                yield Finding(step.place, f"没有名为 {name} 的{called}。", meant, grave=True)


def _unreachable(
    examples: Mapping[str, Sequence[Way]], paths: Sequence[Path], known: Known
) -> Iterator[Finding]:
    yield from _never_said(examples, paths, known)
    yield from _never_set(paths, known)
    yield from _never_open(paths, known)
    yield from _never_joined(paths)
    yield from _begun_twice(paths)


def _never_said(
    examples: Mapping[str, Sequence[Way]], paths: Sequence[Path], known: Known
) -> Iterator[Finding]:
    heard = {intent.partition("/")[0] for intent, ways in examples.items() if ways} | {*known.said}
    for path in paths:
        for step in path.steps:
            listed = [name for name in step.names if name in known.intents]
            if step.kind == INTENT and listed and not heard & {*listed}:
                problem = f"“{path.name}”走不到这一步：没有人会说出 {'、'.join(listed)}。"
                yield Finding(step.place, problem, "请给这个意图写例句，或者删掉这一步。")


def _never_set(paths: Sequence[Path], known: Known) -> Iterator[Finding]:
    for step in _steps(paths):
        allowed = known.slots.get(step.names[0]) if step.kind == SLOT and step.names else None
        if allowed is not None and step.value is not None and step.value not in allowed:
            listed = "、".join(map(str, allowed))
            problem = f"走不到这一步：{step.names[0]} 不会是“{step.value}”。"
            yield Finding(step.place, problem, f"可以是：{listed}。", grave=True)


def _never_open(paths: Sequence[Path], known: Known) -> Iterator[Finding]:
    opened = {
        name for path in paths for step in path.steps if step.kind == FORM for name in step.names
    }
    for path in paths:
        for step in path.condition:
            if step.kind == FORM and {*step.names} <= {*known.forms} - opened:
                problem = f"“{path.name}”走不到：没有一条规则打开 {'、'.join(step.names)}。"
                yield Finding(step.place, problem, "请写一条打开这个表单的规则，或者删掉这条。")


def _never_joined(paths: Sequence[Path]) -> Iterator[Finding]:
    """A story that begins at a mark at which none ends."""
    ends = {
        name
        for path in paths
        if path.steps
        for name in path.steps[-1].names
        if path.steps[-1].kind == MARK
    }
    for path in paths:
        for step in path.steps[:1]:
            if step.kind == MARK and not ends & {*step.names}:
                problem = f"“{path.name}”走不到：没有一个故事结束在连接点 {step.names[0]}。"
                yield Finding(step.place, problem, "请核对连接点的名字。", grave=True)


def _begun_twice(paths: Sequence[Path]) -> Iterator[Finding]:
    """The same rule a second time: only the first is ever taken, if Rasa accepts them at all."""
    known: dict[object, Path] = {}
    for path in paths:
        told = (path.is_rule, _bare(path.condition), _bare(path.steps))
        before = known.setdefault(told, path)
        if before is not path:
            problem = f"“{path.name}”和 {before.place} 的“{before.name}”一模一样。"
            yield Finding(path.place, problem, "请删掉一条。")


def _unhandled(paths: Sequence[Path], known: Known) -> Iterator[Finding]:
    handled = {name for step in _steps(paths) if step.kind == INTENT for name in step.names}
    for intent, place in known.intents.items():
        if intent not in handled:
            problem = f"没有一条规则或故事处理意图 {intent}。"
            yield Finding(place, problem, "请在 stories/ 里写一条，或从 domain.yml 去掉它。")


def _steps(paths: Sequence[Path]) -> Iterator[StepAt]:
    return (step for path in paths for step in (*path.condition, *path.steps))


def _bare(steps: Sequence[StepAt]) -> tuple[object, ...]:
    return tuple((step.kind, step.names, str(step.value)) for step in steps)


def _is_question(intent: str) -> bool:
    return intent.startswith("faq/")
