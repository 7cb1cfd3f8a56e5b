"""Every kind of loss is planted in a real database, found, and mended where it can be."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
    SqlInbox,
    SqlOutbox,
    SqlTickets,
)
from bot.adapters.store.reconcile import SqlBooks
from bot.adapters.store.tables import inbox, tickets
from bot.domain.parcels import Alarm, Attachment, Parcel, ParcelState
from bot.domain.replies import Reply
from bot.domain.tickets import Event, State, Step, Ticket
from bot.services import endings
from bot.services.answers import Answers
from bot.services.books import Since
from bot.services.cutting import Cutter
from bot.services.limiting import TOO_MANY
from bot.services.mending import Mender
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Conversation, Ending, InboxRow
from bot.services.reconciling import Finding, Kind, Reconciler, Watch
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_message, a_ticket
from tests.fakes.house import CATALOGUE, FakeChannel, FakeClock
from tests.openings import next_row

LATER = NOW + timedelta(hours=12)
SINCE = NOW - timedelta(hours=1)


@dataclass
class Reach:
    """Keeps the port `Reach`: these citizens can be written to again."""

    citizens: set[str] = field(default_factory=set)

    async def again(self, parcel: Parcel, now: datetime) -> bool:
        return parcel.target in self.citizens


@dataclass
class Bookkeeper:
    """The look itself over one database, twelve hours after everything was planted."""

    db: Database
    clock: FakeClock
    reach: Reach = field(default_factory=Reach)
    spool: list[Since] = field(default_factory=list)
    take_turns: Callable[[], Awaitable[object]] | None = None

    async def finds(self, mend: bool = False) -> list[Finding]:
        return await self.reconciler().findings(SINCE, mend)

    def reconciler(self) -> Reconciler:
        books = SqlBooks(self.db)
        mender = Mender(
            books=books,
            inbox=SqlInbox(self.db),
            tickets=SqlTickets(self.db),
            attachments=SqlAttachments(self.db),
            answers=Answers(Cutter(FakeChannel().fit, lambda token: f"http://h/{token}")),
            catalogue=CATALOGUE,
            clock=self.clock,
            take_turns=self.take_turns,
        )
        return Reconciler(books, mender, self.reach, self._spooled, self.clock)

    async def _spooled(self, before: datetime) -> Sequence[Since]:
        return [(name, at) for name, at in self.spool if at < before]


@pytest.fixture
def keeper(db: Database) -> Bookkeeper:
    clock = FakeClock()
    clock.now = LATER
    return Bookkeeper(db, clock)


async def write(db: Database, **changes) -> None:
    await SqlTickets(db).apply(Changes(**changes))


async def opened(db: Database, *all_tickets: Ticket) -> None:
    await write(db, tickets={t.number: TicketChange(None, t) for t in all_tickets})


async def change(db: Database, statement: sa.Executable) -> None:
    async with db.transaction() as connection:
        await connection.execute(statement)


async def done(db: Database, key: str, *, late: bool, reply: Reply) -> InboxRow:
    """A message whose turn was taken, and which changed nothing else."""
    books = SqlInbox(db)
    row = await books.receive(a_message(key=key, citizen=key), NOW)
    if late:
        row = await books.stop_waiting(key)
    ending = Ending(reply)
    return await books.finish(row, Conversation(key), Changes(), ending, ending)


def a_told_ticket(*steps: Step, **more) -> tuple[Ticket, Parcel]:
    """A ticket whose unit got its event."""
    ticket = a_ticket(*steps, **more)
    parcel = a_departments_parcel(
        id=f"evt-{ticket.number}", number=ticket.number, state=ParcelState.DELIVERED
    )
    return ticket, parcel


async def test_nothing_is_found_where_nothing_is_lost(db: Database, keeper: Bookkeeper):
    """A message that was answered, one whose reply was sent, a ticket told, answered and read."""
    await done(db, "passive", late=False, reply=Reply("好"))
    late = await done(db, "late", late=True, reply=Reply("好"))
    await done(db, "silent", late=True, reply=Reply(""))
    sent = endings.to_citizen(late, "好", "late", NOW)
    ticket, told = a_told_ticket()
    read, read_told = a_told_ticket(Step.DISPATCHED, Step.REPLIED, Step.DELIVERED, number="read")
    await opened(db, ticket, read)
    troubled = a_departments_parcel(id="given-up", number="n", state=ParcelState.GIVEN_UP)
    rung = Alarm("parcel.given_up", "construction", "…", NOW)
    held = a_citizens_parcel(id="held", state=ParcelState.HELD)
    await write(db, parcels=[sent, told, read_told, troubled, held], alarms=[rung])

    assert await keeper.finds() == []


async def test_a_message_without_an_outcome_is_found_and_its_turn_is_taken(
    db: Database, keeper: Bookkeeper
):
    """Acknowledged, and no turn: neither done nor set aside."""
    row = await SqlInbox(db).receive(a_message(), NOW)

    async def take_turns() -> None:
        reply = Ending(Reply("好"))
        await SqlInbox(db).finish(row, Conversation("c1"), Changes(), reply, reply)

    assert await keeper.finds(mend=True) == [Finding(Kind.MESSAGE_OPEN, str(row.id), NOW)]

    keeper.take_turns = take_turns
    (found,) = await keeper.finds(mend=True)

    assert found.mended
    assert await keeper.finds() == []


async def test_a_message_that_just_came_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Its turn is under way."""
    await SqlInbox(db).receive(a_message(), LATER - timedelta(minutes=1))

    assert await keeper.finds() == []


async def test_a_message_set_aside_in_silence_is_found_and_worked_on_again(
    db: Database, keeper: Bookkeeper
):
    """The process died between setting it aside and telling somebody."""
    row = await SqlInbox(db).receive(a_message(), NOW)
    await SqlInbox(db).failed(row, "ValueError", give_up_after=1)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.MESSAGE_FORGOTTEN, str(row.id))
    again = await next_row(SqlInbox(db))
    assert again is not None
    assert (again.attempts, again.late) == (0, True)


async def test_a_message_set_aside_with_an_alarm_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Somebody knows."""
    row = await SqlInbox(db).receive(a_message(), NOW)
    await SqlInbox(db).failed(row, "ValueError", give_up_after=1)
    await write(db, alarms=[Alarm("message.set_aside", str(row.id), "…", NOW)])

    assert await keeper.finds() == []


async def test_messages_of_a_flood_are_nothing_lost_once_a_human_was_told(
    db: Database, keeper: Bookkeeper
):
    """One alarm stands for all of an hour; without it they are found."""
    await SqlInbox(db).receive(a_message(), NOW, told=Reply(""), aside=True)
    (found,) = await keeper.finds()
    assert found.kind is Kind.MESSAGE_FORGOTTEN

    await write(db, alarms=[Alarm(TOO_MANY, "c1", "…", NOW - timedelta(minutes=50))])

    assert await keeper.finds() == []


async def test_a_message_done_without_a_reply_is_found_and_gets_another_turn(
    db: Database, keeper: Bookkeeper
):
    """Its row says done, and nothing was said."""
    row = await done(db, "m1", late=False, reply=Reply("好"))
    await change(db, sa.update(inbox).values(reply=None))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.MESSAGE_UNANSWERED, str(row.id))
    assert await next_row(SqlInbox(db), "m1") is not None


async def test_a_turn_that_left_a_ticket_is_not_taken_twice(db: Database, keeper: Bookkeeper):
    """A human decides: another turn could open another ticket."""
    await done(db, "m1", late=False, reply=Reply("好"))
    await change(db, sa.update(inbox).values(reply=None))
    ticket, told = a_told_ticket(citizen="m1")
    await opened(db, ticket)
    await write(db, parcels=[told])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.mended) == (Kind.MESSAGE_UNANSWERED, False)
    assert await next_row(SqlInbox(db), "m1") is None


async def test_a_late_reply_that_was_never_sent_is_found_and_sent(db: Database, keeper: Bookkeeper):
    """The row is done and late, the outbox knows nothing of it."""
    row = await done(db, "m1", late=True, reply=Reply("您的话收到了"))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject, found.mended) == (Kind.REPLY_UNSENT, str(row.id), True)
    (parcel,) = await claimed(db)
    assert parcel.body["reply"]["text"] == "您的话收到了"
    assert await keeper.finds() == []


@pytest.mark.parametrize("steps", [(), (Step.DISPATCHED, Step.RETURNED)])
async def test_a_ticket_with_nobody_is_found_and_goes_to_the_centre(
    db: Database, keeper: Bookkeeper, steps: tuple[Step, ...]
):
    """Opened or returned, and never dispatched on."""
    ticket = a_ticket(*steps)
    if not steps:
        ticket = replace(ticket, log=ticket.log[:1], state=State.ACCEPTED, department=None)
    await opened(db, ticket)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.TICKET_WITH_NOBODY, ticket.number)
    now = await SqlTickets(db).find(ticket.number)
    assert (now.state, now.department) == (State.DISPATCHED, "service_center")
    assert [parcel.target for parcel in await claimed(db)] == ["service_center"]
    assert await keeper.finds() == []


async def test_a_ticket_whose_unit_was_never_told_is_found_and_told_once(
    db: Database, keeper: Bookkeeper
):
    """Also by two who look at the same time."""
    await opened(db, a_ticket())

    first, second = await keeper.finds(), await keeper.finds()
    lost = [lost async for lost in keeper.reconciler().look(SINCE)]
    for one in (*lost, *lost):
        assert one.mend is not None
        await one.mend()

    assert [found.kind for found in first] == [Kind.TICKET_UNTOLD]
    assert first == second
    (parcel,) = await SqlBooks(db).parcels_of(a_ticket().number)
    assert (parcel.target, parcel.body["type"]) == ("construction", "ticket.dispatched")
    assert await keeper.finds() == []


async def test_a_parcel_to_another_unit_does_not_count(db: Database, keeper: Bookkeeper):
    """Transferred, and only the first unit knows."""
    await opened(db, a_ticket())
    await write(db, parcels=[a_departments_parcel(department="heating")])

    assert [found.kind for found in await keeper.finds()] == [Kind.TICKET_UNTOLD]


async def test_an_answer_that_was_never_sent_is_found_and_sent(db: Database, keeper: Bookkeeper):
    """The department replied; no parcel carries it. What the citizen added later changes nothing"""
    ticket = answered_ticket().after(Event(Step.SUPPLEMENTED, NOW, "citizen", {"text": "…"}))
    await opened(db, ticket)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.ANSWER_UNSENT, ticket.number)
    (parcel,) = await claimed(db)
    assert "修好了" in parcel.body["reply"]["text"]
    assert (parcel.id, parcel.target) == (f"answer-{ticket.number}-2", "c1")
    assert await keeper.finds() == []


async def test_an_answer_that_was_delivered_and_not_marked_is_found_and_marked(
    db: Database, keeper: Bookkeeper
):
    """The citizen has it; the ticket still says 待送达."""
    ticket = answered_ticket()
    parcel = a_citizens_parcel(id="a", number=ticket.number, state=ParcelState.DELIVERED)
    body = {**parcel.body, "step": 2}
    await opened(db, ticket)
    await write(db, parcels=[replace(parcel, body=body, channel="customer_service")])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.ANSWER_UNMARKED, ticket.number)
    now = await SqlTickets(db).find(ticket.number)
    assert now.state is State.ANSWERED
    assert now.last.data == {"channel": "customer_service", "parcel": "a"}
    assert await keeper.finds() == []


async def test_an_answer_on_its_way_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Held for the citizen's next message is on its way, too."""
    ticket = answered_ticket()
    await opened(db, ticket)
    held = a_citizens_parcel(id="a", number=ticket.number, state=ParcelState.HELD)
    await write(db, parcels=[held])

    assert await keeper.finds() == []


@pytest.mark.parametrize("state", [ParcelState.GIVEN_UP, ParcelState.UNCERTAIN])
async def test_what_was_given_up_in_silence_is_found_and_rings(
    db: Database, keeper: Bookkeeper, state: ParcelState
):
    """No alarm about this unit since the parcel was last due."""
    await write(
        db,
        parcels=[a_departments_parcel(state=state, error="HTTP 410")],
        alarms=[Alarm(f"parcel.{state}", "construction", "…", NOW - timedelta(hours=2))],
    )

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.PARCEL_SILENT, "d1")
    newest, _ = await SqlAlarms(db).recent(NOW - timedelta(days=1))
    assert (newest.kind, newest.at) == (f"parcel.{state}", LATER)
    assert "HTTP 410" in newest.text
    assert await keeper.finds() == []


async def test_a_kept_answer_whose_citizen_can_be_reached_is_found_and_sent(
    db: Database, keeper: Bookkeeper
):
    """Those of other citizens stay where they are."""
    mine = a_citizens_parcel(id="mine", citizen="c1", state=ParcelState.HELD)
    other = a_citizens_parcel(id="other", citizen="c2", state=ParcelState.HELD)
    await write(db, parcels=[mine, other])
    keeper.reach.citizens = {"c1"}

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.PARCEL_REACHABLE, "mine")
    assert [parcel.id for parcel in await claimed(db)] == ["mine"]


async def test_a_file_that_was_never_fetched_is_found_and_due_again(
    db: Database, keeper: Bookkeeper
):
    """It waits since half a day."""
    file = Attachment("f1", "c1", "image", "media", NOW, due_at=NOW + timedelta(days=9))
    await write(db, attachments=[file])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.FILE_UNFETCHED, "f1")
    due = await SqlAttachments(db).to_fetch(LATER, timedelta(minutes=1), 9)
    assert [attachment.id for attachment in due] == ["f1"]


@pytest.mark.parametrize(
    "harm",
    [
        sa.update(tickets).values(state="closed"),
        sa.update(tickets).values(department="heating"),
        sa.delete(tickets),
    ],
    ids=["state", "department", "gone"],
)
async def test_a_row_that_differs_from_its_log_is_found_and_computed_anew(
    db: Database, keeper: Bookkeeper, harm: sa.Executable
):
    """The log is the truth."""
    ticket, told = a_told_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED)
    await opened(db, ticket)
    await write(db, parcels=[told])
    await change(db, harm)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.TICKET_DIFFERS, ticket.number)
    assert [t.number for t in await SqlTickets(db).of_citizen("c1")] == [ticket.number]
    assert await keeper.finds() == []


async def test_a_row_without_a_log_is_found_and_removed(db: Database, keeper: Bookkeeper):
    """There is no such ticket."""
    row = {"citizen": "c1", "type": "complaint", "state": "closed", "title": "…", "steps": 1}
    times = dict.fromkeys(("opened_at", "due_at", "moved_at"), NOW)
    await change(db, sa.insert(tickets).values(number="ghost", **row, **times))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject, found.mended) == (Kind.TICKET_DIFFERS, "ghost", True)
    assert await keeper.finds() == []


async def test_a_log_that_cannot_be_read_hides_no_other_and_is_left_to_a_human(
    db: Database, keeper: Bookkeeper
):
    """Steps in an order that cannot have been: nothing is guessed."""
    broken = a_ticket(number="broken")
    impossible = replace(broken, log=(*broken.log, Event(Step.CLOSED, NOW, "citizen", {})))
    good, told = a_told_ticket(number="good")
    await opened(db, impossible, good)
    await write(db, parcels=[told, replace(told, id="b", number="broken", lane="broken")])
    await change(db, sa.update(tickets).where(tickets.c.number == "good").values(title="x"))

    found = await keeper.finds(mend=True)

    assert {one.subject: one.mended for one in found} == {"broken": False, "good": True}


async def test_what_is_left_in_the_spool_is_found(keeper: Bookkeeper):
    """The gateway drains it; if it does not, a human looks."""
    keeper.spool = [("000001.call", NOW), ("000002.call", LATER)]

    assert await keeper.finds(mend=True) == [Finding(Kind.SPOOL_LEFT, "000001.call", NOW)]


async def test_the_worker_rings_once_for_each_kind_and_mends_only_missing_alarms(
    db: Database, keeper: Bookkeeper
):
    """A fault is seen by a human before it is covered up."""
    await opened(db, *(a_ticket(number=f"n{n}") for n in range(3)))
    await write(db, parcels=[a_departments_parcel(state=ParcelState.GIVEN_UP, number="x")])
    rung: list[Alarm] = []

    async def bell(alarm: Alarm) -> None:
        rung.append(alarm)

    found = await Watch(keeper.reconciler(), bell, keeper.clock, timedelta(days=1)).look()

    assert found == 3
    assert [alarm.kind for alarm in rung] == ["reconcile.ticket.untold"]
    assert "3 件" in rung[0].text
    alarms = await SqlAlarms(db).recent(NOW - timedelta(days=1))
    assert [alarm.kind for alarm in alarms] == ["parcel.given_up"]


def answered_ticket() -> Ticket:
    """Its department answered."""
    data = {"text": "修好了", "outcome": "resolved", "department": "construction"}
    return a_ticket().after(Event(Step.REPLIED, NOW, "construction", data))


async def claimed(db: Database) -> list[Parcel]:
    """What a worker would send now."""
    return await SqlOutbox(db).claim(LATER, timedelta(minutes=1), 99, [])


async def test_the_first_message_of_a_span_is_found_among_many(db: Database, keeper: Bookkeeper):
    """Older ones are not looked at again."""
    for n in range(40):
        message = a_message(key=f"m{n}", citizen=f"c{n}")
        row = await SqlInbox(db).receive(message, NOW - timedelta(hours=n < 30))
        await SqlInbox(db).failed(row, "ValueError", give_up_after=1)

    found = await keeper.reconciler().findings(NOW - timedelta(minutes=1), mend=False)

    assert len(found) == 10
