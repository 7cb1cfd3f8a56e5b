"""Lists and search stay quick among many tickets: parts of an index are read, never all tickets."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from bot.adapters.store import Database
from bot.adapters.store.lists import Listing, seen_by
from bot.adapters.store.search import numbers_with
from bot.adapters.store.tallies import by_unit, younger
from bot.domain.people import Sight
from bot.domain.searching import sought
from bot.domain.tickets import State, Type
from bot.services.ports.lists import Order, Query
from tests.adapters.store.plans import AT, fill, plan, reads_whole
from tests.builders import NOW

SIGHTS = (Sight(frozenset({"u3"})), Sight(frozenset({"u3", "u4"})), Sight(None))
STATES = (
    "CASE i % 40 WHEN 0 THEN 'dispatched' WHEN 1 THEN 'in_progress' WHEN 2 THEN 'answered' "
    "ELSE 'closed' END"
)
TICKETS = (
    "number, citizen, type, state, department, title, opened_at, due_at, moved_at, steps, in_person"
)


@pytest.fixture
async def city(db: Database) -> Database:
    """Twenty thousand tickets of thirty units, nearly all of them closed."""
    moments = ", ".join([_spread(db)] * 3)
    values = f"'t' || i, 'c', 'complaint', {STATES}, 'u' || (i % 30), '路灯', {moments}, 3, FALSE"
    await fill(db, "tickets", TICKETS, values)
    text = "'t' || i, 'u' || (i % 30), '人民路路灯坏了', '', 3"
    await fill(db, "ticket_texts", "number, department, words, whole, steps", text)
    return db


def _spread(db: Database) -> str:
    if db.is_sqlite:
        return f"strftime('%Y-%m-%d %H:%M:%f', '{AT}', '-' || (i * 7919 % 500000) || ' minutes')"
    return f"timestamptz '{AT}+00' - make_interval(mins => i * 7919 % 500000)"


def queries() -> Iterator[Query]:
    """In every order, of every state, and narrowed."""
    for order, states in product(Order, (Query().states, frozenset[State](), {State.CLOSED})):
        yield Query(order=order, states=frozenset(states))
    yield Query(types=frozenset({Type.COMPLAINT}))
    yield Query(overdue=True)
    yield Query(unread=True)
    yield Query(department="u3")


def without_what_stops(steps: str) -> str:
    """PostgreSQL reads what nearly all rows are from the table itself, up to a limit."""
    return re.sub(r"Limit .*\n.*Seq Scan on tickets.*", "", steps)


async def test_no_list_reads_all_tickets(city: Database):
    """Neither its page nor the counts beside it, whoever looks."""
    for sight, query in product(SIGHTS, queries()):
        listing = Listing(sight, "p1", query, None, NOW, city.is_sqlite)
        for statement in (listing.page(), listing.counts()):
            steps = await plan(city, statement)

            assert not reads_whole("tickets", without_what_stops(steps)), (sight, query, steps)


async def test_a_page_is_read_in_order_and_not_sorted_out_of_all(city: Database):
    """Each part comes from its index as it is wanted, but for those of the same moment."""
    for sight, order in product(SIGHTS[::2], Order):
        listing = Listing(sight, "p1", Query(order=order), None, NOW, city.is_sqlite)
        steps = await plan(city, listing.found())

        if city.is_sqlite:
            assert "USE TEMP B-TREE FOR ORDER BY" not in steps, steps
        else:
            assert "Sort Key" not in steps or "Incremental Sort" in steps, steps


async def test_no_search_reads_all_tickets_or_all_texts(city: Database):
    """The index of words comes first, then each ticket by its number."""
    for sight, words in product(SIGHTS, ("路灯", "灯", "人民路 路灯", "13812345678")):
        found = numbers_with(sought(words), sight.departments, sqlite=city.is_sqlite)
        listing = Listing(sight, "p1", Query(words=words), ["t1", "t2"], NOW, city.is_sqlite)
        for statement in (found, listing.page(), listing.counts()):
            steps = await plan(city, statement)

            assert not reads_whole("tickets", steps), (words, steps)
            assert not reads_whole("ticket_texts", steps), (words, steps)


async def test_figures_are_counted_among_what_is_open(city: Database):
    """An overview that is looked at all day does not go through all that was ever closed."""
    for sight in SIGHTS:
        for figures in (by_unit, younger):
            steps = await plan(city, figures(seen_by(sight), NOW))

            assert not reads_whole("tickets", steps), steps
