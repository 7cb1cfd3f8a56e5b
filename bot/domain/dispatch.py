"""The dispatch catalogue (派单目录): which unit handles which matter."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from bot.domain.by_sound import BySound
from bot.domain.personal_data import KINDS, redact
from bot.domain.wages import CALLED, owed

CODE = r"[A-Za-z0-9_-]{1,64}"
"""What names a unit between programs. A catalogue's file asks for less."""
ENOUGH = 2000
"""Characters of a letter that are looked at: more would change nothing."""
LONG_WORD = 4
"""A word of two characters weighs 1, of four and more 2."""
NAMED = 3.0
"""A unit called by name weighs so many times what a word of that length weighs."""
NEXT = 0.8
"""Each further word for the same unit weighs so much of the one before."""
AGAIN = 0.4
"""How much the repetition of a word adds."""
HERE = 1.5
"""What a unit gains when its own area is named."""
DOUBT = 0.4
"""Evidence that stands against every unit: one weak word alone never makes a score near 1.

Measured over 3,400 letters of an archive: so much, and the score is how often the unit is right.
"""
WEBHOOK = "webhook"
ROBOTS = ("wecom", "dingtalk", "feishu")
"""How a unit is told: its own system by a signed call, its people by a robot of their group."""
SHOWN_WORDS = 4
A_FEW_WORDS = 60
"""Characters; who writes more uses words of the catalogue as well."""
BY_SOUND = 0.5
"""How much a word says that only sounds like one of the catalogue, where there is no other."""


@dataclass(frozen=True)
class Clause:
    """One matter that a unit handles. `basis` is the law or regulation, where one is named."""

    id: str
    title: str
    basis: str | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Department:
    """A unit (承办单位).

    `also_called` is what people call it besides `name`. A unit with `areas` handles only what
    happens in one of them.
    """

    code: str
    name: str
    parent: str | None
    clauses: tuple[Clause, ...]
    also_called: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """Where a unit is told of its tickets. `kind`: WEBHOOK, or one of ROBOTS."""

    kind: str
    url: str = field(repr=False)  # a group robot's address is its key
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Suggestion:
    """A unit for a matter, and why. `score` is its share of the evidence, 0..1.

    `clause` (with its `title`) is None when the unit's name decided, or nothing did, or `usual`:
    letters with such words went to this unit before.
    """

    department: str
    score: float
    clause: str | None
    words: tuple[str, ...]
    title: str = ""
    version: str = ""
    usual: bool = False

    def as_record(self) -> dict[str, Any]:
        """The suggestion and what decided, as plain JSON values, for a ticket's log."""
        record: dict[str, Any] = {
            "code": self.department,
            "score": round(self.score, 3),
            "clause": self.clause,
        }
        record |= {"title": self.title or None, "words": list(self.words[:SHOWN_WORDS])}
        return record | {"version": self.version, "reason": self.reason}

    @property
    def reason(self) -> str:
        """The decision as a Chinese sentence; `version` is the catalogue's."""
        if self.usual:
            words = "".join(f"“{word}”" for word in self.words[:SHOWN_WORDS])
            return f"以往类似来信多由此单位办理{'：提到' + words if words else ''}"
        catalogue = " ".join(part for part in ("派单目录", self.version, self.clause) if part)
        if not self.words:
            return f"{catalogue}：没有对上的词语，先由协调中心分办"
        mentioned = "".join(f"“{word}”" for word in self.words[:SHOWN_WORDS])
        matter = f"「{self.title}」" if self.clause else ""
        return f"{catalogue}{matter}：提到{mentioned}"


class _Sign(NamedTuple):
    """What a word says: a unit, and one of its clauses unless the word is the unit's name."""

    department: str
    clause: Clause | None
    weight: float


class _Found(NamedTuple):
    """A word of the text that speaks for a unit."""

    weight: float
    word: str
    clause: Clause | None


@dataclass(frozen=True)
class Catalogue:
    """All units, and what their words say."""

    version: str
    coordinating_centre: str
    departments: tuple[Department, ...]

    @cached_property
    def units(self) -> Mapping[str, Department]:
        """Every unit by its code."""
        return {department.code: department for department in self.departments}

    def name_of(self, code: str) -> str:
        """A unit's name; the code itself for a unit that left the catalogue since."""
        unit = self.units.get(code)
        return unit.name if unit else code

    def suggest(self, text: str, place: str | None = None, limit: int = 3) -> list[Suggestion]:
        """Up to `limit` units for `text`, the best first; never empty.

        Longer words and words that few units share weigh more. Where no word speaks for any
        unit, what sounds like one does; without that, the coordinating centre is the only
        suggestion, with score 0.
        """
        said = _matter_in(text[:ENOUGH], place)
        found = self._evidence(said) or self._evidence_by_sound(said)
        strengths = {
            code: self._strength(code, signs, text, place) for code, signs in found.items()
        }
        against = DOUBT + sum(strengths.values())
        best = sorted(strengths, key=lambda code: (-strengths[code], code))[:limit]
        suggestions = [
            self._suggestion(code, strengths[code] / against, found[code])
            for code in best
            if strengths[code] > 0
        ]
        return suggestions or [self._nothing_known()]

    def names_a_matter(self, text: str) -> bool:
        """Whether some word speaks for any unit: then `suggest` knows more than the centre."""
        words = self._words_in(_matter_in(text[:ENOUGH], None))
        return any(
            self._is_here(sign.department, text) for word in words for sign in self._signs[word]
        )

    # --- how ---

    def _evidence(self, text: str) -> dict[str, list[_Found]]:
        """For each unit the words that speak for it, the weightiest first, each word once."""
        best: dict[tuple[str, str], _Found] = {}
        for word, times in Counter(self._words_in(text)).items():
            for sign in self._signs[word]:
                found = _Found(sign.weight * (1 + AGAIN * math.log(times)), word, sign.clause)
                key = (sign.department, word)
                if key not in best or found.weight > best[key].weight:
                    best[key] = found
        by_unit: dict[str, list[_Found]] = defaultdict(list)
        for (code, _), found in best.items():
            by_unit[code].append(found)
        return {code: sorted(f, key=lambda one: -one.weight) for code, f in by_unit.items()}

    def _evidence_by_sound(self, text: str) -> dict[str, list[_Found]]:
        """For each unit what sounds like a word for it ("陆灯"), as it is written."""
        by_unit: dict[str, list[_Found]] = defaultdict(list)
        for written, word in self._by_sound.find(text) if len(text) <= A_FEW_WORDS else ():
            for sign in self._signs[word]:
                found = _Found(sign.weight * BY_SOUND, written, sign.clause)
                by_unit[sign.department].append(found)
        return by_unit

    def _words_in(self, text: str) -> Iterator[str]:
        """The longest word at each place, except inside a word that was already seen."""
        end = 0
        for start, character in enumerate(text):
            for length in self._lengths.get(character, ()):
                word = text[start : start + length]
                if word in self._signs:
                    if start + length > end:
                        yield word
                        end = start + length
                    break

    def _strength(self, code: str, found: list[_Found], text: str, place: str | None) -> float:
        strength = sum(one.weight * NEXT**rank for rank, one in enumerate(found))
        if not self.units[code].areas:
            return strength
        return strength * HERE if self._is_here(code, text, place) else 0.0

    def _is_here(self, code: str, text: str, place: str | None = None) -> bool:
        """Whether this unit is in charge wherever the text says that it is."""
        areas = self.units[code].areas
        return not areas or any(area in text or area in (place or "") for area in areas)

    def _suggestion(self, code: str, score: float, found: list[_Found]) -> Suggestion:
        weights: dict[Clause, float] = defaultdict(float)
        for one in found:
            if one.clause:
                weights[one.clause] += one.weight
        words = tuple(one.word for one in found)
        if not weights:
            return Suggestion(code, score, None, words, version=self.version)
        clause = max(weights, key=lambda clause: weights[clause])
        own = tuple(one.word for one in found if one.clause in (clause, None))
        return Suggestion(code, score, clause.id, own, clause.title, self.version)

    def _nothing_known(self) -> Suggestion:
        return Suggestion(self.coordinating_centre, 0.0, None, (), version=self.version)

    @cached_property
    def _signs(self) -> Mapping[str, list[_Sign]]:
        """Every word of the catalogue and what it says."""
        signs: dict[str, list[_Sign]] = defaultdict(list)
        for unit in self.departments:
            for name in {unit.name, *unit.also_called}:
                signs[name].append(_Sign(unit.code, None, NAMED * _weight(name)))
            for clause in unit.clauses:
                for word in clause.words:
                    signs[word].append(_Sign(unit.code, clause, _weight(word)))
        return {word: _shared(those) for word, those in signs.items()}

    @cached_property
    def _by_sound(self) -> BySound:
        return BySound(self._signs)

    @cached_property
    def _lengths(self) -> Mapping[str, list[int]]:
        """How long words with this first character may be, the longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._signs:
            lengths[word[0]].add(len(word))
        return {character: sorted(those, reverse=True) for character, those in lengths.items()}


def _weight(word: str) -> float:
    return min(len(word), LONG_WORD) / 2


def _shared(signs: list[_Sign]) -> list[_Sign]:
    """A word that several units use says less for each of them."""
    units = len({sign.department for sign in signs})
    return [sign._replace(weight=sign.weight / units) for sign in signs]


_WHO_WRITES = re.compile(
    r"(?:(?:身份|居民)证|证件|(?:银行)?卡|账[号户]|车牌|手机|电话|联系)[^，。；,;\s〔]{0,4}"
    rf"〔(?:{'|'.join(KINDS)})[0-9]*〕|〔(?:{'|'.join(KINDS)})[0-9]*〕"
)


_SIDE = re.compile(r"(?:[东西南北中]?(?:头|边|侧|段|口|门)|门口|附近|旁边|对面)$")
_A_LINE = re.compile(r"\d+路|号线")
"""Who names a bus by its line names the matter with it: 302路公交."""


def _matter_in(text: str, place: str | None) -> str:
    """Who writes and where are no matter: “第三中学门口路灯不亮，身份证…” is about a lamp.

    “干了活不给钱” is put as the catalogue puts it.
    """
    said = text
    if place and not _A_LINE.search(place):  # 步行街北头 is told as 步行街, too
        said = text.replace(place, " ").replace(_SIDE.sub("", place) or place, " ")
    said = f"{said}，{CALLED}" if len(said) <= A_FEW_WORDS and owed(said) else said
    return _WHO_WRITES.sub(" ", redact(said))
