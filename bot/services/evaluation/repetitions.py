"""Are letters found that were filed again? And how many matters does a message have?"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from bot.domain.personal_data import mask
from bot.domain.repetition import ALIKE, MOST_TOLD, Told, alike, is_same, signs
from bot.services.desk import Desk
from bot.services.evaluation.report import Section
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue, Heard
from bot.services.shelf import Shelf

Pair = tuple[int, int]
UnitOf = Callable[[str, str | None], tuple[str, str | None]]
"""The unit that a text at a place goes to, and the clause that says so."""

RUN = 6
"""So many characters in a row that two letters share were copied, not written twice."""
COPIED = 0.6
"""A letter is filed again if so much of the shorter text is copied."""
COMMON = 30
"""What stands in more letters than this is a way of speaking."""
_AGAIN = "重复来信"
WAITING, ANSWERED_BESIDE = "other", "utter_two_matters"
"""The slot that holds what else was told; what leads an answer to a question beside a matter."""
NEWEST_OF_A_SIGN = 20
"""As many tickets of one sign as the store looks at."""


async def filed_again(dialogue: Dialogue, unit_of: UnitOf, texts: Sequence[str]) -> Section:
    """How many of the letters that were filed again would have been found, oldest first."""
    columns = ("谁再次来信，凭什么认", "重复的对数", "找到", "其中正确", "精确率", "召回率")
    if not texts:
        return Section("repetitions", _AGAIN, columns, (), absent="没有来信，无从找起。")
    copied = set(copied_pairs(texts))
    if not copied:
        absent = f"这 {len(texts)} 封来信里没有重复的，无从比较。"
        return Section("repetitions", _AGAIN, columns, (), absent=absent)
    told = [await _told(dialogue, unit_of, text) for text in texts]
    own, others = found_pairs([("", one) for _, one in told]), found_pairs(told)
    rows = [
        ("本人，字句相近", *_scored(_by_words(own), copied)),
        ("别人，同一单位，字句相近", *_scored(_by_words(others), copied)),
        ("别人，同一单位，字句或地点加事项", *_scored(others, copied)),
    ]
    note = (
        f"标准：较短一封有 {COPIED:.0%} 的字在另一封里连续出现（{RUN} 字以上）。"
        "地点加事项相同、字句不同的，这个标准不认，也可能确是同一件事。"
    )
    return Section("repetitions", _AGAIN, columns, rows, note)


def copied_pairs(texts: Sequence[str]) -> Iterator[Pair]:
    """The letters of which most was copied from another, whichever came first."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for run in {text[i : i + RUN] for i in range(len(text) - RUN + 1)}:
            holders[run].append(place)
    shared = Counter(
        pair
        for places in holders.values()
        if 1 < len(places) <= COMMON
        for pair in combinations(places, 2)
    )
    for (one, other), runs in shared.items():
        shorter = min(len(texts[one]), len(texts[other]))
        # of a text that is mostly copied, hardly fewer runs are shared than characters
        if runs >= shorter * COPIED / 3 and _copied(texts[one], texts[other]) >= COPIED:
            yield one, other


def found_pairs(told: Sequence[tuple[str, Told]]) -> Mapping[Pair, bool]:
    """What the store and the rule would find, letter after letter; whether the words say so."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    found = {}
    for place, (unit, one) in enumerate(told):
        mine = signs(one)
        shared = Counter(
            other for sign in mine for other in holders[unit, sign][-NEWEST_OF_A_SIGN:]
        )
        most = sorted(shared, key=lambda other: (-shared[other], -other))[:MOST_TOLD]
        for other in most:
            if is_same(one, told[other][1]):
                found[other, place] = alike(one.text, told[other][1].text) >= ALIKE
        for sign in mine:
            holders[unit, sign].append(place)
    return found


async def count_matters(dialogue: Dialogue, shelf: Shelf, text: str, clock: Clock) -> int:
    """How many matters the dialogue finds in somebody's first message: known questions that are
    answered beside, the one that goes on, and those that wait."""
    said = mask(text).text
    desk = Desk("stranger", said, clock(), shelf, {})
    turned = await dialogue.respond(Heard("stranger", said), (), desk)
    waiting = [e.get("value") or () for e in turned.memory if e.get("name") == WAITING]
    uttered = [e.get("metadata", {}).get("utter_action") for e in turned.memory]
    return 1 + uttered.count(ANSWERED_BESIDE) + (len(waiting[-1]) if waiting else 0)


def several(counted: Sequence[tuple[str, int, int]]) -> Section:
    """How many matters messages have and how many were found, of each part of the gold set."""
    columns = ("部分", "条数", "拆分精确率", "拆分召回率", "件数正确")
    if not counted:
        return Section(
            "several", "一条消息几件事", columns, (), absent="没有 tests/gold/several.yml。"
        )
    rows = [
        (part, *_split([(right, found) for name, right, found in counted if name == part]))
        for part in dict.fromkeys(name for name, *_ in counted)
    ]
    return Section("several", "一条消息几件事", columns, rows)


async def _told(dialogue: Dialogue, unit_of: UnitOf, text: str) -> tuple[str, Told]:
    understood = await dialogue.parse(mask(text).text)
    places = (one["value"] for one in understood.entities if one["entity"] == "place")
    place = next(places, None)
    unit, clause = unit_of(text, place)
    return unit, Told(text, place, clause)


def _copied(one: str, other: str) -> float:
    """The share of the shorter text that stands in the other in runs of some length."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) / min(len(one), len(other))


def _by_words(found: Mapping[Pair, bool]) -> set[Pair]:
    return {pair for pair, by_its_words in found.items() if by_its_words}


def _scored(found: Any, right: set[Pair]) -> tuple[int, int, int, float | None, float | None]:
    hits = len(right & set(found))
    return len(right), len(found), hits, _share(hits, len(found)), _share(hits, len(right))


def _split(
    pairs: Sequence[tuple[int, int]],
) -> tuple[int, float | None, float | None, float | None]:
    hits = sum(right > 1 and found > 1 for right, found in pairs)
    return (
        len(pairs),
        _share(hits, sum(found > 1 for _, found in pairs)),
        _share(hits, sum(right > 1 for right, _ in pairs)),
        _share(sum(right == found for right, found in pairs), len(pairs)),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
