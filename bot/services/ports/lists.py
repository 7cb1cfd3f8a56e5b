"""A list of tickets as staff read it: what is looked for, and one page of what is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.mentions import Mark
from bot.domain.tickets import OPEN, State, Type

PAGE_SIZE = 50
"""Tickets on one page of a list."""
COUNTED = 1000
"""So many tickets are counted, and can be paged through: who has more before them narrows the
search. A count of one more than this stands for "more than this"."""
EXCERPT_LENGTH = 60
"""Characters of the citizen's words that a list shows."""
SEARCHED_LENGTH = 1000
"""Characters of the citizen's words in which a list shows what was looked for."""


class Order(StrEnum):
    """What stands first in a list."""

    DUE = "due"  # what must be answered soonest
    NEWEST = "newest"  # what was opened last
    MOVED = "moved"  # what happened last


@dataclass(frozen=True)
class Query:
    """What is looked for. Without `types` and `states` it is any; without `words`, all.

    `words` are whatever somebody typed: parts of words, places, a ticket's number, a whole phone
    number; several, apart by spaces, must all be in the ticket. `overdue`: still open after its
    deadline. `unread`: something has happened since the reader looked last, and it is not over
    (closed, taken back). `mentioned`: it is not over, and a note calls upon the reader. Opened at
    `opened_from` or later, and before `opened_before`. `page` counts from 1.
    """

    words: str = ""
    states: frozenset[State] = OPEN
    types: frozenset[Type] = frozenset()
    department: str | None = None
    overdue: bool = False
    unread: bool = False
    mentioned: bool = False
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    order: Order = Order.DUE
    page: int = 1


def excerpt_length(query: Query) -> int:
    """How far an excerpt goes in what this query lists."""
    return SEARCHED_LENGTH if query.words.strip() else EXCERPT_LENGTH


@dataclass(frozen=True)
class Line:
    """A ticket in a list.

    `steps` is how much has happened to it, `excerpt` how the citizen's words begin (EXCERPT_LENGTH;
    SEARCHED_LENGTH where words are looked for): as they were
    written, personal data included. `marks` is why it stands out for the reader: MENTIONED until
    the ticket is over, TAKEN_OVER until they look.
    """

    number: str
    title: str
    type: Type
    state: State
    department: str | None
    opened_at: datetime
    due_at: datetime
    moved_at: datetime
    steps: int
    unread: bool
    excerpt: str
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One page of a list.

    `total` and `counts` go no further than COUNTED + 1. `counts` has every state, and is of the
    same query without its states.
    """

    lines: tuple[Line, ...]
    total: int
    pages: int
    counts: Mapping[State, int]

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED
