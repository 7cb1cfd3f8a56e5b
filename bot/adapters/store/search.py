"""Tickets that have all the words of a query: asked of the index, made sure of in their texts.

Their numbers are read first and looked up afterwards. In one statement PostgreSQL may come to think
that it is cheaper to ask the index anew for each ticket of a unit.
"""

import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.adapters.store.search_tables import SEARCH, ticket_texts
from bot.domain.searching import Word, unit_mark

CANDIDATES = 5000
"""Of words that are in more tickets than this, the newest tickets are looked through."""
FEW_UNITS = 50
"""Of so many units the index itself knows which tickets are theirs."""

_SQLITE = sa.text(
    f"SELECT rowid AS id FROM {SEARCH} WHERE {SEARCH} MATCH :asked "
    f"ORDER BY rowid DESC LIMIT {CANDIDATES}"
)
_POSTGRESQL = sa.text(
    f"SELECT id FROM {SEARCH} WHERE marks @@ CAST(:asked AS tsquery) "
    f"ORDER BY id DESC LIMIT {CANDIDATES}"
)


def numbers_with(
    words: Sequence[Word], departments: frozenset[str] | None, *, sqlite: bool
) -> sa.Select[tuple[str]]:
    """The numbers of tickets that have all `words`: those of these units at least, CANDIDATES at
    most."""
    groups = [_one_of(word, sqlite) for word in words]
    if departments is not None and len(departments) <= FEW_UNITS:
        groups.append(_any([_mark(unit_mark(one), sqlite) for one in sorted(departments)], sqlite))
    asked: sa.BindParameter[str] = sa.bindparam("asked", _all(groups, sqlite))
    found = (
        (_SQLITE if sqlite else _POSTGRESQL)
        .bindparams(asked)
        .columns(sa.column("id", sa.BigInteger()))
    )
    candidates = found.subquery("candidates")
    return (
        sa.select(ticket_texts.c.number)
        .join(candidates, candidates.c.id == ticket_texts.c.id)
        .where(*_stands_there(words))
    )


def is_one_of(
    column: sa.ColumnElement[str], numbers: Sequence[str], *, sqlite: bool
) -> sa.ColumnElement[bool]:
    """As IN, for thousands: they are one value of the statement."""
    if sqlite:
        each = sa.func.json_each(json.dumps(list(numbers))).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.literal(list(numbers), ARRAY(sa.Text())))


def _stands_there(words: Iterable[Word]) -> Iterable[sa.ColumnElement[bool]]:
    """Pairs side by side, and not only somewhere in the same ticket."""
    for word in words:
        if not word.is_sure:
            yield sa.or_(
                ticket_texts.c.words.contains(word.text, autoescape=True),
                ticket_texts.c.whole.contains(word.key, autoescape=True),
            )


def _one_of(word: Word, sqlite: bool) -> str:
    has_key = _mark(word.key, sqlite)
    if not word.marks:
        return has_key
    return _any([_all([_mark(one, sqlite) for one in word.marks], sqlite), has_key], sqlite)


# Nothing of what somebody typed is in here: marks are ASCII letters and digits.


def _mark(mark: str, sqlite: bool) -> str:
    begins = mark.endswith("*")
    bare = mark.removesuffix("*")
    if sqlite:
        return f'"{bare}"*' if begins else f'"{bare}"'
    return f"'{bare}':*" if begins else f"'{bare}'"


def _all(parts: Sequence[str], sqlite: bool) -> str:
    return f"({(' AND ' if sqlite else ' & ').join(parts)})"


def _any(parts: Sequence[str], sqlite: bool) -> str:
    return f"({(' OR ' if sqlite else ' | ').join(parts)})"
