"""What a knowledge base is tested with: its test stories, its gold sets, its own ways to ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.gold import read_gold
from bot.adapters.knowledge.folder import as_folder
from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.plain import plain
from bot.domain.replies import Choice
from bot.domain.revisions import Files
from bot.services.evaluation.samples import Material
from bot.services.evaluation.stories import Message, Story
from nlu.components.questions import QuestionIndex

STORIES, GOLD = "tests/dialogue/", "tests/gold/"
FOLDS = 5
SILENCE, ANSWERS = 0.22, 0.8
_PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$")
_SENTENCE_END = re.compile(r"[。！？；\n]")
_SHORTEST = 6


def stories_of(files: Files) -> list[Story]:
    """Rasa's test stories. Raises BadFile."""
    return [
        Story(path, str(one.get("story")), tuple(_messages(one.get("steps") or ())))
        for path in sorted(files)
        if path.startswith(STORIES)
        for one in read_mapping(path, files[path]).get("stories") or ()
    ]


def _messages(steps: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    said: Mapping[str, Any] | None = None
    happens: list[Mapping[str, Any]] = []
    slots: dict[str, Any] = {}
    for step in steps:
        if "user" in step:
            if said:
                yield _message(said, happens, slots)
            said, happens, slots = step, [], {}
        elif "slot_was_set" in step:
            for slot in step["slot_was_set"]:
                slots |= slot
        else:
            happens.append(dict(step))
    if said:
        yield _message(said, happens, slots)


def _message(
    said: Mapping[str, Any], happens: Sequence[Mapping[str, Any]], slots: Mapping[str, Any]
) -> Message:
    """Rasa writes a tap as /intent{"entity": "value"}."""
    words = str(said["user"]).strip()
    tap = _PAYLOAD.match(words)
    choice = Choice("", tap["intent"], json.loads(tap["entities"] or "{}")) if tap else None
    return Message(words, str(said.get("intent", "")), choice, tuple(happens), slots)


def gold(files: Files) -> Material:
    """The labelled messages. Raises BadFile."""
    material = Material()
    own = {path: content for path, content in files.items() if path.startswith(GOLD)}
    with as_folder(own) as root:
        read_gold(root / GOLD, material)
    return material


def held_back(files: Files) -> tuple[int, float]:
    """Of how many ways to ask, each held back in its turn, what share finds its own entry."""
    entries = YamlWriting().entries(files)
    answered = {
        one.key: [s for s in _SENTENCE_END.split(one.answer) if len(s) >= _SHORTEST]
        for one in entries
    }
    ways = {one.key: [plain(way).text for way in one.ways] for one in entries if one.ways}
    questions = {one.key: one.question for one in entries}
    right = 0
    for fold in range(FOLDS):
        asked = {
            key: [*_some(mine, fold, held=False), questions[key]] for key, mine in ways.items()
        }
        index = QuestionIndex.fit(asked, answered, ANSWERS)
        for key, mine in ways.items():
            for way in _some(mine, fold, held=True):
                found = index.search(way, 1, SILENCE)
                right += bool(found) and found[0].key == key
    of = sum(map(len, ways.values()))
    return of, right / of if of else 0.0


def _some(ways: Sequence[str], fold: int, *, held: bool) -> list[str]:
    return [way for at, way in enumerate(ways) if (at % FOLDS == fold) is held]
