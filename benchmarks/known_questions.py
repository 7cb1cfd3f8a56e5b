"""A knowledge base of any size, made up: services × what is asked × for whom, seeded.

Real knowledge bases grow in the same way, which is what makes them hard: by entries that differ in
one word. The ways of asking that a model learns and those it is asked in share the names of
services and people, and no turn of phrase.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

WORDS = Path(__file__).with_suffix(".yml")
LEARNED, ASKED = 8, 2
"""Ways of asking that an entry is learned from, and those it is asked in."""


class Topic(NamedTuple):
    """What an entry is about: names of the service, what is asked, for whom."""

    service: Sequence[str]
    aspect: Mapping[str, Any]
    circumstance: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """An entry of the made-up knowledge base."""

    key: str
    question: str
    answer: str
    learned: tuple[str, ...]
    asked: tuple[str, ...]


def known_questions(many: int, seed: int = 7) -> list[Known]:
    """So many entries, all different; a smaller base is part of a larger one."""
    words = _words()
    topics = [Topic(*one) for one in product(*(words[n] for n in Topic._fields))]
    if many > len(topics):
        raise ValueError(f"there are only {len(topics)} entries to make up")
    numbered = list(enumerate(topics))
    random.Random(seed).shuffle(numbered)
    return [_entry(at, topic, random.Random(f"{seed} {at}")) for at, topic in numbered[:many]]


def strange_questions(many: int, seed: int = 7) -> Iterator[str]:
    """Questions in the same turns of phrase, about services that no entry knows."""
    words, dice = _words(), random.Random(seed)
    for _ in range(many):
        name, aspect = dice.choice(words["strange"]), dice.choice(words["aspect"])
        topic = Topic([name], aspect, dice.choice(words["circumstance"]))
        yield _asking("asked", topic, dice)


def _entry(at: int, topic: Topic, dice: random.Random) -> Known:
    name, aspect = topic.service[0], topic.aspect
    whose = f"{topic.circumstance['title']}的" if topic.circumstance["title"] else ""
    return Known(
        key=f"made_up_{at}_{aspect['code']}_{topic.circumstance['code']}",
        question=f"{whose}{name}{aspect['title']}？",
        answer=f"{whose}{name}：{aspect['answer']}\n还不清楚，打12345问{name}{aspect['title']}。",
        learned=_ways(LEARNED, "learned", topic, dice),
        asked=_ways(ASKED, "asked", topic, dice),
    )


def _ways(many: int, kind: str, topic: Topic, dice: random.Random) -> tuple[str, ...]:
    ways: dict[str, None] = {}
    while len(ways) < many:
        ways[_asking(kind, topic, dice)] = None
    return tuple(ways)


def _asking(kind: str, topic: Topic, dice: random.Random) -> str:
    frame = dice.choice(_words()["frames"][kind])
    who, what = dice.choice(topic.circumstance["names"]), dice.choice(topic.service)
    asked: str = frame.format(who=who, what=what, turn=dice.choice(topic.aspect[kind]))
    return asked.replace("，，", "，").strip("，的")  # where nobody is named


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = YAML(typ="safe").load(WORDS.read_text("utf-8"))
    return words
