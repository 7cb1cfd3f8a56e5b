"""Is it the same matter again? By words that are nearly the same, or by one place and one clause.

A ticket has a few signs: whoever shares one with it may mean the same, and is looked at closely.
"""

import re
import zlib
from dataclasses import dataclass

from bot.domain.numerals import in_figures
from bot.domain.personal_data import redact
from bot.domain.plain import plain
from bot.domain.tickets import Appeal, Ticket

ALIKE = 0.45
"""From this share of common sequences on, two texts tell the same. See docs/understanding.md."""
SOUNDS_ALIKE = 0.2
"""Enough, for one citizen's own words about the same kind of matter, to ask."""
MOST_SIGNS = 6
"""So many of the words' signs are kept: near-identical texts share nearly all of them."""
ENOUGH = 600
"""Characters of a text that are looked at."""
MOST_TOLD = 5
"""Candidates that are looked at closely."""

_SEQUENCE, _SIGN = 3, 5
"""Characters of what texts are compared by, and of what a sign is made of."""
_SHORTEST = 6
"""Fewer different sequences than this prove nothing."""
_NOT_WORDS = re.compile(r"[\W_]+")
_GREETING = re.compile(
    r"^(?:您好|你好|尊敬的|各位|市长|书记|局长|领导|同志|请问|我要|我想|投诉|举报|反映|咨询)+"
)
_NO_ANSWER = (
    r"(?:没有?|未)(?:任何|得到)?(?:回复|回音|答复|结果|动静|下文|消息)|石沉大海|"
    r"(?:上次|上回|之前|前几天|上周|上个?月|那天|已经)[^，。；]{0,6}(?:反映|投诉|反应|说|报|提)过?的?|"
    r"(?:反映|投诉|反应|说)(?:过|了)?(?:好?[几多两三四五六七八九十\d]+[次遍回])"
)
_TOLD_BEFORE = re.compile(_NO_ANSWER)
_SILENCE = re.compile(
    r"(?:还是?|仍然?|一直|至今|到现在|始终|怎么|咋)(?:还|也|都)?(?:没有?|未|不)(?:人|给|得到|见|有)?(?:人|见|给|任何)?"
    rf"(?:处理|解决|修|管|理|回复|回音|答复|结果|动静|消息|音?信儿?|下文|来|解释|办)|{_NO_ANSWER}|"
    r"(?:到底|究竟|你们)[^，。]{0,4}(?:管不管|来不来人?|修不修|办不办|理不理|解决不解决)|^管不管|"
    r"你们(?:是不是|都|就|到底|怎么|还|不用)[^。]{0,14}(?:没人|不)(?:管|理|修|处理)"
)
_AREA = re.compile(r"^(?:[^\d]{1,7}?(?:省|(?<!城)市(?!场)|(?<![小社校园])区|县))+(?=.{2})")
"""The province, city and district before it: some citizens name them, others do not."""
_NAMED = re.compile(
    r"[^\d\s]{2,8}?(?:小区|家园|花园|公寓|大厦|广场|社区|村|屯|学校|小学|中学|幼儿园|医院|市场|公园|"
    r"大道|大街|胡同|路|街|巷|桥|站)"
)
_LANES = ("大道", "大街", "胡同", "路", "街", "巷")
_HOUSE = re.compile(r"(\d+)号(?!楼|线)")


@dataclass(frozen=True)
class Told:
    """What is compared: the words of a matter, where it is, and the clause it falls under."""

    text: str
    place: str | None = None
    clause: str | None = None

    @classmethod
    def by(cls, ticket: Ticket) -> "Told":
        """What a ticket tells; its clause is the one that was found when it was opened."""
        return cls.of(ticket.appeal, clause_of(ticket))

    @classmethod
    def of(cls, appeal: Appeal, clause: str | None) -> "Told":
        return cls(appeal.content, appeal.place, clause)


def clause_of(ticket: Ticket) -> str | None:
    """The catalogue's clause that spoke for the unit that holds the ticket."""
    found = ticket.understanding.get("departments", ())
    return next((one.get("clause") for one in found if one["code"] == ticket.department), None)


def signs(told: Told) -> tuple[str, ...]:
    """What to look such a matter up by; nearly the same words have nearly the same signs."""
    words = _plain(told.text)
    cut = {words[i : i + _SIGN] for i in range(len(words) - _SIGN + 1)}
    lowest = sorted(zlib.crc32(one.encode()) for one in cut)[:MOST_SIGNS]
    where = _root(told.place)
    placed = (f"{where}|{told.clause}",) if where and told.clause else ()
    return (*(f"{one:08x}" for one in lowest), *placed)


def is_same(one: Told, other: Told) -> bool:
    """Whether two matters of one unit are probably one, whoever told them: worth a question."""
    if not _may_be_one_place(one.place, other.place):
        return False
    here = _root(one.place) is not None and _root(one.place) == _root(other.place)
    clause = one.clause is not None and one.clause == other.clause
    return (here and clause) or alike(one.text, other.text) >= ALIKE


def has_same_words(one: Told, other: Told) -> bool:
    """Whether two matters are surely one: nearly the same words, and no other place."""
    return _may_be_one_place(one.place, other.place) and alike(one.text, other.text) >= ALIKE


def may_be_same(new: Told, own: Told) -> bool:
    """Whether a citizen may be speaking of a ticket of their own again: worth a question."""
    if not _may_be_one_place(new.place, own.place):
        return False
    one_clause = new.clause is not None and new.clause == own.clause
    return one_clause or alike(new.text, own.text) >= SOUNDS_ALIKE


def complains_of_silence(text: str) -> bool:
    """Whether it says that nothing came of what was told before."""
    return bool(_SILENCE.search(text))


def speaks_of_telling(text: str) -> bool:
    """Whether it says that it was told before, or never answered."""
    return bool(_TOLD_BEFORE.search(text))


def alike(one: str, other: str) -> float:
    """The share of the shorter text's sequences that the other has, half by half with all of them.

    1.0 for the same words. A text that stands whole in a much longer one comes near it.
    """
    here, there = _sequences(one), _sequences(other)
    smaller = min(len(here), len(there))
    if smaller < _SHORTEST:
        return float(bool(here) and here == there)
    shared = len(here & there)
    return (shared / smaller + shared / len(here | there)) / 2


def _sequences(text: str) -> set[str]:
    words = _plain(text)
    return {words[i : i + _SEQUENCE] for i in range(len(words) - _SEQUENCE + 1)}


def _plain(text: str) -> str:
    """Words alone, as everybody writes them: no signs, no greeting, nothing personal."""
    return _GREETING.sub("", _as_written_by_all(redact(text[:ENOUGH])).casefold())


def _as_written_by_all(text: str) -> str:
    """Simplified characters, plain words and figures, without signs."""
    return _NOT_WORDS.sub("", in_figures(plain(text).text))


def _root(place: str | None) -> str | None:
    """The street, the housing estate or the house that a place names, without what is inside."""
    found = _NAMED.search(_AREA.sub("", _as_written_by_all(place))) if place else None
    return found.group() if found else None


def overlap(one: str, other: str) -> bool:
    """Whether one of two places stands in the other, however they are written."""
    here, there = _as_written_by_all(one), _as_written_by_all(other)
    return here in there or there in here


def _may_be_one_place(one: str | None, other: str | None) -> bool:
    """Unless two places are named that cannot be one: other streets, other numbers of a street."""
    if not one or not other:
        return True
    if overlap(one, other):
        return True
    root, others = _root(one), _root(other)
    if root is None or root != others:
        return False
    houses = {tuple(_HOUSE.findall(_as_written_by_all(place))) for place in (one, other)}
    return not root.endswith(_LANES) or len(houses) == 1 or () in houses
