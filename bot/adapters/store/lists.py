"""Lists of tickets, as statements that stay quick however many tickets there are.

A list is asked for state by state, for a few units one by one: each such part begins at the end of
an index and goes no further than the page. Nothing is counted beyond COUNTED.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.search import is_one_of
from bot.adapters.store.search_tables import case_marks, case_reads
from bot.adapters.store.tables import ticket_events, tickets
from bot.domain.mentions import Mark
from bot.domain.people import Sight
from bot.domain.tickets import LIVING, OPEN, State
from bot.services.ports.lists import COUNTED, PAGE_SIZE, Order, Query, excerpt_length

MOST_PARTS = 60
"""More units and states than make so many parts are looked for together."""

_KEYS = {
    Order.DUE: tickets.c.due_at,
    Order.NEWEST: tickets.c.opened_at,
    Order.MOVED: tickets.c.moved_at,
}


def seen_by(sight: Sight) -> sa.ColumnElement[bool]:
    """The tickets that this sight covers, as `Sight.covers` says it."""
    if sight.departments is None:
        return sa.true()
    return tickets.c.department.in_(sorted(sight.departments))


def listed_units(sight: Sight, query: Query) -> frozenset[str] | None:
    """The units whose tickets are asked for and may be seen; None for all."""
    seen, wanted = sight.departments, query.department
    if wanted is None:
        return seen
    return frozenset({wanted}) if seen is None or wanted in seen else frozenset()


@dataclass(frozen=True)
class Listing:
    """What one reader asks for, as conditions.

    `numbers` are the tickets that have the query's words; None if it has no words.
    """

    sight: Sight
    reader: str
    query: Query
    numbers: Sequence[str] | None
    now: datetime
    sqlite: bool

    @property
    def departments(self) -> frozenset[str] | None:
        """The units whose tickets are listed; None for all."""
        return listed_units(self.sight, self.query)

    @property
    def states(self) -> tuple[State, ...]:
        """The states in which a ticket can be what is asked for, whatever states are wanted."""
        possible = set(State)
        if self.query.overdue:
            possible &= OPEN
        if self.query.unread:
            possible &= LIVING
        return tuple(state for state in State if state in possible)

    @property
    def listed_states(self) -> tuple[State, ...]:
        wanted = self.query.states or frozenset(State)
        return tuple(state for state in self.states if state in wanted)

    def counts(self) -> sa.Select[Any]:
        """Rows (state, number of tickets), no further than COUNTED + 1."""
        if self.numbers is not None:
            return (
                sa.select(tickets.c.state, sa.func.count().label("many"))
                .where(*self._conditions(), tickets.c.state.in_(self.states))
                .group_by(tickets.c.state)
            )
        parts = [self._counted(state) for state in self.states]
        return sa.select(sa.union_all(*parts).subquery())

    def page(self) -> sa.Select[Any]:
        """The rows of the page, in order, with `excerpt`, `is_read` and a column for each mark."""
        found = self.found().subquery("found")
        first = (self.query.page - 1) * PAGE_SIZE
        picked = sa.select(found).order_by(*self._in_order(found.c.at, found.c.number))
        page = picked.limit(PAGE_SIZE).offset(first).subquery("page")
        return (
            sa.select(
                tickets,
                self._excerpt().label("excerpt"),
                self._is_read().label("is_read"),
                self._is_marked(Mark.MENTIONED).label(Mark.MENTIONED),
                self._was_taken_over().label(Mark.TAKEN_OVER),
            )
            .join(page, page.c.number == tickets.c.number)
            .outerjoin(
                ticket_events,
                (ticket_events.c.number == tickets.c.number) & (ticket_events.c.sequence == 1),
            )
            .order_by(*self._in_order(self._key, tickets.c.number))
        )

    def found(self) -> sa.Select[Any] | sa.CompoundSelect[Any]:
        """Rows (number, at) of all tickets that can be on the page."""
        columns = (tickets.c.number, self._key.label("at"))
        if self.numbers is not None:
            return sa.select(*columns).where(
                *self._conditions(), tickets.c.state.in_(self.listed_states)
            )
        upto = self.query.page * PAGE_SIZE
        parts = [
            sa.select(*columns)
            .where(*self._conditions(unit), tickets.c.state == state)
            .order_by(*self._in_order(self._key, tickets.c.number))
            .limit(upto)
            .subquery()
            for state, unit in product(self.listed_states, self._units())
        ]
        return sa.union_all(*map(sa.select, parts))

    @property
    def _key(self) -> sa.Column[Any]:
        return _KEYS[self.query.order]

    def _in_order(
        self, at: sa.ColumnElement[Any], number: sa.ColumnElement[Any]
    ) -> tuple[sa.ColumnElement[Any], ...]:
        up = self.query.order is Order.DUE
        return (at, number) if up else (at.desc(), number.desc())

    def _units(self) -> Sequence[str | None]:
        """The units that have a part of their own; None stands for all that may be seen."""
        units = self.departments
        if units is None or len(units) * len(self.listed_states) > MOST_PARTS:
            return (None,)
        return sorted(units)

    def _counted(self, state: State) -> sa.Select[str, int]:
        some = sa.select(sa.literal(1)).select_from(tickets)
        some = some.where(*self._conditions(), tickets.c.state == state).limit(COUNTED + 1)
        return sa.select(
            sa.literal(state.value).label("state"), sa.func.count().label("many")
        ).select_from(some.subquery())

    def _conditions(self, unit: str | None = None) -> Iterator[sa.ColumnElement[bool]]:
        """All but the state."""
        units = self.departments
        if unit is not None:
            yield tickets.c.department == unit
        elif units is not None:
            yield tickets.c.department.in_(sorted(units))
        if self.query.types:
            yield tickets.c.type.in_(sorted(self.query.types))
        if self.query.overdue:
            yield tickets.c.due_at < self.now
        if self.query.unread:
            yield ~self._is_read()
        if self.query.mentioned:
            yield self._is_marked(Mark.MENTIONED)
            yield tickets.c.state.in_(sorted(LIVING))
        if self.query.opened_from:
            yield tickets.c.opened_at >= self.query.opened_from
        if self.query.opened_before:
            yield tickets.c.opened_at < self.query.opened_before
        if self.numbers is not None:
            yield is_one_of(tickets.c.number, self.numbers, sqlite=self.sqlite)

    def _is_read(self) -> sa.ColumnElement[bool]:
        """Whether the reader has seen everything that happened to it."""
        return sa.exists().where(
            case_reads.c.person == self.reader,
            case_reads.c.number == tickets.c.number,
            case_reads.c.steps >= tickets.c.steps,
        )

    def _is_marked(self, mark: Mark) -> sa.Exists:
        return sa.exists().where(
            case_marks.c.person == self.reader,
            case_marks.c.number == tickets.c.number,
            case_marks.c.mark == mark.value,
        )

    def _was_taken_over(self) -> sa.ColumnElement[bool]:
        """Out of the reader's hands, and they have not seen it."""
        seen = sa.select(case_reads.c.steps).where(
            case_reads.c.person == self.reader, case_reads.c.number == tickets.c.number
        )
        unseen = case_marks.c.step > sa.func.coalesce(seen.scalar_subquery(), 0)
        return self._is_marked(Mark.TAKEN_OVER).where(unseen)

    def _excerpt(self) -> sa.ColumnElement[str]:
        content = ticket_events.c.data["appeal"]["content"].as_string()
        return sa.func.substr(content, 1, excerpt_length(self.query))
