"""Asking the bot about messages whose answer is known, to score what it says."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, suggest
from bot.domain.personal_data import mask
from bot.domain.scoring import Guess
from bot.services.archive import Similar
from bot.services.ports.dialogue import Dialogue, Understanding
from bot.services.understanding import TYPES, type_of

FIVE = {"report": "complaint"}
"""Archives file 举报 as complaint."""
FOLDED = {"report": "complaint", "help": "complaint"}
"""Citizens file the same text under either: help, report and complaint count as one."""


@dataclass(frozen=True)
class Filed:
    """A text and the type or the unit that it is filed under."""

    text: str
    kind: str


@dataclass
class Asked:
    """What a dialogue said about texts, and the processor time that each took, in ms."""

    filed: list[Filed] = field(default_factory=list)
    understood: list[Understanding] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def guesses(self, fold: Mapping[str, str]) -> list[Guess]:
        """The types that were found, some of them counted as one."""
        return [
            guess_of(one.kind, understood, fold)
            for one, understood in zip(self.filed, self.understood, strict=True)
        ]

    def those(self, wanted: Iterable[bool]) -> "Asked":
        """Only the texts whose turn it is to be wanted."""
        chosen = list(wanted)
        return Asked(
            list(compress(self.filed, chosen)),
            list(compress(self.understood, chosen)),
            list(compress(self.took, chosen)),
        )


async def ask(
    dialogue: Dialogue, filed: Sequence[Filed], tell: Callable[[], None] = lambda: None
) -> Asked:
    """Let every text be understood by itself, masked as a citizen's would be."""
    asked = Asked(list(filed))
    for one in filed:
        text = mask(one.text).text
        began = time.thread_time()
        understood = await dialogue.parse(text)
        asked.took.append(1000 * (time.thread_time() - began))
        asked.understood.append(_in_short(understood))
        tell()
    return asked


def _in_short(understood: Understanding) -> Understanding:
    """What is scored of it: an archive of letters is kept in memory as it was understood."""
    ranking = tuple(pair for pair in understood.ranking if pair[0] in TYPES)
    return replace(understood, ranking=ranking, entities=())


def guess_of(filed: str, understood: Understanding, fold: Mapping[str, str]) -> Guess:
    """The type that an understanding amounts to, with the probability of all that count as it."""
    kind = type_of(understood)
    found = fold.get(kind, kind) if kind else None
    sure = sum(share for name, share in understood.ranking if _kind(name, fold) == found)
    confidence = sure if found else understood.confidence
    return Guess(fold.get(filed, filed), found, min(confidence, 1.0))


def _kind(intent: str, fold: Mapping[str, str]) -> str | None:
    return fold.get(intent, intent) if intent in TYPES else None


@dataclass(frozen=True)
class Dispatched:
    """Where texts would go: the first suggestion each, and the place of the right one."""

    guesses: list[Guess]
    places: list[int | None]


def dispatch(
    filed: Sequence[Filed], catalogue: Catalogue, habits: Habits | None, most: int = 3
) -> Dispatched:
    """Ask for the units of every text."""
    guesses, places = [], []
    for one in filed:
        found = suggest(mask(one.text).text, None, catalogue, habits, most)
        codes = [suggestion.department for suggestion in found]
        guesses.append(Guess(one.kind, codes[0], found[0].score))
        places.append(codes.index(one.kind) if one.kind in codes else None)
    return Dispatched(guesses, places)


def find(pairs: Sequence[tuple[str, str]], index: Similar, most: int = 5) -> list[int | None]:
    """For each question and the id it belongs to: the place where that id was found."""
    places: list[int | None] = []
    for question, name in pairs:
        found = [one for one, _ in index.search(question, most)]
        places.append(found.index(name) if name in found else None)
    return places
