"""What a turn begins with."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.parcels import Parcel, ParcelState
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Conversation, Opening
from tests.builders import NOW, a_citizens_parcel, a_message, a_ticket
from tests.contracts.turns import an_ending, finish, held

LATER = (NOW + timedelta(days=3)).isoformat()


async def test_a_strangers_turn_begins_with_nothing(store):
    """Nothing is remembered, nothing waits, and nobody need look for tickets."""
    row = await store.inbox.receive(a_message(), NOW)
    await store.tickets.apply(
        Changes(
            tickets={"t9": TicketChange(None, a_ticket(number="t9", citizen="c9"))},
            parcels=[a_citizens_parcel(id="other", citizen="c9")],
        )
    )

    opening = await store.inbox.opening_for("c1")

    assert opening == Opening(row, Conversation("c1"), held=[], offered=(), has_tickets=False)
    assert await store.inbox.opening_for("c9") is None


async def test_a_turn_begins_where_the_last_one_ended(store):
    """With the oldest open row, and all that is remembered."""
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await store.inbox.receive(a_message(key="c"), NOW)
    conversation = Conversation(
        "c1", 0, [{"event": "user"}], {"[手机号1]": "139"}, (Choice("好", "yes"),), NOW
    )
    await store.inbox.finish(first, conversation, Changes(), an_ending(), an_ending())

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert opening.row == second
    assert opening.conversation == replace(conversation, version=1)


async def test_a_turn_begins_with_what_waits_for_the_citizen(store):
    """Answers that are held, the newest offer, and whether there is a ticket to speak of."""
    row = await store.inbox.receive(a_message(key="a"), NOW)
    await finish(store, row)
    await held(store, "kept")
    offered = an_offer("sent", "要", at=NOW + timedelta(seconds=2))
    await store.tickets.apply(
        Changes(
            tickets={"t1": TicketChange(None, a_ticket(number="t1"))},
            parcels=[an_offer("older", "不", at=NOW + timedelta(seconds=1)), offered],
        )
    )
    await store.inbox.receive(a_message(key="b"), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert [parcel.id for parcel in opening.held] == ["kept"]
    assert [choice.title for choice in opening.offered] == ["要"]
    assert opening.has_tickets


async def test_an_offer_from_before_the_last_turn_is_no_offer_any_more(store):
    """What was said since stands in the conversation itself."""
    row = await store.inbox.receive(a_message(key="a"), NOW)
    await store.tickets.apply(Changes(parcels=[an_offer("sent", "要", at=NOW)]))
    await finish(store, row)
    await store.inbox.receive(a_message(key="b"), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert opening.offered == ()


async def test_an_offer_that_is_on_its_way_counts(store):
    """The citizen may have it before we know."""
    parcel = replace(an_offer("p1", "要", at=NOW), state=ParcelState.WAITING, delivered_at=None)
    await store.tickets.apply(Changes(parcels=[parcel]))
    await store.outbox.claim(NOW, timedelta(minutes=1), 10, [])
    await store.inbox.receive(a_message(), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert [choice.title for choice in opening.offered] == ["要"]


def an_offer(parcel_id: str, title: str, *, at) -> Parcel:
    """A delivered parcel that ends with one choice."""
    reply = Reply("行吗", (Choice(title, "yes"),)).as_record()
    body = {"reply": reply, "purpose": "answer", "step": None}
    parcel = a_citizens_parcel(id=parcel_id)
    return replace(parcel, body=body, state=ParcelState.DELIVERED, delivered_at=at)


async def test_a_turn_knows_whether_a_person_has_a_case_of_this_citizen(store):
    """Taken, or asked about; and no longer once it is the bot's again, or answered."""
    dispatched = a_ticket(number="t1")
    asked = {"text": "几楼？", "until": LATER, "was_due": LATER, "days": 3, "due_at": LATER}
    taken = dispatched.after(Event(Step.TAKEN, NOW, "construction", {"by": {"name": "王"}}))
    released = taken.after(Event(Step.RELEASED, NOW, "system", {}))
    waiting = released.after(Event(Step.ASKED, NOW, "construction", asked))
    answered = waiting.after(Event(Step.RESPONDED, NOW, "citizen", {}))
    await store.inbox.receive(a_message(), NOW)
    before, seen = None, []

    for ticket in (dispatched, taken, released, waiting, answered):
        change = {"t1": TicketChange(before, ticket)}
        await store.tickets.apply(Changes(tickets=change))
        opening, before = await store.inbox.opening_for("c1"), ticket
        seen.append(opening.in_person)

    assert seen == [False, True, False, True, False]
