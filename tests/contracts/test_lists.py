"""What every casebook promises of lists: filters, orders, pages, counts, what was read."""

from datetime import timedelta

from bot.domain.mentions import Mark
from bot.domain.tickets import State, Step, Type
from bot.services.ports.lists import COUNTED, EXCERPT_LENGTH, PAGE_SIZE, Order, Query
from tests.builders import (
    NOW,
)
from tests.contracts.cases import (
    ALL,
    ANY,
    DAY,
    ROADS,
    ROADS_AND_BELOW,
    WATER,
    after,
    keep,
    numbers,
    of_unit,
)


async def test_a_line_says_what_a_list_shows(store):
    """The beginning of the citizen's words, as they were written."""
    content = "人民路23号门口的路灯坏了，我的电话13812345678。" * 9
    ticket = of_unit("t1", "roads", Step.ACKNOWLEDGED, content=content, title="路灯坏了")
    await keep(store, ticket)

    [line] = (await store.casebook.look(ALL, "p1", Query(), NOW)).lines

    assert (line.number, line.title, line.type) == ("t1", "路灯坏了", Type.COMPLAINT)
    assert (line.state, line.department, line.steps) == (State.ACKNOWLEDGED, "roads", 3)
    assert (line.opened_at, line.due_at) == (ticket.opened_at, ticket.due_at)
    assert (line.moved_at, line.unread) == (ticket.last.at, True)
    assert line.excerpt == content[:EXCERPT_LENGTH]
    [found] = (await store.casebook.look(ALL, "p1", Query(words="路灯"), NOW)).lines
    assert found.excerpt == content  # what was looked for may stand further on


async def test_lists_are_narrowed_by_state_type_unit_and_deadline(store):
    """Each by itself, and together; without states what is open."""
    await keep(
        store,
        of_unit("late", "roads", due=-DAY),
        of_unit("help", "roads", type=Type.HELP),
        of_unit("read", "water", Step.ACKNOWLEDGED),
        of_unit("over", "water", Step.REPLIED, Step.DELIVERED, Step.CLOSED, due=-DAY),
    )

    assert set(await numbers(store)) == {"late", "help", "read"}
    assert set(await numbers(store, states=ANY)) == {"late", "help", "read", "over"}
    assert await numbers(store, states=frozenset({State.CLOSED})) == ["over"]
    assert await numbers(store, types=frozenset({Type.HELP})) == ["help"]
    assert await numbers(store, department="water") == ["read"]
    assert await numbers(store, overdue=True, states=ANY) == ["late"]
    assert await numbers(store, overdue=True, department="water", states=ANY) == []
    assert await numbers(store, words="路灯", states=frozenset({State.CLOSED})) == ["over"]
    assert await numbers(store, words="路灯", overdue=True) == ["late"]


async def test_lists_have_an_order(store):
    """Soonest due, newest, last moved."""
    first = of_unit("t1", age=2 * DAY, due=3 * DAY)
    await keep(store, first, of_unit("t2", age=DAY, due=DAY), of_unit("t3", due=2 * DAY))
    await keep(store, after(first, Step.ACKNOWLEDGED), before=first)

    assert await numbers(store, order=Order.DUE) == ["t2", "t3", "t1"]
    assert await numbers(store, order=Order.NEWEST) == ["t3", "t2", "t1"]
    assert await numbers(store, order=Order.MOVED) == ["t1", "t3", "t2"]
    for sight in (ROADS, ROADS_AND_BELOW):
        assert await numbers(store, sight, order=Order.MOVED) == ["t1", "t3", "t2"]
    assert await numbers(store, words="路灯", order=Order.NEWEST) == ["t3", "t2", "t1"]


async def test_the_states_beside_a_list_are_counted(store):
    """Whatever states are listed; of the rest of the query."""
    await keep(
        store,
        of_unit("t1", "roads"),
        of_unit("t2", "roads", Step.ACKNOWLEDGED),
        of_unit("t3", "roads", Step.REPLIED, Step.DELIVERED, Step.CLOSED),
        of_unit("t4", "water", Step.ACKNOWLEDGED),
    )

    for words in ("", "路灯"):
        sheet = await store.casebook.look(ROADS, "p1", Query(words=words), NOW)
        assert set(sheet.counts) == set(State)
        assert {state: many for state, many in sheet.counts.items() if many} == {
            State.DISPATCHED: 1,
            State.ACKNOWLEDGED: 1,
            State.CLOSED: 1,
        }
        assert (sheet.total, sheet.pages, sheet.more) == (2, 1, False)


async def test_a_long_list_is_paged_and_counted_as_far_as_anybody_pages(store):
    """Each ticket on one page; after the last page is nothing; many are "more than"."""
    many = [of_unit(f"t{n:04}", due=timedelta(minutes=n)) for n in range(COUNTED + 7)]
    await keep(store, *many[: PAGE_SIZE + 3])
    pages = [await numbers(store, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE_SIZE, 3, 0]
    assert pages[0] + pages[1] == [one.number for one in many[: PAGE_SIZE + 3]]

    await keep(store, *many[PAGE_SIZE + 3 :])

    for sight in (ALL, ROADS_AND_BELOW):
        sheet = await store.casebook.look(sight, "p1", Query(page=COUNTED // PAGE_SIZE), NOW)
        assert (sheet.total, sheet.pages, sheet.more) == (COUNTED + 1, COUNTED // PAGE_SIZE, True)
        assert sheet.counts[State.DISPATCHED] == COUNTED + 1
        assert sheet.lines[-1].number == many[COUNTED - 1].number
        beyond = Query(page=COUNTED // PAGE_SIZE + 1)
        assert (await store.casebook.look(sight, "p1", beyond, NOW)).lines == ()


async def test_a_page_that_does_not_exist_is_empty(store):
    """Pages come from an address that anybody can edit."""
    await keep(store, of_unit("t1"))

    for page in (0, -1, 2, 10**12):
        assert await numbers(store, page=page) == []


async def test_a_ticket_is_unread_until_it_was_looked_at_and_again_when_it_moves(store):
    """Each reader for themselves."""
    ticket = of_unit("t1")
    await keep(store, ticket)
    assert await numbers(store, unread=True) == ["t1"]

    await store.casebook.mark_read(ALL, "p1", "t1", len(ticket.log))
    assert await numbers(store, unread=True) == []
    assert await numbers(store, reader="p2", unread=True) == ["t1"]

    await keep(store, after(ticket, Step.SUPPLEMENTED), before=ticket)
    assert await numbers(store, unread=True) == ["t1"]


async def test_what_was_read_stays_read(store):
    """A page that was drawn earlier, or that claims too much, changes nothing."""
    ticket = of_unit("t1")
    await keep(store, ticket)
    await store.casebook.mark_read(ALL, "p1", "t1", 2)

    await store.casebook.mark_read(ALL, "p1", "t1", 1)
    assert await numbers(store, unread=True) == []

    await store.casebook.mark_read(ALL, "p1", "t1", 10**6)
    await keep(store, after(ticket, Step.SUPPLEMENTED), before=ticket)
    assert await numbers(store, unread=True) == ["t1"]


async def test_what_is_over_is_never_unread(store):
    """Closed, or taken back."""
    await keep(store, of_unit("t1", "roads", Step.REPLIED, Step.DELIVERED, Step.CLOSED))

    [line] = (await store.casebook.look(ALL, "p1", Query(states=ANY), NOW)).lines

    assert not line.unread
    assert await numbers(store, unread=True, states=ANY) == []


async def test_who_is_mentioned_finds_the_ticket_until_it_is_over(store):
    """Read or unread; nobody else does."""
    note = {"text": "@李四", "mentions": [{"id": "p1", "name": "李四"}]}
    noted = after(of_unit("t1"), Step.NOTED, **note)
    over = after(of_unit("t2"), Step.NOTED, **note)
    for step in (Step.REPLIED, Step.DELIVERED, Step.CLOSED):
        over = after(over, step)
    await keep(store, noted, over, of_unit("t3"))

    assert await numbers(store, mentioned=True, states=ANY) == ["t1"]
    assert await numbers(store, reader="p2", mentioned=True, states=ANY) == []
    await store.casebook.mark_read(ALL, "p1", "t1", len(noted.log))
    (line,) = (await store.casebook.look(ALL, "p1", Query(mentioned=True), NOW)).lines
    assert line.marks == {Mark.MENTIONED}
    assert not line.unread


async def test_who_is_mentioned_sees_no_more_than_before(store):
    """A ticket out of sight stays out of sight."""
    note = {"text": "@李四", "mentions": [{"id": "p1", "name": "李四"}]}
    await keep(store, after(of_unit("t1"), Step.NOTED, **note))

    assert await numbers(store, WATER, mentioned=True) == []


async def test_whose_ticket_was_taken_over_sees_it_until_they_look(store):
    """The one who had it, and nobody else."""
    by = {"by": {"id": "p2", "name": "王五"}, "was": {"id": "p1", "name": "李四"}}
    taken = after(of_unit("t1"), Step.TAKEN, **by)
    await keep(store, taken)

    (line,) = (await store.casebook.look(ALL, "p1", Query(), NOW)).lines
    (others,) = (await store.casebook.look(ALL, "p2", Query(), NOW)).lines
    assert line.marks == {Mark.TAKEN_OVER}
    assert others.marks == frozenset()
    await store.casebook.mark_read(ALL, "p1", "t1", len(taken.log))
    (line,) = (await store.casebook.look(ALL, "p1", Query(), NOW)).lines
    assert line.marks == frozenset()
