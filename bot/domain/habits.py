"""Which unit handles it: the catalogue's clauses, and where letters like it went before."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.domain.dispatch import Catalogue, Suggestion
from bot.domain.plain import plain

USUAL, CLAUSES = 0.75, 0.5
"""What the usual way of such letters and the catalogue's score weigh, in logarithms.

From cross-validation over 6,000 letters: so weighed, the right unit comes first most often.
"""
TRUSTED = 0.65
"""So far a share is from one half, in logarithms of its odds, once it is told as a score.

From the same letters: so drawn in, the score of a first, second or third suggestion is how often
it is right. A letter for one unit of two is filed under the other as often as not.
"""
NO_WORD = 0.02
"""A unit that no word of the catalogue speaks for is still possible."""
NEVER = 0.001
"""So is one that no such letter ever went to."""
TOO_FAINT = 0.2
"""Below this share, and without a clause, people at the coordinating centre decide."""


class Habits(Protocol):
    """Where letters like a text went before, as an archive tells."""

    def usual(self, text: str) -> Mapping[str, float]:
        """The share of each unit, by its code; nothing where there is no archive."""
        ...

    def words(self, text: str, unit: str) -> tuple[str, ...]:
        """What in `text` speaks most for this unit."""
        ...


def suggest(
    text: str, place: str | None, catalogue: Catalogue, habits: Habits | None, limit: int = 3
) -> list[Suggestion]:
    """Up to `limit` units for `text`, the best first; never empty.

    Only units of the catalogue, whatever the archive calls others. A clause that fits explains the
    suggestion; otherwise the words do that sent such letters there.
    """
    text, place = plain(text).text, plain(place).text if place else None
    usual = habits.usual(text) if habits else {}
    known = {code: share for code, share in usual.items() if code in catalogue.units}
    by_clause = catalogue.suggest(text, place, len(catalogue.units) if known else limit)
    if not known or habits is None:
        return by_clause
    clauses = {one.department: one for one in by_clause if one.score > 0}
    shares = _together(known, clauses, list(catalogue.units))
    best = sorted(shares, key=lambda code: (-shares[code], code))[:limit]
    if not clauses and shares[best[0]] < TOO_FAINT:
        return by_clause
    scores = {code: _how_often(shares[code]) for code in best}
    return [
        replace(clauses[code], score=scores[code])
        if code in clauses
        else _by_habit(code, scores[code], habits.words(text, code), catalogue)
        for code in best
    ]


def unit_called(name: str, catalogue: Catalogue) -> str | None:
    """The unit that an archive means by a code or a name; None for one it does not hold.

    Archives write names in full: 某某市住房公积金管理中心 is the unit whose name ends it.
    """
    if name in catalogue.units:
        return name
    called = {
        own: unit.code for unit in catalogue.departments for own in (unit.name, *unit.also_called)
    }
    found = [own for own in called if own in name]
    return called[max(found, key=lambda own: (name.endswith(own), len(own)))] if found else None


def _together(
    usual: Mapping[str, float], clauses: Mapping[str, Suggestion], units: list[str]
) -> dict[str, float]:
    """The share of each unit: both sides' say multiplied, and shared out to 1."""
    say = {
        code: max(usual.get(code, 0.0), NEVER) ** USUAL
        * ((clauses[code].score if code in clauses else 0.0) + NO_WORD) ** CLAUSES
        for code in units
    }
    whole = math.fsum(say.values())
    return {code: share / whole for code, share in say.items()}


def _how_often(share: float) -> float:
    """How often a suggestion with this share is right."""
    yes, no = math.pow(share, TRUSTED), math.pow(1 - share, TRUSTED)
    return yes / (yes + no)


def _by_habit(code: str, score: float, words: tuple[str, ...], catalogue: Catalogue) -> Suggestion:
    return Suggestion(code, score, None, words, version=catalogue.version, usual=True)
