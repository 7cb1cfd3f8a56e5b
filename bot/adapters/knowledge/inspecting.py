"""Everything that is wrong with a knowledge base, found without training."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.adapters.knowledge import stories
from bot.adapters.knowledge.dispatching import CATALOGUE, catalogue_of
from bot.adapters.knowledge.keywords import KeywordsFile, keywords_in
from bot.adapters.knowledge.menus import MenuFile, menu_in
from bot.adapters.knowledge.shapes import check_readable
from bot.adapters.rasa import written
from bot.domain.entry_rules import is_web_address
from bot.domain.errors import BadFile, FieldRejected
from bot.domain.keywords import gone
from bot.domain.knowledge_check import Finding, Place, Written, check
from bot.domain.revisions import Files
from bot.domain.story_check import check_stories

NEEDED = ("config.yml", "domain.yml")
_VARIABLE = re.compile(r"\$\{\s*\w+\s*\}")
_LINK = re.compile(r"https?:[^\s，。；、（）()“”<>]*")


class KnowledgeInspector:
    """The port `Inspector`."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def __call__(self, files: Files) -> list[Finding]:
        unreadable = [*_unreadable(files)]
        if unreadable:
            return unreadable
        units, faults = _units(files)
        texts = {path: files[path].decode("utf-8") for path in sorted(files)}
        asked = {path: text for path, text in texts.items() if path.startswith("nlu/")}
        entries = written.read_texts(asked)
        found = [
            *_missing(files),
            *faults,
            *_variables(texts),
            *check(entries, self._today(), units),
            *_links(entries),
            *_menu(files),
            *_keywords(files, frozenset(one.key for one in entries if one.answered_at)),
            *check_stories(stories.examples(files), stories.paths(files), stories.known(files)),
        ]
        return sorted(found, key=lambda one: (not one.grave, one.place.file, one.place.line))


def unfit(files: Files) -> Finding | None:
    """Why it may not even be trained: it cannot be read, lacks something, or reads our settings."""
    texts = {path: content.decode("utf-8", "replace") for path, content in files.items()}
    return next(iter((*_unreadable(files), *_missing(files), *_variables(texts))), None)


def _units(files: Files) -> tuple[frozenset[str], list[Finding]]:
    """The codes that may own an answer; none where there is no catalogue that can be read."""
    if CATALOGUE not in files:
        return frozenset(), []
    try:
        return frozenset(catalogue_of(files).units), []
    except BadFile as error:
        return frozenset(), [_as_finding(error, CATALOGUE)]


def _unreadable(files: Files) -> Iterator[Finding]:
    for path in sorted(files):
        if path.startswith("tests/gold/"):
            continue
        try:
            check_readable(path, files[path])
        except BadFile as error:
            yield _as_finding(error, path)


def _as_finding(error: BadFile, path: str) -> Finding:
    return Finding(Place(path, error.line or 1), error.problem, error.remedy, grave=True)


def _missing(files: Files) -> Iterator[Finding]:
    for name in NEEDED:
        if name not in files:
            yield Finding(Place(name, 1), f"没有 {name}。", "请从发布的版本里恢复它。", grave=True)


def _variables(texts: Mapping[str, str]) -> Iterator[Finding]:
    """Rasa would put the machine's own settings in their place, secrets among them."""
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if found := _VARIABLE.search(line):
                problem = f"不能写 {found[0]}：机器会换成自己的设置。"
                yield Finding(Place(path, number), problem, "请写成普通文字。", grave=True)


def _menu(files: Files) -> Iterator[Finding]:
    """WeChat would be shown none."""
    try:
        menu_in(files[MenuFile.path]) if MenuFile.path in files else None
    except FieldRejected as wrong:
        place = Place(MenuFile.path, 1)
        yield Finding(place, f"菜单不对：{wrong.problem}", "请在“菜单”里改。", grave=True)


def _keywords(files: Files, known: frozenset[str]) -> Iterator[Finding]:
    content = files.get(KeywordsFile.path, b"")
    try:
        found = keywords_in(content)
    except FieldRejected as wrong:
        place = Place(KeywordsFile.path, 1)
        yield Finding(place, f"关键词不对：{wrong.problem}", "请在“关键词”里改。", grave=True)
        return
    lines = content.decode("utf-8").splitlines()
    for one in gone(found, known):
        line = next((at for at, text in enumerate(lines, 1) if one.question in text), 1)
        problem = f"关键词“{'、'.join(one.words)}”指的问答“{one.question}”没有了，不起作用。"
        yield Finding(Place(KeywordsFile.path, line), problem, "请换一条，或删掉这个词。")


def _links(entries: list[Written]) -> Iterator[Finding]:
    for entry in entries:
        place = entry.answered_at
        if place is None:
            continue
        told = str((entry.facts or {}).get("url") or "")
        for link in (told, *_LINK.findall(entry.answer or "")):
            if link and not is_web_address(link.rstrip(".,")):
                problem = f"网址“{link[:60]}”写得不对，点不开。"
                yield Finding(place, problem, "请写完整：https:// 开头，中间没有空格。")
