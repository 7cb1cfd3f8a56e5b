"""Staff handle several tickets as one: one answer for all, and each goes back to what it was."""

import pytest

from bot.domain.errors import CallIdTaken, FieldRejected, NotFound, StepNotAllowed
from bot.domain.replies import Reply
from bot.domain.tickets import State, Step
from bot.domain.together import gathered_by, lead_of
from bot.services import joining
from bot.services.department_calls import Verb
from tests.services.caseroom import CLERK, NUMBERS, SUPERVISOR, Caseroom, a_person

LEAD, *OTHERS = NUMBERS[:5]


async def merged(room: Caseroom, call_id: str = "merge-1") -> None:
    await room.work.merge(CLERK, LEAD, OTHERS, call_id=call_id)


async def test_five_tickets_are_answered_once_and_each_citizen_hears_it():
    """With their own number, and an own word on whether it helped."""
    room = Caseroom()
    await merged(room)

    await room.acts(Verb.ANSWER)

    for citizen, number in enumerate((LEAD, *OTHERS), 1):
        (words,) = room.said_to(f"c{citizen}")
        assert number in words
        (parcel,) = [one for one in room.store.parcels if one.target == f"c{citizen}"]
        choices = Reply.from_record(parcel.body["reply"]).choices
        assert {choice.entities["number"] for choice in choices} == {number}
    assert {(await room.ticket(one)).state for one in (LEAD, *OTHERS)} == {State.REPLIED}


async def test_one_citizen_may_be_content_and_the_next_is_not():
    """Each rates what came of their own ticket."""
    room = Caseroom()
    await merged(room)
    await room.acts(Verb.ANSWER)
    desk = room.house.a_desk(citizen="c2")

    desk.reopen(await desk.ticket(OTHERS[0]), "没有修好")
    await room.store.tickets.apply(desk.changes)

    assert (await room.ticket(OTHERS[0])).state is State.DISPATCHED
    assert lead_of(await room.ticket(OTHERS[0])) is None
    assert (await room.ticket(OTHERS[1])).state is State.REPLIED


async def test_taken_apart_all_five_histories_go_on_by_themselves():
    """Nothing of what was in them is gone, and the next answer is for one."""
    room = Caseroom()
    before = [(await room.ticket(one)).log for one in (LEAD, *OTHERS)]
    await merged(room)

    await room.work.part(CLERK, LEAD, call_id="part-1")

    for number, log in zip((LEAD, *OTHERS), before, strict=True):
        ticket = await room.ticket(number)
        assert ticket.log[: len(log)] == log
        assert (lead_of(ticket), gathered_by(ticket), ticket.state) == (None, (), State.DISPATCHED)
    await room.acts(Verb.ANSWER)
    assert [room.said_to(f"c{n}") == [] for n in range(1, 6)] == [False, True, True, True, True]


async def test_one_of_them_may_be_taken_out():
    """The others stay."""
    room = Caseroom()
    await merged(room)

    await room.work.part(CLERK, OTHERS[0], call_id="part-1")

    assert gathered_by(await room.ticket(LEAD)) == tuple(OTHERS[1:])
    assert lead_of(await room.ticket(OTHERS[0])) is None


async def test_merging_twice_by_one_form_counts_once():
    room = Caseroom()
    await merged(room)
    log = (await room.ticket(LEAD)).log

    done = await room.work.merge(CLERK, LEAD, OTHERS, call_id="merge-1")

    assert done.duplicate
    assert (await room.ticket(LEAD)).log == log
    with pytest.raises(CallIdTaken):
        await room.work.merge(CLERK, LEAD, OTHERS[:1], call_id="merge-1")


async def test_more_may_be_put_to_those_that_are_together():
    """Whoever is there already stays as they are."""
    room = Caseroom()
    await room.work.merge(CLERK, LEAD, OTHERS[:1], call_id="1")

    await room.work.merge(CLERK, LEAD, OTHERS[:2], call_id="2")

    assert gathered_by(await room.ticket(LEAD)) == tuple(OTHERS[:2])


@pytest.mark.parametrize("who", [a_person(department="heating"), a_person(disabled=True)])
async def test_who_may_not_handle_them_finds_none_of_them(who):
    room = Caseroom()
    await merged(room)

    with pytest.raises(NotFound):
        await room.work.merge(who, LEAD, OTHERS, call_id="1")
    with pytest.raises(NotFound):
        await room.work.part(who, LEAD, call_id="2")


async def test_a_ticket_out_of_sight_cannot_be_drawn_in():
    """Though the lead is one's own."""
    room = Caseroom()
    await room.acts(Verb.TRANSFER, number=OTHERS[0])

    with pytest.raises(NotFound):
        await merged(room)

    assert gathered_by(await room.ticket(LEAD)) == ()


async def test_only_tickets_of_one_unit_go_together():
    """Also for who sees both."""
    room = Caseroom()
    await room.acts(Verb.TRANSFER, number=OTHERS[0])

    with pytest.raises(StepNotAllowed, match="供热管理办公室"):
        await room.work.merge(SUPERVISOR, LEAD, OTHERS, call_id="1")


async def test_what_is_answered_neither_gathers_nor_joins():
    room = Caseroom()
    await room.acts(Verb.ANSWER)

    with pytest.raises(StepNotAllowed, match=f"主件 {LEAD} 现在是“待送达”"):
        await merged(room)
    with pytest.raises(StepNotAllowed, match="待送达"):
        await room.work.merge(CLERK, OTHERS[0], [LEAD], call_id="2")


async def test_what_is_together_with_others_says_with_which():
    """A lead of its own is no joiner, and a joiner no lead."""
    room = Caseroom()
    await room.work.merge(CLERK, LEAD, OTHERS[:1], call_id="1")

    with pytest.raises(StepNotAllowed, match=f"已并入 {LEAD}"):
        await room.work.merge(CLERK, OTHERS[0], [OTHERS[1]], call_id="2")
    with pytest.raises(StepNotAllowed, match=f"已并入 {LEAD}"):
        await room.work.merge(CLERK, OTHERS[1], [OTHERS[0]], call_id="3")
    with pytest.raises(StepNotAllowed, match="请以它为主件"):
        await room.work.merge(CLERK, OTHERS[1], [LEAD], call_id="4")


@pytest.mark.parametrize("numbers", [[], [LEAD]])
async def test_nothing_is_merged_with_nothing(numbers: list[str]):
    with pytest.raises(FieldRejected):
        await Caseroom().work.merge(CLERK, LEAD, numbers, call_id="1")


async def test_what_is_alone_cannot_be_taken_apart():
    with pytest.raises(StepNotAllowed, match="没有与别的工单并办"):
        await Caseroom().work.part(CLERK, LEAD, call_id="1")


async def test_after_the_answer_they_are_not_taken_apart_any_more():
    """Everybody has it already."""
    room = Caseroom()
    await merged(room)
    await room.acts(Verb.ANSWER)

    with pytest.raises(StepNotAllowed, match="不能再分开"):
        await room.work.part(CLERK, LEAD, call_id="1")


async def test_who_moves_while_they_are_merged_is_not_overlooked():
    """The merger is taken anew, and sees it."""
    room = Caseroom()
    find, looks = room.store.tickets.find, 0

    async def overtaken(number: str):
        nonlocal looks
        ticket, looks = await find(number), looks + 1
        if looks == 3:
            await room.happens(Step.SUPPLEMENTED, OTHERS[0], text="还在")
        return ticket

    room.store.tickets.find = overtaken  # type: ignore[method-assign]
    await merged(room)

    steps = [event.step for event in (await find(OTHERS[0])).log[2:]]
    assert set(steps) == {Step.SUPPLEMENTED, Step.JOINED}


async def test_the_units_own_system_hears_of_it():
    """It may be the one that answers."""
    room = Caseroom()

    await merged(room)

    (parcel,) = room.store.parcels
    assert parcel.body["type"] == "ticket.joined"
    assert parcel.body["ticket"]["people"] == 5


async def test_who_joined_by_a_clerk_may_still_leave():
    """Nobody is kept in company."""
    room = Caseroom()
    await merged(room)
    desk = room.house.a_desk(citizen="c2")

    await joining.leave(desk, await desk.ticket(OTHERS[0]))
    await room.store.tickets.apply(desk.changes)

    assert OTHERS[0] not in gathered_by(await room.ticket(LEAD))


async def test_the_answer_to_all_ends_what_a_person_had_begun_in_one_of_them():
    """When it comes back, the bot speaks in it again."""
    room = Caseroom()
    await room.acts(Verb.ACKNOWLEDGE, number=OTHERS[0], call_id="ack")
    await merged(room)

    await room.acts(Verb.ANSWER)

    steps = [event.step for event in (await room.ticket(OTHERS[0])).log[-2:]]
    assert steps == [Step.RELEASED, Step.REPLIED]
