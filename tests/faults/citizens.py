"""What citizens write in a campaign: questions, matters, forms, small talk."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from benchmarks.kinds import COMPLETE, PLACES, QUESTIONS, WITHOUT_PLACE

SMALL_TALK = ("你好", "谢谢", "你能做什么", "好的，麻烦你们了", "再见")
ASKS_BACK = "查询"
WITHOUT_MATTER = 0.15
IN_TWO_STEPS = 0.4
LONGEST = 5
"""Lines of a story besides its matter."""

_numbers = count(1)


@dataclass(frozen=True)
class Line:
    """One message; `matter` says that it is a matter or a part of one."""

    words: str
    matter: bool = False


@dataclass(frozen=True)
class Story:
    """What one citizen writes, in this order. At most one matter, and no words twice."""

    who: str
    lines: Sequence[Line]


def stories(chance: random.Random, messages: int) -> Iterator[Story]:
    """New citizens with stories of so many messages in all; the last one is told to its end."""
    while messages > 0:
        story = a_story(chance)
        yield story
        messages -= len(story.lines)


def a_story(chance: random.Random) -> Story:
    """Somebody nobody knows yet."""
    number = next(_numbers)
    others = [*chance.sample(QUESTIONS, 3), *chance.sample(SMALL_TALK, 2)]
    before = chance.randrange(3)
    after = chance.randrange(LONGEST - before)
    around = [Line(words) for words in chance.sample(others, before + after)]
    matter = [] if chance.random() < WITHOUT_MATTER else _matter(chance, number)
    asks = [Line(ASKS_BACK)] if chance.random() < 0.3 else []
    return Story(f"来信人{number}", [*around[:before], *matter, *around[before:], *asks])


def _matter(chance: random.Random, number: int) -> list[Line]:
    place = 1 + number % 900
    if chance.random() < IN_TWO_STEPS:
        first, second = chance.choice(WITHOUT_PLACE), chance.choice(PLACES)
        return [Line(first, matter=True), Line(second.format(place), matter=True)]
    return [Line(chance.choice(COMPLETE).format(place), matter=True)]
