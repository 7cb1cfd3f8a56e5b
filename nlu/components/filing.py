"""Under which type do citizens file what they write? Learned from an archive's letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlu.components.characters import CharacterModel, softmax

Shares = Mapping[str, float]

RESTRAINT = 2.0
"""Letters are filed carelessly: single ones are trusted less than examples are."""
EXAMPLE, QUESTION, TITLE = 0.5, 0.2, 0.3
"""What an example, a known question and a letter's title count beside the letter itself."""
RARE = 0.25
"""More: letters of a type that few are filed under count more."""

TEMPERED = 0.82
"""Titles of letters that training holds back let it seem surer than it is of unseen ones."""

_SAYS_ITS_TYPE = re.compile(r"^(?:咨询|询问|请问|反映|反应|投诉|举报|建议|求助|关于)+")
_SHORTEST_TITLE = 4


class Filed(NamedTuple):
    """A text, the type that it is filed under, and how much it counts."""

    text: str
    type: str
    counts: float


class Letter(NamedTuple):
    """What citizens filed, with its title where it has one."""

    text: str
    type: str
    title: str = ""


@dataclass(frozen=True)
class Filing:
    """A head for the types alone, beside the one that also knows commands.

    Letters count in it as they come, and examples little; commands are none of its business. Types
    that are hardly ever filed are seen by both heads, and half of each one's word is taken.
    """

    model: CharacterModel

    @classmethod
    def learn(cls, letters: Sequence[Letter], examples: Iterable[Filed]) -> Filing:
        """From letters of at least two types, and examples."""
        told = [*_weighed(letters), *examples]
        texts, types, counts = zip(*told, strict=True)
        return cls(CharacterModel.fit(texts, types, counts, restraint=RESTRAINT))

    def shares(self, grams: Mapping[str, int], said: Shares, rare: Iterable[str]) -> Shares:
        """How often what holds these grams is filed under each type; they add up to 1.

        `said` is what the other head makes of it, for the same types.
        """
        scores = self.model.scores_of(grams)
        if scores is None:
            return said
        shares = softmax(scores * self.model.sharpness * TEMPERED).tolist()
        own = dict(zip(self.model.labels, shares, strict=True))
        seldom = {name: (own[name] + said.get(name, 0.0)) / 2 for name in rare if name in own}
        usual = {name: share for name, share in own.items() if name not in seldom}
        left = (1 - sum(seldom.values())) / (sum(usual.values()) or 1.0)
        return seldom | {name: share * left for name, share in usual.items()}


def _weighed(letters: Sequence[Letter]) -> Iterable[Filed]:
    """Letters and their titles: a title is the matter in a few words, as in a chat."""
    numbers = Counter(letter.type for letter in letters)
    most = max(numbers.values())
    for letter in letters:
        counts = (most / numbers[letter.type]) ** RARE
        yield Filed(letter.text, letter.type, counts)
        title = _SAYS_ITS_TYPE.sub("", letter.title)
        if len(title) >= _SHORTEST_TITLE:
            yield Filed(title, letter.type, counts * TITLE)
