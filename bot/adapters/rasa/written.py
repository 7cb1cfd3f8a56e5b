"""The known questions as they stand in Rasa's files, every way of asking with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.adapters.rasa.knowledge import PREFIX
from bot.domain.errors import BadFile
from bot.domain.knowledge_check import Place, Way, Written

_INTENT = re.compile(r"^\s*-\s+intent:\s*[\"']?faq/([^\s\"']+)")
_OTHER = re.compile(r"^\s*-\s+(?:intent|regex|lookup|synonym|rule|story):|^[^\s#-]")
_WAY = re.compile(r"^\s+-\s+(.*\S)\s*$")
_ANSWER = re.compile(rf"^\s+[\"']?{PREFIX}([^\s\"':]+)[\"']?:")


def read(files: Sequence[Path], root: Path) -> list[Written]:
    """Every known question of these files, by key; places are told from `root`.

    Raises BadFile for what is no YAML.
    """
    names = (
        str(file.relative_to(root)) if file.is_relative_to(root) else str(file) for file in files
    )
    return read_texts(
        {name: file.read_text("utf-8") for name, file in zip(names, files, strict=True)}
    )


def read_texts(files: Mapping[str, str]) -> list[Written]:
    """As `read`, of texts by the names of their files."""
    asked: dict[str, list[Way]] = {}
    asked_at: dict[str, Place] = {}
    answers: dict[str, tuple[Place, dict[str, Any]]] = {}
    for name, text in files.items():
        lines = text.splitlines()
        for key, way in _ways(lines, name):
            asked.setdefault(key, [])
            asked_at.setdefault(key, way.place)
            if way.text:
                asked[key].append(way)
        places = {
            found[1]: Place(name, number)
            for number, line in enumerate(lines, 1)
            if (found := _ANSWER.match(line))
        }
        if places:
            answers |= {
                key: (places[key], variant) for key, variant in _answers(name, text, places)
            }
    return [
        _written(key, asked.get(key, []), asked_at.get(key), answers.get(key))
        for key in sorted({*asked, *answers})
    ]


def _ways(lines: Sequence[str], name: str) -> Iterator[tuple[str, Way]]:
    """The line that names a key, with no text, and then each of its ways of asking."""
    key = None
    for number, line in enumerate(lines, 1):
        place = Place(name, number)
        if found := _INTENT.match(line):
            key = found[1]
            yield key, Way("", place)
        elif _OTHER.match(line):
            key = None
        elif key and (way := _WAY.match(line)):
            yield key, Way(way[1], place)


def _answers(
    name: str, text: str, places: dict[str, Place]
) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        read = YAML(typ="safe").load(text) or {}
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadFile(
            Path(name), line, "这里不是正确的 YAML。", "请检查缩进、冒号和引号。"
        ) from None
    for key in places:
        variants = (read.get("responses") or {}).get(f"{PREFIX}{key}") or [{}]
        yield key, variants[0] or {}


def _written(
    key: str, ways: list[Way], asked_at: Place | None, answer: tuple[Place, dict[str, Any]] | None
) -> Written:
    place, variant = answer or (None, {})
    text, facts = variant.get("text"), variant.get("metadata")
    return Written(key, tuple(ways), text, facts, asked_at, place)
