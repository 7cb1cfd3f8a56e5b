"""What every store of tickets promises."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.repetition import MOST_TOLD, Told, signs
from bot.domain.tickets import Event, Step, Ticket
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_departments_parcel, a_ticket


def moved(before: Ticket | None, after: Ticket) -> Changes:
    return Changes(tickets={after.number: TicketChange(before, after)})


def urged(ticket: Ticket, minutes: int = 60) -> Ticket:
    return ticket.after(Event(Step.URGED, NOW + timedelta(minutes=minutes), "citizen"))


async def test_a_ticket_comes_back_with_its_whole_history(store):
    """State, appeal and every event, to the microsecond."""
    ticket = a_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED, place=None, missing=("place",))
    at = NOW + timedelta(hours=1, microseconds=7)
    ticket = ticket.after(
        Event(Step.CORRECTED, at, "citizen", {"text": "在人民路", "appeal": {"place": "人民路"}})
    )

    await store.tickets.apply(moved(None, ticket))

    assert await store.tickets.find(ticket.number) == ticket


async def test_an_unknown_ticket_is_not_found(store):
    """No empty ticket, no None."""
    with pytest.raises(NotFound):
        await store.tickets.find("20261123-0000-00")


async def test_a_citizen_sees_own_tickets_the_last_moved_first(store):
    """Nobody else's, and no more than asked for."""
    for number in ("t1", "t2", "t3"):
        await store.tickets.apply(moved(None, a_ticket(number=number)))
    await store.tickets.apply(moved(None, a_ticket(number="t4", citizen="c2")))
    second = a_ticket(number="t2")
    await store.tickets.apply(moved(second, urged(second, 20)))
    first = a_ticket(number="t1")
    await store.tickets.apply(moved(first, urged(first, 10)))

    assert [t.number for t in await store.tickets.of_citizen("c1")] == ["t2", "t1", "t3"]
    assert [t.number for t in await store.tickets.of_citizen("c1", 2)] == ["t2", "t1"]
    assert (await store.tickets.of_citizen("c1"))[0] == urged(second, 20)


async def test_a_citizens_tickets_are_counted_and_nobody_elses(store):
    for number, citizen in (("t1", "c1"), ("t2", "c1"), ("t3", "c2")):
        await store.tickets.apply(moved(None, a_ticket(number=number, citizen=citizen)))

    assert await store.tickets.count_of_citizen("c1") == 2
    assert await store.tickets.count_of_citizen("c3") == 0


async def test_a_number_is_given_once(store):
    """Two tickets that drew the same number: the second must draw again."""
    await store.tickets.apply(moved(None, a_ticket(citizen="c1")))

    with pytest.raises(TurnConflict):
        await store.tickets.apply(moved(None, a_ticket(citizen="c2")))

    assert (await store.tickets.find(a_ticket().number)).citizen == "c1"


async def test_of_many_who_move_a_ticket_at_once_one_wins(store):
    """The others look at it again before they go on."""
    ticket = a_ticket()
    await store.tickets.apply(moved(None, ticket))

    results = await asyncio.gather(
        *(store.tickets.apply(moved(ticket, urged(ticket, minute))) for minute in range(10)),
        return_exceptions=True,
    )

    assert sorted(map(str, map(type, results))) == sorted(
        [str(type(None))] + [str(TurnConflict)] * 9
    )
    assert len((await store.tickets.find(ticket.number)).log) == len(ticket.log) + 1


async def test_changes_are_written_whole_or_not_at_all(store):
    """One ticket that moved meanwhile takes the other ticket and the parcels with it."""
    steady, moving = a_ticket(number="a"), a_ticket(number="b")
    await store.tickets.apply(moved(None, steady))
    await store.tickets.apply(moved(None, moving))
    await store.tickets.apply(moved(moving, urged(moving)))

    with pytest.raises(TurnConflict):
        await store.tickets.apply(
            Changes(
                tickets={
                    "a": TicketChange(steady, urged(steady)),
                    "b": TicketChange(moving, urged(moving)),
                },
                parcels=[a_departments_parcel()],
            )
        )

    assert await store.tickets.find("a") == steady
    assert await store.outbox.claim(NOW, timedelta(minutes=1), 10, []) == []


async def test_a_ticket_without_news_is_left_alone(store):
    """Before and after are the same: nothing happens."""
    ticket = a_ticket()
    await store.tickets.apply(moved(None, ticket))

    await store.tickets.apply(moved(ticket, ticket))

    assert await store.tickets.find(ticket.number) == ticket


# --- calls of departments ---


async def test_a_departments_call_is_remembered_with_its_answer(store):
    """By department and id: another department may use the same id."""
    ticket = a_ticket()
    record = {"digest": "abc", "answer": {"number": ticket.number, "state": "dispatched"}}

    await store.tickets.apply_call("heating", "call-1", record, NOW, moved(None, ticket))

    assert await store.tickets.answered_call("heating", "call-1") == record
    assert await store.tickets.answered_call("heating", "call-2") is None
    assert await store.tickets.answered_call("education", "call-1") is None
    assert await store.tickets.find(ticket.number) == ticket


async def test_a_call_that_comes_twice_at_once_counts_once(store):
    """The second finds the first one's answer when it looks again."""
    ticket = a_ticket()
    await store.tickets.apply(moved(None, ticket))

    results = await asyncio.gather(
        *(
            store.tickets.apply_call(
                "heating", "call-1", {"digest": "abc"}, NOW, moved(ticket, urged(ticket))
            )
            for _ in range(5)
        ),
        return_exceptions=True,
    )

    assert [type(r) for r in results if r is not None] == [TurnConflict] * 4
    assert len((await store.tickets.find(ticket.number)).log) == len(ticket.log) + 1


async def test_a_call_whose_ticket_moved_leaves_no_record(store):
    """It was not carried out, so it may come again."""
    ticket = a_ticket()
    await store.tickets.apply(moved(None, ticket))
    await store.tickets.apply(moved(ticket, urged(ticket)))

    with pytest.raises(TurnConflict):
        await store.tickets.apply_call(
            "heating", "call-1", {"digest": "abc"}, NOW, moved(ticket, urged(ticket))
        )

    assert await store.tickets.answered_call("heating", "call-1") is None


# --- the same matter again ---

LAMP_SIGNS = signs(Told.by(a_ticket()))


async def test_tickets_that_share_a_sign_are_found_whoever_wrote_them(store):
    """Of one unit, open, opened since then: the one that shares most comes along."""
    await store.tickets.apply(moved(None, a_ticket(number="a")))
    await store.tickets.apply(moved(None, a_ticket(number="b", citizen="c2", content="暖气不热")))

    found = await store.tickets.sharing("construction", LAMP_SIGNS, NOW)

    assert found == [a_ticket(number="a")]
    assert await store.tickets.sharing("heating", LAMP_SIGNS, NOW) == []
    assert await store.tickets.sharing("construction", LAMP_SIGNS, NOW + timedelta(hours=1)) == []
    assert await store.tickets.sharing("construction", [], NOW) == []


async def test_what_nobody_can_join_any_more_is_not_found(store):
    """Answered, passed on to another unit, or joined to another ticket itself; and found again."""
    ticket = a_ticket()
    await store.tickets.apply(moved(None, ticket))
    data = {"to": "another"}
    steps = [Event(Step.JOINED, NOW, "citizen", data), Event(Step.LEFT, NOW, "citizen", data)]
    joined = ticket.after(steps[0])

    await store.tickets.apply(moved(ticket, joined))
    assert await store.tickets.sharing("construction", LAMP_SIGNS, NOW) == []
    await store.tickets.apply(moved(joined, left := joined.after(steps[1])))
    assert await store.tickets.sharing("construction", LAMP_SIGNS, NOW) == [left]

    to_heating = Event(Step.TRANSFERRED, NOW, "construction", {"department": "heating"})
    await store.tickets.apply(moved(left, passed := left.after(to_heating)))
    assert await store.tickets.sharing("construction", LAMP_SIGNS, NOW) == []
    replied = passed.after(Event(Step.REPLIED, NOW, "heating"))
    await store.tickets.apply(moved(passed, replied))
    assert await store.tickets.sharing("heating", LAMP_SIGNS, NOW) == []


async def test_at_most_a_handful_is_found(store):
    """They are looked at closely, and everybody waits for that."""
    for number in range(MOST_TOLD + 3):
        await store.tickets.apply(moved(None, a_ticket(number=f"t{number}")))

    found = await store.tickets.sharing("construction", LAMP_SIGNS, NOW)

    assert len(found) == MOST_TOLD


async def test_tickets_of_these_numbers_and_no_others(store):
    await store.tickets.apply(moved(None, a_ticket(number="a")))
    await store.tickets.apply(moved(None, a_ticket(number="b")))

    found = await store.tickets.of_numbers(["b", "nobody's"])

    assert found == [a_ticket(number="b")]
    assert await store.tickets.of_numbers([]) == []
