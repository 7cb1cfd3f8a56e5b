"""One unit is written into a dispatch catalogue; every other line stays as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.adapters.knowledge.dispatching import CATALOGUE, catalogue_of
from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.errors import BadFile
from bot.domain.revisions import Files

_WIDTH = 100
_ITEM = re.compile(r"(\s*)-\s")
_VERSION = re.compile(r"^version:.*$", re.MULTILINE)


class YamlCataloguing:
    """The port `Cataloguing`."""

    def catalogue(self, files: Files) -> Catalogue:
        return catalogue_of(files)

    def edited(self, files: Files, unit: Department, version: str) -> dict[str, bytes]:
        known = self.catalogue(files)
        if known.units.get(unit.code) == unit:
            return {}
        document = YAML(typ="rt").load(files[CATALOGUE].decode())  # it knows the lines
        blocks = _Blocks.of(files[CATALOGUE].decode(), document)
        place = next((n for n, one in enumerate(known.departments) if one.code == unit.code), None)
        before = CommentedMap() if place is None else document["departments"][place]
        blocks.put(place, _written(unit, before))
        content = _VERSION.sub(lambda _: f'version: "{version}"', "".join(blocks.lines), count=1)
        self.catalogue({**files, CATALOGUE: content.encode()})  # whatever it is, it can be read
        return {CATALOGUE: content.encode()}


class _Blocks:
    """The lines of a catalogue, and between which of them each unit stands."""

    def __init__(self, lines: list[str], places: Sequence[tuple[int, int]]) -> None:
        self.lines = lines
        self._places = places

    @classmethod
    def of(cls, text: str, document: CommentedMap) -> _Blocks:
        lines = text.splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        units: CommentedSeq = document["departments"]
        starts = [units.lc.item(n)[0] for n in range(len(units))]
        if units.fa.flow_style() or not all(_ITEM.match(lines[start]) for start in starts):
            line = document.lc.key("departments")[0] + 1
            problem, remedy = "单位不是一行一行写的。", "请在文件里改，或先把它展开成每个单位一段。"
            raise BadFile(Path(CATALOGUE), line, problem, remedy)
        keys = [document.lc.key(key)[0] for key in document]
        end = min((line for line in keys if line > starts[-1]), default=len(lines))
        bounds = zip(starts, (*starts[1:], end), strict=True)
        return cls(lines, [(one, _end_of_unit(lines, one, last)) for one, last in bounds])

    def put(self, place: int | None, block: str) -> None:
        """In place of a unit, or below the last one."""
        start, end = self._places[-1 if place is None else place]
        item = _ITEM.match(self.lines[start])
        assert item
        written = [item[1] + line for line in block.splitlines(keepends=True)]
        if place is None:
            self.lines[end:end] = ["\n", *written]
        else:
            self.lines[start:end] = written


def _end_of_unit(lines: Sequence[str], start: int, end: int) -> int:
    """Without the empty lines and comments below it that belong to what comes after it."""
    column = _column(lines[start])
    while not (said := lines[end - 1].strip()) or (
        said.startswith("#") and _column(lines[end - 1]) <= column
    ):
        end -= 1
    return end


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())


def _written(unit: Department, before: CommentedMap) -> str:
    """A unit as one item of a list; what is not told here, as `deliver`, stays as it was."""
    told: dict[str, Any] = {"code": unit.code, "name": unit.name, "parent": unit.parent}
    told |= {"also_called": _in_a_row(unit.also_called), "areas": _in_a_row(unit.areas)}
    told |= {"clauses": [_clause(one) for one in unit.clauses]}
    kept = {key: value for key, value in before.items() if key not in told}
    yaml, text = YAML(typ="rt"), io.StringIO()
    yaml.width = _WIDTH
    written = {key: value for key, value in told.items() if value or key in ("code", "name")}
    yaml.dump([CommentedMap(written | kept)], text)
    return text.getvalue()


def _clause(clause: Clause) -> CommentedMap:
    basis = {"basis": clause.basis} if clause.basis else {}
    words = {"words": _in_a_row(clause.words)}
    return CommentedMap({"id": clause.id, "title": clause.title} | basis | words)


def _in_a_row(words: Sequence[str]) -> CommentedSeq:
    row = CommentedSeq(words)
    row.fa.set_flow_style()
    return row
