"""What a department may do with a ticket it holds."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import tickets
from bot.domain.errors import (
    CallIdTaken,
    FieldRejected,
    NotFound,
    NotYours,
    StepNotAllowed,
    TurnConflict,
)
from bot.domain.parcels import Addressee, Parcel
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Outcome, State, Step, Ticket
from bot.services.answers import Answers
from bot.services.cutting import Cutter
from bot.services.department_calls import LONGEST_TEXT, Call, DepartmentCalls, Verb
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket, an_appeal
from tests.fakes.house import CATALOGUE, FakeChannel, FakeClock, FakeWaker
from tests.fakes.store import FakeStore

NUMBER = "20261123-4821-07"
FIELDS: dict[Verb, dict[str, Any]] = {
    Verb.ACKNOWLEDGE: {"by": "王工"},
    Verb.NOTE: {"text": "已派人去看"},
    Verb.ANSWER: {"text": "路灯已经修好。", "outcome": "resolved"},
    Verb.RETURN: {"reason": "不归我们管"},
    Verb.TRANSFER: {"to": "heating", "reason": "这是供暖的事"},
}


class Office:
    """The calls' service over fakes, with one ticket at unit construction."""

    def __init__(self, ticket: Ticket | None = None) -> None:
        self.store = FakeStore()
        self.waker = FakeWaker()
        self.clock = FakeClock()
        self.clock.forward(hours=1)
        self.calls = DepartmentCalls(
            tickets=self.store.tickets,
            catalogue=CATALOGUE,
            answers=Answers(Cutter(FakeChannel().fit, lambda token: f"http://h.test/read/{token}")),
            waker=self.waker,
            clock=self.clock,
        )
        self.put(ticket or a_ticket())

    def put(self, ticket: Ticket) -> None:
        self.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))

    async def take(self, verb: Verb, call_id: str = "call-1", **changes: Any) -> Any:
        values = {"department": "construction", "number": NUMBER, "fields": FIELDS[verb]} | changes
        return await self.calls.take(Call(id=call_id, verb=verb, **values))

    async def ticket(self) -> Ticket:
        return await self.store.tickets.find(NUMBER)

    def parcels_to(self, addressee: Addressee) -> list[Parcel]:
        return [parcel for parcel in self.store.parcels if parcel.addressee is addressee]


def suggested(*codes: str, to: str = "construction") -> Ticket:
    """A ticket that was dispatched to the first of several suggestions."""
    departments = [{"code": code, "score": 0.5, "reason": "r"} for code in codes]
    why = {"departments": departments}
    ticket = tickets.opened(NUMBER, "c1", an_appeal(), NOW, NOW + timedelta(days=3), why)
    data = {"department": to, "reason": "提到“路灯”"}
    return ticket.after(Event(Step.DISPATCHED, NOW, "system", data))


# --- each verb ---


async def test_acknowledging_says_that_the_unit_has_it():
    """签收: written down; the citizen is not bothered."""
    office = Office()

    done = await office.take(Verb.ACKNOWLEDGE)

    ticket = await office.ticket()
    assert (done.state, done.state_name, done.duplicate) == ("acknowledged", "已签收", False)
    assert ticket.state is State.ACKNOWLEDGED
    assert ticket.last.actor == "construction"
    assert ticket.last.at == office.clock.now
    assert office.store.parcels == []


@pytest.mark.parametrize("fields", [{}, {"by": None}, {"by": ""}])
async def test_whoever_acknowledges_may_stay_unnamed(fields: dict[str, Any]):
    """The unit answers for it."""
    office = Office()

    await office.take(Verb.ACKNOWLEDGE, fields=fields)

    assert (await office.ticket()).last.data == {"by": None}


async def test_a_note_is_kept_and_never_reaches_the_citizen():
    """It is the unit's own."""
    office = Office()

    await office.take(Verb.NOTE)

    assert (await office.ticket()).state is State.IN_PROGRESS
    assert office.store.parcels == []


async def test_an_answer_goes_to_the_citizen_under_the_units_name():
    """With what it did for them, and a way to say that it did not."""
    office = Office()

    done = await office.take(Verb.ANSWER)

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    reply = Reply.from_record(parcel.body["reply"])
    assert done.state_name == "待送达"
    assert reply.text == (
        "【城乡建设局】对您的诉求 20261123-4821-07 的答复：\n路灯已经修好。\n办理结果：已解决"
    )
    assert [(c.title, c.intent, c.entities) for c in reply.choices] == [
        ("已解决", "solved", {"number": NUMBER}),
        ("没解决", "not_solved", {"number": NUMBER}),
    ]
    assert (parcel.target, parcel.lane, parcel.number) == ("c1", "c1", NUMBER)
    assert office.waker.woken == 1


async def test_an_answers_parcel_names_the_step_it_carries():
    """So that its delivery can be written down at the right place."""
    office = Office(a_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED))

    await office.take(Verb.ANSWER)

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    ticket = await office.ticket()
    assert parcel.body["purpose"] == "answer"
    assert ticket.log[parcel.body["step"]].step is Step.REPLIED
    assert ticket.log[parcel.body["step"]].data == {
        "text": "路灯已经修好。",
        "outcome": "resolved",
        "department": "construction",
    }


async def test_an_answer_does_not_count_as_answered_before_it_is_delivered():
    """待送达, not 已答复."""
    office = Office()

    await office.take(Verb.ANSWER)

    assert (await office.ticket()).state is State.REPLIED


async def test_a_persons_name_never_leaves_the_house():
    """Whoever signed for it: the citizen sees the unit."""
    office = Office()
    await office.take(Verb.ACKNOWLEDGE, "call-1", fields={"by": "王建国"})

    await office.take(Verb.ANSWER, "call-2")

    assert "王建国" not in json.dumps([p.body for p in office.store.parcels], ensure_ascii=False)


async def test_a_long_answer_is_one_message_with_a_link_to_all_of_it():
    """The channel counts messages, and an answer must not cost three."""
    office = Office()
    text = "您反映的问题，我们逐条回复如下。" * 100

    await office.take(Verb.ANSWER, fields={"text": text, "outcome": "explained"})

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    reply = Reply.from_record(parcel.body["reply"])
    ((token, page),) = office.store.kept.pages.items()
    assert f"http://h.test/read/{token}" in reply.text
    assert len(reply.text) < 500
    assert text in page
    assert len(reply.choices) == 2


async def test_a_returned_ticket_goes_on_at_once_to_the_next_suggestion():
    """Nobody is left without somebody who handles it."""
    office = Office(suggested("construction", "heating"))

    done = await office.take(Verb.RETURN)

    ticket = await office.ticket()
    assert (done.state, ticket.department) == ("dispatched", "heating")
    assert [event.step for event in ticket.log[-2:]] == [Step.RETURNED, Step.DISPATCHED]
    (parcel,) = office.store.parcels
    assert (parcel.target, parcel.body["type"]) == ("heating", "ticket.dispatched")
    assert parcel.body["change"] == {"text": "城乡建设局退回：不归我们管"}
    assert parcel.body["ticket"]["reason"] == "城乡建设局退回：不归我们管"
    assert office.waker.woken == 1


async def test_without_another_suggestion_the_coordinating_centre_decides():
    """With the reason in hand."""
    office = Office(suggested("construction"))

    await office.take(Verb.RETURN)

    assert (await office.ticket()).department == "service_center"


async def test_a_suggestion_that_left_the_catalogue_is_passed_over():
    """A unit that was dissolved holds nothing."""
    office = Office(suggested("construction", "dissolved", "heating"))

    await office.take(Verb.RETURN)

    assert (await office.ticket()).department == "heating"


async def test_after_a_second_return_the_coordinating_centre_decides():
    """No ping-pong."""
    office = Office(suggested("construction", "heating", "service_center"))
    await office.take(Verb.RETURN, "call-1")

    await office.take(Verb.RETURN, "call-2", department="heating")

    assert (await office.ticket()).department == "service_center"


async def test_the_coordinating_centre_itself_cannot_return():
    """Somebody must hold it: it passes the ticket on instead."""
    office = Office(suggested(to="service_center"))

    with pytest.raises(StepNotAllowed, match="转给"):
        await office.take(Verb.RETURN, department="service_center")

    assert (await office.ticket()).department == "service_center"


async def test_a_transferred_ticket_is_with_the_other_unit_and_it_is_told():
    """In one step, with the reason."""
    office = Office()

    done = await office.take(Verb.TRANSFER)

    ticket = await office.ticket()
    assert (done.state, ticket.state, ticket.department) == (
        "dispatched",
        State.DISPATCHED,
        "heating",
    )
    (parcel,) = office.store.parcels
    assert (parcel.target, parcel.body["type"]) == ("heating", "ticket.transferred")
    assert parcel.body["change"] == {"text": "城乡建设局转来：这是供暖的事"}


async def test_whoever_passed_a_ticket_on_has_no_more_say_in_it():
    """And its new holder has."""
    office = Office()
    await office.take(Verb.TRANSFER, "call-1")

    with pytest.raises(NotYours):
        await office.take(Verb.ANSWER, "call-2")
    await office.take(Verb.ANSWER, "call-3", department="heating")

    reply = Reply.from_record(office.parcels_to(Addressee.CITIZEN)[0].body["reply"])
    assert reply.text.startswith("【供热管理办公室】")


# --- what is refused ---


@pytest.mark.parametrize("verb", Verb)
async def test_a_ticket_of_another_unit_is_not_touched(verb: Verb):
    """Whatever the call says."""
    office = Office()
    before = await office.ticket()

    with pytest.raises(NotYours):
        await office.take(verb, department="heating")

    assert await office.ticket() == before
    assert office.store.parcels == []


@pytest.mark.parametrize("verb", Verb)
async def test_a_ticket_that_does_not_exist_is_not_found(verb: Verb):
    """And nothing is made up."""
    with pytest.raises(NotFound):
        await Office().take(verb, number="20261123-0000-00")


@pytest.mark.parametrize(
    ("verb", "changes", "field"),
    [
        (Verb.NOTE, {"text": None}, "text"),
        (Verb.NOTE, {"text": " \n "}, "text"),
        (Verb.NOTE, {"text": 7}, "text"),
        (Verb.NOTE, {"text": ["x"]}, "text"),
        (Verb.NOTE, {"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        (Verb.NOTE, {"text": "a\x00b"}, "text"),
        (Verb.NOTE, {"text": "a\x1bb"}, "text"),
        (Verb.NOTE, {"text": "a\ud800b"}, "text"),
        (Verb.ACKNOWLEDGE, {"by": 7}, "by"),
        (Verb.ANSWER, {"text": ""}, "text"),
        (Verb.ANSWER, {"outcome": None}, "outcome"),
        (Verb.ANSWER, {"outcome": "done"}, "outcome"),
        (Verb.ANSWER, {"outcome": ["resolved"]}, "outcome"),
        (Verb.ANSWER, {"outcome": {}}, "outcome"),
        (Verb.RETURN, {"reason": ""}, "reason"),
        (Verb.TRANSFER, {"reason": ""}, "reason"),
        (Verb.TRANSFER, {"to": ""}, "to"),
        (Verb.TRANSFER, {"to": "nobody"}, "to"),
        (Verb.TRANSFER, {"to": "construction"}, "to"),
        (Verb.TRANSFER, {"to": {"code": "heating"}}, "to"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_happens(
    verb: Verb, changes: dict[str, Any], field: str
):
    """The department's developer sees at once what to correct."""
    office = Office()
    before = await office.ticket()

    with pytest.raises(FieldRejected) as raised:
        await office.take(verb, fields={**FIELDS[verb], **changes})

    assert raised.value.field == field
    assert await office.ticket() == before
    assert office.store.kept.calls == {}


async def test_emoji_line_breaks_and_rare_characters_are_fine():
    """Only what cannot be shown is refused."""
    office = Office()

    await office.take(Verb.NOTE, fields={"text": "修好了👨‍👩‍👧\r\n\t𠮷　完毕"})

    assert (await office.ticket()).last.data["text"] == "修好了👨‍👩‍👧\r\n\t𠮷　完毕"


async def test_a_step_the_state_does_not_allow_is_refused():
    """An answered ticket is not answered again."""
    office = Office()
    await office.take(Verb.ANSWER, "call-1")

    with pytest.raises(StepNotAllowed):
        await office.take(Verb.ANSWER, "call-2")

    assert len(office.parcels_to(Addressee.CITIZEN)) == 1


@pytest.mark.parametrize("outcome", Outcome)
async def test_every_outcome_may_be_said(outcome: Outcome):
    """Closed is not solved."""
    office = Office()

    await office.take(Verb.ANSWER, fields={"text": "答复", "outcome": outcome.value})

    reply = Reply.from_record(office.store.parcels[0].body["reply"])
    assert reply.text.endswith(f"办理结果：{tickets.OUTCOME_NAMES[outcome]}")


# --- once ---


@pytest.mark.parametrize("verb", Verb)
async def test_a_repeated_call_gets_its_first_answer_and_nothing_happens(verb: Verb):
    """A department that heard nothing simply calls again."""
    office = Office()
    first = await office.take(verb)
    ticket, parcels = await office.ticket(), office.store.parcels

    second = await office.take(verb)

    assert (second.number, second.state, second.state_name) == (
        first.number,
        first.state,
        first.state_name,
    )
    assert (first.duplicate, second.duplicate) == (False, True)
    assert await office.ticket() == ticket
    assert office.store.parcels == parcels


@pytest.mark.parametrize(
    ("verb", "changes"),
    [
        (Verb.ANSWER, {"fields": {"text": "别的话", "outcome": "resolved"}}),
        (Verb.NOTE, {}),
        (Verb.ANSWER, {"number": "20261123-0000-01"}),
    ],
    ids=["another body", "another verb", "another ticket"],
)
async def test_an_id_that_was_used_for_something_else_is_refused(
    verb: Verb, changes: dict[str, Any]
):
    """A signature that was overheard is worth nothing elsewhere."""
    office = Office()
    await office.take(Verb.ANSWER)
    office.put(a_ticket(number="20261123-0000-01"))

    with pytest.raises(CallIdTaken):
        await office.take(verb, **changes)

    assert len(office.store.parcels) == 1


async def test_two_departments_may_choose_the_same_id():
    """An id is a department's own."""
    office = Office()
    await office.take(Verb.TRANSFER, "call-1")

    done = await office.take(Verb.ACKNOWLEDGE, "call-1", department="heating")

    assert not done.duplicate


async def test_the_same_call_twice_at_the_same_moment_happens_once():
    """Two connections, one answer."""
    office = Office()
    office.calls.tickets.apply_call = _twice_at_once(office)

    done = await office.take(Verb.ANSWER)

    assert done.duplicate
    assert len(office.store.parcels) == 1


async def test_a_ticket_that_moved_meanwhile_is_looked_at_again():
    """The citizen wrote in the very moment the department answered."""
    office = Office()
    apply_call = office.store.tickets.apply_call
    moved = False

    async def citizen_was_first(*arguments: Any) -> None:
        nonlocal moved
        if not moved:
            moved = True
            await _urge(office)
        await apply_call(*arguments)

    office.store.tickets.apply_call = citizen_was_first

    await office.take(Verb.ANSWER)

    steps = [event.step for event in (await office.ticket()).log[-2:]]
    assert steps == [Step.URGED, Step.REPLIED]


async def test_a_ticket_that_never_rests_is_given_back_to_the_caller():
    """It may try again later."""
    office = Office()

    async def always_late(*arguments: Any) -> None:
        raise TurnConflict("moved")

    office.store.tickets.apply_call = always_late

    with pytest.raises(TurnConflict):
        await office.take(Verb.ANSWER)


async def test_many_calls_at_once_leave_one_consistent_log():
    """One acknowledgement and one answer win; notes all stand."""
    office = Office()
    calls = [office.take(Verb.NOTE, f"note-{n}", fields={"text": f"第{n}次"}) for n in range(5)]

    await asyncio.gather(*calls, office.take(Verb.NOTE, "note-0", fields={"text": "第0次"}))

    notes = [e.data["text"] for e in (await office.ticket()).log if e.step is Step.NOTED]
    assert sorted(notes) == [f"第{n}次" for n in range(5)]


def _twice_at_once(office: Office) -> Callable[..., Any]:
    apply_call = office.store.tickets.apply_call

    async def somebody_else_first(*arguments: Any) -> None:
        await apply_call(*arguments)
        await apply_call(*arguments)

    return somebody_else_first


async def _urge(office: Office) -> None:
    ticket = await office.ticket()
    after = ticket.after(Event(Step.URGED, office.clock.now, "citizen", {"text": "催办"}))
    await office.store.tickets.apply(Changes(tickets={NUMBER: TicketChange(ticket, after)}))
