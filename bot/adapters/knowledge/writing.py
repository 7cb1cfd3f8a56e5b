"""Known questions are edited in Rasa's YAML: comments, order and quotes stay as they were."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, ScalarString

from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.shapes import check_readable
from bot.domain.entries import FaqEntry
from bot.domain.entry_rules import check_entry
from bot.domain.errors import BadFile, NotFound
from bot.domain.revisions import Files

INTENT, UTTER = "faq/", "utter_faq/"
_FACTS = ("question", "source", "url", "owner", "updated", "valid_until")
_DATES = ("updated", "valid_until")
_WAY = re.compile(r"^\s*-\s+(.*?)\s*$", re.MULTILINE)
_EMPTY = b'version: "3.1"\n'
_INDENTS = ((2, 2, 0), (2, 4, 2))
"""How lists are set in: in the way that leaves the file as it is, if one does."""


class YamlWriting:
    """The port `Writing`."""

    def check(self, files: Files) -> None:
        for path, content in files.items():
            check_readable(path, content)

    def entries(self, files: Files) -> list[FaqEntry]:
        ways: dict[str, list[str]] = {}
        answers: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for path, content in _knowledge(files):
            found = read_mapping(path, content)
            for key, examples in _asked(found):
                ways.setdefault(key, []).extend(_WAY.findall(examples))
            for name, variants in _mapping(found.get("responses")).items():
                if str(name).startswith(UTTER):
                    answers[str(name).removeprefix(UTTER)] = (path, _first(variants))
        return [_entry(key, *answers[key], tuple(ways.get(key, ()))) for key in sorted(answers)]

    def edited(self, files: Files, entries: Sequence[FaqEntry]) -> dict[str, bytes]:
        known = {one.key: one for one in self.entries(files)}
        pages: dict[str, _Page] = {}
        for entry in entries:
            check_entry(entry)
            _write(entry, known.get(entry.key), files, pages)
        written = {name: page.written() for name, page in pages.items()}
        return {name: text for name, text in written.items() if text != files.get(name)}

    def without(self, files: Files, key: str) -> dict[str, bytes]:
        changed: dict[str, bytes] = {}
        for path, content in _knowledge(files):
            if _names(content, key):
                page = _Page(path, content)
                page.forget(key)
                if (written := page.written()) != content:
                    changed[path] = written
        if not changed:
            raise NotFound(f"没有名为 {key} 的问答。")
        return changed


class _Page:
    """One file, while it is being changed."""

    def __init__(self, path: str, content: bytes) -> None:
        self._yaml, self._top = _opened(path, content)

    def answer(self, entry: FaqEntry) -> None:
        """Write the answer and its facts; what is as it was stays as it is written."""
        responses = self._top.setdefault("responses", CommentedMap())
        if not responses:
            responses = self._top["responses"] = CommentedMap()
        variants = responses.setdefault(f"{UTTER}{entry.key}", CommentedSeq([CommentedMap()]))
        variant = variants[0]
        if variant.get("text") != entry.answer:
            variant["text"] = LiteralScalarString(entry.answer)
        facts = variant.setdefault("metadata", CommentedMap())
        for name in _FACTS:
            _set(facts, name, getattr(entry, name))
        if entry.sample:
            facts["sample"] = True
        else:
            facts.pop("sample", None)

    def ask(self, entry: FaqEntry, here: bool) -> None:
        """Write the ways to ask, once: in this file if they belong `here`."""
        nlu = self._top.get("nlu")
        if not nlu:
            nlu = CommentedSeq()
            if here:
                self._top.insert(1 if "version" in self._top else 0, "nlu", nlu)
        places = [at for at, one in enumerate(nlu) if one.get("intent") == f"{INTENT}{entry.key}"]
        examples = LiteralScalarString("".join(f"- {way}\n" for way in entry.ways))
        if here and entry.ways:
            if places:
                nlu[places.pop(0)]["examples"] = examples
            else:
                nlu.append(CommentedMap({"intent": f"{INTENT}{entry.key}", "examples": examples}))
        for at in reversed(places):
            del nlu[at]

    def has_ways(self, key: str) -> bool:
        """Whether ways of asking for this stand here."""
        return any(one.get("intent") == f"{INTENT}{key}" for one in self._top.get("nlu") or ())

    def forget(self, key: str) -> None:
        """Take out the answer and the ways to ask."""
        self.ask(FaqEntry(key, "", ""), here=False)
        responses = self._top.get("responses") or {}
        responses.pop(f"{UTTER}{key}", None)
        for name in ("nlu", "responses"):
            if name in self._top and not self._top[name]:
                del self._top[name]

    def written(self) -> bytes:
        """The file as it is now."""
        return _dumped(self._yaml, self._top)


def _write(entry: FaqEntry, before: FaqEntry | None, files: Files, pages: dict[str, _Page]) -> None:
    """Write one entry; its ways to ask where they stood first, a new one's beside its answer."""
    path = before.path if before else entry.path
    home = _page(path, files, pages)
    home.answer(entry)
    if before and before.ways == entry.ways:
        return
    places = [name for name, content in _knowledge(files) if _names(content, entry.key)]
    asked = [page for name in places if (page := _page(name, files, pages)).has_ways(entry.key)]
    home = asked[0] if asked else home
    for page in {id(one): one for one in (home, *asked)}.values():
        page.ask(entry, here=page is home)


def _page(path: str, files: Files, pages: dict[str, _Page]) -> _Page:
    if path not in pages:
        pages[path] = _Page(path, files.get(path, _EMPTY))
    return pages[path]


def _names(content: bytes, key: str) -> bool:
    return f"{INTENT}{key}".encode() in content


def _opened(path: str, content: bytes) -> tuple[YAML, CommentedMap]:
    read_mapping(path, content)  # says what is wrong, and where
    try:
        for indent in _INDENTS:
            yaml = _yaml(*indent)
            top = yaml.load(content.decode("utf-8"))
            if _dumped(yaml, top) == content:
                return yaml, top
    except YAMLError:
        problem = "这个文件里有不能自动修改的写法。"
        raise BadFile(Path(path), None, problem, "请直接改文件。") from None
    yaml = _yaml(*_INDENTS[0])
    return yaml, yaml.load(content.decode("utf-8")) or CommentedMap()


def _yaml(mapping: int, sequence: int, offset: int) -> YAML:
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 4096, True
    yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
    return yaml


def _dumped(yaml: YAML, top: Any) -> bytes:
    file = io.BytesIO()
    yaml.dump(top, file)
    return file.getvalue()


def _set(facts: CommentedMap, name: str, value: str) -> None:
    """Set in the quotes it had; a date always in quotes, or YAML would make another thing of it."""
    before = facts.get(name)
    if str(before or "") == value:
        return
    if not value:
        facts.pop(name, None)
    elif isinstance(before, ScalarString):
        facts[name] = type(before)(value)
    elif name in _DATES:
        facts[name] = DoubleQuotedScalarString(value)
    else:
        facts[name] = value


def _knowledge(files: Files) -> Iterator[tuple[str, bytes]]:
    return ((path, files[path]) for path in sorted(files) if path.startswith("nlu/"))


def _asked(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in found.get("nlu") or ():
        intent = str(_mapping(one).get("intent") or "")
        if intent.startswith(INTENT):
            yield intent.removeprefix(INTENT), str(one.get("examples") or "")


def _first(variants: Any) -> Mapping[str, Any]:
    return _mapping(variants[0] if isinstance(variants, list) and variants else {})


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entry(key: str, path: str, variant: Mapping[str, Any], ways: tuple[str, ...]) -> FaqEntry:
    facts = _mapping(variant.get("metadata"))
    told = {name: str(facts.get(name) or "") for name in (*_FACTS, "topic")}
    return FaqEntry(
        key=key,
        answer=str(variant.get("text") or ""),
        sample=bool(facts.get("sample")),
        ways=ways,
        path=path,
        **told,
    )
