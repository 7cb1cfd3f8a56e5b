"""What is finished and old goes, a piece at a time; what anybody still needs stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.adapters.store import (
    Database,
    SqlCasebook,
    SqlCorrections,
    SqlInbox,
    SqlOutbox,
    SqlPages,
    SqlTickets,
    purge,
)
from bot.adapters.store.purge import PIECE, PIECES, Walk
from bot.adapters.store.search_tables import case_marks, case_reads
from bot.adapters.store.tables import conversations, inbox, outbox, pages
from bot.adapters.store.unanswered import SqlUnanswered
from bot.domain.corrections import Correction, Verdict
from bot.domain.errors import NotFound
from bot.domain.parcels import Alarm, ParcelState
from bot.domain.people import Sight
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Step, Type
from bot.domain.unanswered import Unanswered, Why
from bot.services.ports.changes import Changes, Page, TicketChange
from bot.services.ports.inbox import Conversation, Ending
from bot.services.purging import Kept, Purger
from tests.adapters.store.plans import AT, fill, plan, reads_whole
from tests.builders import NOW, a_departments_parcel, a_message, a_ticket
from tests.fakes.house import FakeClock
from tests.openings import next_opening

LONG_AGO = NOW - timedelta(days=100)
KEEP = timedelta(days=90)


async def swept(db: Database, *walks: Walk, keep: timedelta = KEEP) -> int:
    """One round of a worker, today."""

    async def pause(seconds: float) -> None:
        pass

    return await Purger([Kept(walk, keep) for walk in walks], FakeClock(), pause).sweep()


async def answered(db: Database, key: str, at) -> None:
    """A message that came then and was answered."""
    books = SqlInbox(db)
    row = await books.receive(a_message(key=key, citizen=key), at)
    ending = Ending(Reply("好"))
    await books.finish(row, Conversation(key, last_at=at), Changes(), ending, ending)


async def left(db: Database, column: sa.Column) -> list[str]:
    async with db.reading() as connection:
        return sorted((await connection.execute(sa.select(column))).scalars())


async def test_old_answered_messages_go_and_open_ones_stay(db: Database):
    """Whoever was set aside has a ticket; whoever waits for an outcome waits on."""
    await answered(db, "old", LONG_AGO)
    await answered(db, "new", NOW)
    await SqlInbox(db).receive(a_message(key="open", citizen="c2"), LONG_AGO)
    aside = await SqlInbox(db).receive(a_message(key="aside", citizen="c3"), LONG_AGO)
    await SqlInbox(db).failed(aside, "ValueError", give_up_after=1)

    assert await swept(db, purge.messages(db)) == 2

    assert await left(db, inbox.c.key) == ["new", "open"]


async def test_a_redelivery_within_its_month_finds_its_answer(db: Database):
    """The shortest time that the settings allow."""
    await answered(db, "m1", NOW - timedelta(days=29))

    await swept(db, purge.messages(db), keep=timedelta(days=30))

    assert (await SqlInbox(db).find("m1")).reply == Reply("好")


async def test_old_parcels_go_once_delivered_and_undelivered_ones_never(db: Database):
    """It is the delivery that counts: what waited for long was delivered just now."""
    parcel = a_departments_parcel(created_at=LONG_AGO)
    states = {state.value: replace(parcel, id=state.value, state=state) for state in ParcelState}
    delivered = replace(parcel, state=ParcelState.DELIVERED)
    states["delivered"] = replace(delivered, id="delivered", delivered_at=LONG_AGO)
    late = replace(delivered, id="late", delivered_at=NOW)
    await SqlTickets(db).apply(Changes(parcels=[*states.values(), late]))

    assert await swept(db, purge.parcels(db)) == 1

    assert await left(db, outbox.c.id) == ["given_up", "held", "late", "uncertain", "waiting"]
    assert (await SqlOutbox(db).count(NOW))["held"] == 1


async def test_a_conversation_that_was_silent_for_long_is_forgotten(db: Database):
    """With what stood behind its masks; the citizen begins anew as a stranger."""
    await answered(db, "silent", LONG_AGO)
    await answered(db, "talking", NOW)

    assert await swept(db, purge.idle_conversations(db)) == 1

    assert await left(db, conversations.c.citizen) == ["talking"]
    assert (await next_opening(SqlInbox(db), "silent")).conversation.version == 0


async def test_a_departments_old_calls_go(db: Database):
    """A repeated call gets its old answer for as long as anybody repeats calls."""
    store = SqlTickets(db)
    await store.apply_call("heating", "old", {"answer": 1}, LONG_AGO, Changes())
    await store.apply_call("heating", "new", {"answer": 1}, NOW, Changes())
    await store.apply_call("police", "old", {"answer": 1}, LONG_AGO, Changes())

    assert await swept(db, purge.calls(db)) == 2

    assert await store.answered_call("heating", "new") is not None


async def test_old_alarms_go(db: Database):
    """They may hold a citizen's words."""
    alarms = [Alarm("k", at.isoformat(), "…", at) for at in (LONG_AGO, NOW)]
    await SqlTickets(db).apply(Changes(alarms=alarms))

    assert await swept(db, purge.old_alarms(db)) == 1


async def test_old_corrections_go_unless_they_were_accepted(db: Database):
    """What nobody looked at is no example; what somebody took as one stays."""
    old = Correction("路灯坏了", Type.INQUIRY, Type.COMPLAINT, "m1", LONG_AGO)
    await SqlTickets(db).apply(Changes(corrections=[old, old, replace(old, at=NOW)]))
    kept = SqlCorrections(db)
    [first, *_] = await kept.of(Verdict.WAITING)
    await kept.decide([first.id], Verdict.ACCEPTED)

    assert await swept(db, purge.old_corrections(db)) == 1

    assert len(await kept.of(Verdict.ACCEPTED)) == 1
    assert len(await kept.of(Verdict.WAITING)) == 1


async def test_what_found_no_answer_long_ago_goes(db: Database):
    noted = [Unanswered.of("无人机要登记吗", Why.UNKNOWN, at) for at in (LONG_AGO, NOW)]
    await SqlTickets(db).apply(Changes(unanswered=noted))

    assert await swept(db, purge.old_unanswered(db)) == 1

    assert [one.at for one in await SqlUnanswered(db).since(LONG_AGO)] == [NOW]


async def test_old_pages_go(db: Database):
    """Nobody reads the link any more."""
    await SqlTickets(db).apply(Changes(pages=[Page("old", "c", "…"), Page("new", "c", "…")]))
    async with db.transaction() as connection:
        aged = sa.update(pages).where(pages.c.token == "old")
        await connection.execute(aged.values(made_at=LONG_AGO))
        fresh = sa.update(pages).where(pages.c.token == "new")
        await connection.execute(fresh.values(made_at=NOW))

    assert await swept(db, purge.old_pages(db)) == 1

    assert await SqlPages(db).read("new") == "…"
    with pytest.raises(NotFound):
        await SqlPages(db).read("old")


async def test_everything_old_goes_in_one_round_and_in_small_pieces(db: Database):
    """However much it is; and nothing that is new is looked at beyond one piece."""
    columns = "key, citizen, message, received_at, done, late, set_aside, attempts"
    rest = "'c', '{}', '2026-01-01 00:00:00.000000', true, false, false, 0"
    old = rest if db.is_sqlite else rest.replace("000000'", "000000' :: timestamptz")
    await fill(db, "inbox", columns, f"'old' || i, {old}", many=3 * PIECE + 7)
    new = old.replace("2026-01-01", "2026-11-23")
    await fill(db, "inbox", columns, f"'new' || i, {new}", many=3 * PIECE)
    pieces: list[float] = []

    async def pause(seconds: float) -> None:
        pieces.append(seconds)

    removed = await Purger([Kept(purge.messages(db), KEEP)], FakeClock(), pause).sweep()

    assert removed == 3 * PIECE + 7
    assert len(pieces) == 4


async def test_rows_that_must_stay_do_not_stop_the_walk(db: Database):
    """A hundred citizens never came back for their answers; what follows goes all the same."""
    parcel = a_departments_parcel(created_at=LONG_AGO, delivered_at=LONG_AGO)
    held = [replace(parcel, id=f"h{n}", state=ParcelState.HELD) for n in range(PIECE + 5)]
    gone = [replace(parcel, id=f"g{n}", state=ParcelState.DELIVERED) for n in range(PIECE + 5)]
    await SqlTickets(db).apply(Changes(parcels=[*held, *gone]))

    assert await swept(db, purge.parcels(db)) == PIECE + 5


async def test_a_walk_through_a_great_table_goes_on_in_the_next_round(db: Database):
    """A key that says nothing of time: some pieces a round, and around again."""
    many = PIECE * (PIECES + 1)
    columns = "citizen, version, memory, secrets, offered, last_at"
    values = "'c' || i, 1, '[]', '{}', '[]', '2026-01-01 00:00:00.000000'"
    values = values if db.is_sqlite else f"{values} :: timestamptz"
    await fill(db, "conversations", columns, values, many=many)
    walk = purge.idle_conversations(db)

    rounds = [await swept(db, walk) for _ in range(3)]

    assert rounds == [PIECE * PIECES, PIECE, 0]


async def test_what_could_not_go_yesterday_goes_today(db: Database):
    """The walk begins anew once a day."""
    parcel = a_departments_parcel(created_at=LONG_AGO, state=ParcelState.HELD)
    await SqlTickets(db).apply(Changes(parcels=[parcel]))
    clock, walk = FakeClock(), purge.parcels(db)
    purger = Purger([Kept(walk, KEEP)], clock)
    assert await purger.sweep() == 0
    async with db.transaction() as connection:
        delivered = sa.update(outbox).values(state="delivered", delivered_at=LONG_AGO)
        await connection.execute(delivered)

    clock.forward(days=1)

    assert await purger.sweep() == 1


@pytest.mark.parametrize(
    ("shelf", "columns", "values", "first", "last"),
    [
        (
            purge.messages,
            "key, citizen, message, received_at, done, late, set_aside, attempts",
            f"'m' || i, 'c', '{{}}', '{AT}', true, false, false, 0",
            (600,),
            (700,),
        ),
        (
            purge.parcels,
            "id, addressee, target, lane, body, created_at, due_at, state, attempts, delivered_at",
            f"'p' || i, 'citizen', 'c', 'c', '{{}}', '{AT}', '{AT}', 'delivered', 1, '{AT}'",
            (600,),
            (700,),
        ),
        (
            purge.calls,
            "department, call_id, record, at",
            f"'d' || (i % 25), 'c' || i, '{{}}', '{AT}'",
            ("d7", "c107"),
            ("d7", "c1007"),
        ),
        (
            purge.idle_conversations,
            "citizen, version, memory, secrets, offered, last_at",
            f"'c' || i, 1, '[]', '{{}}', '[]', '{AT}'",
            ("c6999",),
            ("c7000",),
        ),
        (
            purge.old_pages,
            "token, citizen, text, made_at",
            f"'t' || i, 'c', '', '{AT}'",
            ("t6999",),
            ("t7000",),
        ),
        (
            purge.old_corrections,
            "text, was, wanted, model, at, verdict",
            f"'x', 'inquiry', 'help', 'm', '{AT}', 'waiting'",
            (600,),
            (700,),
        ),
    ],
    ids=["inbox", "outbox", "calls", "conversations", "pages", "corrections"],
)
async def test_no_piece_costs_a_look_at_the_whole_table(
    db: Database,
    shelf: Callable[[Database], Walk],
    columns: str,
    values: str,
    first: tuple,
    last: tuple,
):
    """Neither finding it nor removing it."""
    walk = shelf(db)
    await fill(db, walk.name, columns, values)
    walk.last = first

    for statement in (walk.piece(), walk.removal(last, NOW)):
        assert not reads_whole(walk.name, await plan(db, statement))


async def test_who_read_what_goes_with_tickets_that_are_over(db: Database):
    """Nobody is told anew of what they read, as long as there is something to do."""
    over = a_ticket(Step.DISPATCHED, Step.REPLIED, Step.DELIVERED, Step.CLOSED, number="over")
    for ticket in (over, a_ticket(number="open")):
        await SqlTickets(db).apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
        await SqlCasebook(db).mark_read(Sight(None), "p1", ticket.number, 1)
    async with db.transaction() as connection:
        await connection.execute(sa.update(case_reads).values(at=LONG_AGO))
    await SqlCasebook(db).mark_read(Sight(None), "p2", "over", 1)

    assert await swept(db, purge.old_reads(db)) == 1

    assert await left(db, case_reads.c.number) == ["open", "over"]


async def test_whom_a_ticket_stood_out_for_goes_when_it_is_over(db: Database):
    """Who is called upon in one that is open stays so."""
    note = {"mentions": [{"id": "p1", "name": "李四"}]}
    steps = (Step.REPLIED, Step.DELIVERED, Step.CLOSED)
    for number, more in (("over", steps), ("open", ())):
        ticket = a_ticket(number=number)
        for step, data in ((Step.NOTED, note), *((step, {}) for step in more)):
            ticket = ticket.after(Event(step, LONG_AGO, "construction", data))
        await SqlTickets(db).apply(Changes(tickets={number: TicketChange(None, ticket)}))

    assert await swept(db, purge.old_marks(db)) == 1

    assert await left(db, case_marks.c.number) == ["open"]
