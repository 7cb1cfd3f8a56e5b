"""What a unit in the dispatch catalogue has to be, whoever writes it down."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.errors import FieldRejected
from bot.domain.people import units_above

CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")
"""What names a unit in the catalogue and in tickets, for ever."""
SHORTEST_WORD, LONGEST_WORD = 2, 20
LONGEST_NAME = 40
MOST_CLAUSES = 60


def check_unit(unit: Department, catalogue: Catalogue, is_new: bool) -> None:
    """Raise FieldRejected, in words and with the field's name, for what the catalogue cannot hold.

    Fields of the clause at place n are called title-n and words-n.
    """
    _check_code(unit, catalogue, is_new)
    _check_name(unit, catalogue)
    if unit.parent is not None:
        _check_parent(unit, catalogue)
    _check_words("also_called", unit.also_called)
    _check_words("areas", unit.areas)
    _check_clauses(unit.clauses)


def clause_id(unit: str, catalogue: Catalogue, besides: Sequence[str] = ()) -> str:
    """A new clause's id, which no other clause of the catalogue has, nor one of `besides`."""
    taken = {clause.id for one in catalogue.units.values() for clause in one.clauses} | {*besides}
    numbered = re.compile(rf"{re.escape(unit)}-(\d{{1,6}})", re.ASCII)
    last = [int(found[1]) for one in taken if (found := numbered.fullmatch(one))]
    return f"{unit}-{max(last, default=0) + 1}"


def next_version(now: str, live: str | None, today: date) -> str:
    """What a catalogue is called that differs from the live one: a ticket names its version."""
    if now != live:
        return now
    day = today.isoformat()
    if live is None or not (live == day or live.startswith(f"{day}.")):
        return day
    count = live.removeprefix(day).removeprefix(".")
    return f"{day}.{int(count) + 1 if count.isdecimal() else 2}"


def _check_code(unit: Department, catalogue: Catalogue, is_new: bool) -> None:
    if not CODE.fullmatch(unit.code):
        problem = "代码用小写字母开头，只用小写字母、数字、下划线，2 到 32 个，例如 water_supply。"
        raise FieldRejected("code", problem)
    if is_new and unit.code in catalogue.units:
        raise FieldRejected("code", f"“{catalogue.name_of(unit.code)}”已经用了这个代码。")


def _check_name(unit: Department, catalogue: Catalogue) -> None:
    if not 2 <= len(unit.name) <= LONGEST_NAME:
        raise FieldRejected("name", f"请写单位名称，2 到 {LONGEST_NAME} 个字。市民会看到它。")
    if any(one.name == unit.name and one.code != unit.code for one in catalogue.units.values()):
        raise FieldRejected("name", "已经有一个单位叫这个名字。")


def _check_parent(unit: Department, catalogue: Catalogue) -> None:
    if unit.parent not in catalogue.units:
        raise FieldRejected("parent", "没有这个上级单位，请重新选。")
    if unit.code in units_above(unit.parent, catalogue):
        raise FieldRejected("parent", "单位不能归自己或自己的下级管。")


def _check_words(field: str, words: Sequence[str]) -> None:
    for word in words:
        if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
            problem = f"“{word[:LONGEST_WORD]}”要有 {SHORTEST_WORD} 到 {LONGEST_WORD} 个字。"
            raise FieldRejected(field, f"{problem}几个词请用顿号或者换行分开。")


def _check_clauses(clauses: Sequence[Clause]) -> None:
    if len(clauses) > MOST_CLAUSES:
        raise FieldRejected("title-0", f"一个单位最多 {MOST_CLAUSES} 条。")
    titles = Counter(clause.title for clause in clauses)
    for place, clause in enumerate(clauses):
        if not clause.title:
            raise FieldRejected(f"title-{place}", "请写这是什么事，工单上会写明。")
        if titles[clause.title] > 1:
            raise FieldRejected(f"title-{place}", "这件事写了两条，请合成一条。")
        if not clause.words:
            raise FieldRejected(f"words-{place}", "请写几个市民会用的词，不然派不到这一条。")
        _check_words(f"words-{place}", clause.words)
