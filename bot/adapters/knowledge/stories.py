"""Examples, rules and stories as they stand in Rasa's files, every step with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from bot.adapters.knowledge.reading import read_mapping
from bot.domain.knowledge_check import Place, Way
from bot.domain.revisions import Files
from bot.domain.story_check import ACTION, FORM, INTENT, MARK, OTHER, SLOT, Known, Path, StepAt

DOMAIN = "domain.yml"
OF_RASA = frozenset(
    (
        *("action_listen", "action_restart", "action_session_start", "action_default_fallback"),
        *("action_deactivate_loop", "action_back", "action_revert_fallback_events"),
        *("action_two_stage_fallback", "action_unlikely_intent", "action_extract_slots"),
    )
)
"""Actions that need not be listed."""
_INTENT = re.compile(r"^\s*-\s+intent:\s*[\"']?([^\s\"'#]+)")
_ELSE = re.compile(r"^\s*-\s+(?:regex|lookup|synonym|rule|story):|^[^\s#-]")
_WAY = re.compile(r"^\s+-\s+(.*\S)\s*$")
_QUOTED = re.compile(r"[\"']([a-z_]+)[\"']")
_CODE = ("actions", "nlu/components", "bot/services", "bot/domain")
_ROOT = File(__file__).resolve().parents[3]


def examples(files: Files) -> dict[str, list[Way]]:
    """The ways to say it, by intent."""
    found: dict[str, list[Way]] = {}
    for path in sorted(files):
        if path.startswith("nlu/"):
            for intent, way in _examples(path, files[path].decode("utf-8").splitlines()):
                found.setdefault(intent, []).extend([way] if way.text else [])
    return found


def _examples(path: str, lines: Sequence[str]) -> Iterator[tuple[str, Way]]:
    intent = None
    for number, line in enumerate(lines, 1):
        if found := _INTENT.match(line):
            intent = found[1]
            yield intent, Way("", Place(path, number))
        elif _ELSE.match(line):
            intent = None
        elif intent and (way := _WAY.match(line)):
            yield intent, Way(way[1], Place(path, number))


def paths(files: Files) -> list[Path]:
    """Every rule and story. Raises BadFile."""
    found: list[Path] = []
    for file in sorted(files):
        if file.startswith("stories/"):
            read_mapping(file, files[file])  # says what is wrong, and where
            found += _paths(file, files[file])
    return found


@lru_cache(maxsize=256)
def _paths(file: str, content: bytes) -> tuple[Path, ...]:
    top = YAML().load(content.decode("utf-8")) or {}
    return tuple(
        _path(file, one, name)
        for kind, name in (("rules", "rule"), ("stories", "story"))
        for one in top.get(kind) or ()
        if isinstance(one, CommentedMap) and name in one
    )


def _path(file: str, one: CommentedMap, name: str) -> Path:
    return Path(
        name=str(one[name]),
        place=Place(file, one.lc.line + 1),
        steps=tuple(_steps(file, one.get("steps") or ())),
        condition=tuple(_steps(file, one.get("condition") or ())),
        is_rule=name == "rule",
    )


def _steps(file: str, steps: Any) -> Iterator[StepAt]:
    for step in steps:
        if isinstance(step, CommentedMap):
            yield from _of_step(file, step)


def _of_step(file: str, step: CommentedMap) -> Iterator[StepAt]:
    place = Place(file, step.lc.line + 1)
    if "or" in step:
        names = [str(one.get("intent")) for one in step["or"] or () if one.get("intent")]
        yield StepAt(INTENT if names else OTHER, tuple(map(_bare, names)), place)
    elif "intent" in step:
        yield StepAt(INTENT, (_bare(str(step["intent"])),), place)
    elif "action" in step:
        yield StepAt(ACTION, (str(step["action"]),), place)
    elif "active_loop" in step:
        names = [str(step["active_loop"])] if step["active_loop"] else []
        yield StepAt(FORM, tuple(names), place)
    elif "checkpoint" in step:
        yield StepAt(MARK, (str(step["checkpoint"]),), place)
    elif "slot_was_set" in step:
        yield from _slots(place, step["slot_was_set"])


def _slots(place: Place, told: Any) -> Iterator[StepAt]:
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, Mapping):
            for name, value in one.items():
                yield StepAt(SLOT, (str(name),), place, value)
        elif one:
            yield StepAt(SLOT, (str(one),), place)


def known(files: Files) -> Known:
    """What domain.yml lists. Raises BadFile."""
    content = files.get(DOMAIN, b"")
    domain = read_mapping(DOMAIN, content)
    forms = {str(name) for name in domain.get("forms") or ()}
    actions = {str(name) for name in domain.get("actions") or ()}
    answers = {str(name) for name in domain.get("responses") or ()}
    slots = domain.get("slots") or {}
    return Known(
        intents=_intents(content.decode("utf-8").splitlines(), domain.get("intents") or ()),
        actions=actions | forms | answers | OF_RASA,
        slots={str(name): _values(one) for name, one in slots.items()} | {"requested_slot": None},
        forms=forms,
        said=_named_in_the_code(),
    )


def _intents(lines: Sequence[str], listed: Any) -> dict[str, Place]:
    names = [str(next(iter(one), "") if isinstance(one, Mapping) else one) for one in listed]
    return {name: Place(DOMAIN, _line(lines, name)) for name in names}


def _line(lines: Sequence[str], name: str) -> int:
    listed = re.compile(rf"\s*-\s+[\"']?{re.escape(name)}\b")
    return next((at for at, line in enumerate(lines, 1) if listed.match(line)), 1)


def _values(slot: Any) -> Sequence[object] | None:
    if not isinstance(slot, Mapping) or slot.get("type") != "categorical":
        return None
    return tuple(slot.get("values") or ())


def _bare(intent: str) -> str:
    return intent.partition("/")[0]


@lru_cache(maxsize=1)
def _named_in_the_code() -> frozenset[str]:
    """Every word in quotes: intents that a tap, an event or a rule brings about are among them."""
    files = (file for folder in _CODE for file in (_ROOT / folder).rglob("*.py"))
    return frozenset(word for file in files for word in _QUOTED.findall(file.read_text("utf-8")))
