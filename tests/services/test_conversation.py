"""One turn: what the dialogue hears, and what is said when it cannot help."""

from datetime import timedelta

import pytest

from bot.domain.errors import DialogueFailed
from bot.domain.messages import Kind, Media, Point
from bot.domain.parcels import ParcelState
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import State, Step, Type
from bot.services.desk import Desk
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.dialogue import Heard
from tests.builders import a_call, a_citizens_parcel, a_ticket, an_appeal
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House

OFFER = Reply(
    "您想问哪个？", (Choice("社保卡", "faq_chosen", {"faq_key": "card"}), Choice("人工", "handoff"))
)


async def _offer(heard: Heard, desk: Desk) -> Reply:
    return OFFER


async def _open(heard: Heard, desk: Desk) -> Reply:
    ticket = await desk.open_ticket(an_appeal(content=heard.text, contact=heard.text), {})
    return Reply(f"已受理 {ticket.number}")


async def test_the_dialogue_only_ever_hears_masks():
    """Phone numbers stay out of Rasa; the ticket still has the real one."""
    house = House(FakeDialogue(_open))

    await house.reception.answer(a_call("路灯坏了，电话13800138000"))

    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert "13800138000" not in house.dialogue.heard[0].text
    assert "13800138000" not in str(house.store.kept.conversations["c1"].memory)
    assert ticket.appeal.contact == "路灯坏了，电话13800138000"


@pytest.mark.parametrize("said", ["1", "１", "1.", " 1。", "社保卡"])
async def test_a_choice_is_taken_by_its_number_or_its_title(said: str):
    """One tap or one digit is enough."""
    house = House(FakeDialogue(_offer))
    await house.reception.answer(a_call("社保", key="m1"))

    await house.reception.answer(a_call(said, key="m2"))

    assert house.dialogue.heard[1].choice == OFFER.choices[0]


async def test_the_choices_of_an_answer_that_was_delivered_later_can_be_taken():
    """A department's answer ends with 已解决 / 没解决, sent by the worker."""
    house = House()
    offer = Reply(
        "答复", (Choice("已解决", "solved", {"number": "n"}), Choice("没解决", "not_solved"))
    )
    parcel = a_citizens_parcel(state=ParcelState.DELIVERED, delivered_at=house.clock())
    parcel.body["reply"].update(offer.as_record())
    house.store.write(Changes(parcels=[parcel]))

    await house.reception.answer(a_call("1"))

    assert house.dialogue.heard[0].choice == offer.choices[0]


async def test_after_a_long_silence_the_conversation_begins_afresh():
    """Yesterday's half-filled form does not swallow today's question."""
    house = House(FakeDialogue(_offer))
    await house.reception.answer(a_call("昨天", key="m1"))
    house.clock.forward(minutes=31)

    await house.reception.answer(a_call("1", key="m2"))

    assert house.dialogue.heard[1].choice is None
    assert house.store.kept.conversations["c1"].memory == [{"heard": "1"}]


async def test_an_emergency_is_answered_without_the_dialogue_and_a_human_is_alarmed():
    """Fire does not wait for Rasa, and works when Rasa is down."""
    house = House()
    house.dialogue.broken = True

    reply, _ = await house.reception.answer(a_call("我家着火了快来人"))

    assert reply is not None
    assert "119" in reply.text
    assert house.dialogue.heard == []
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["emergency.fire"]
    told = {parcel.body.get("type") for parcel in house.store.parcels}
    assert {"ticket.dispatched", "alarm.raised"} <= told


async def test_an_emergency_inside_other_talk_names_the_number_first_and_keeps_every_word():
    """Whoever asks about insurance and then sees smoke reads 119 before anything else."""
    said = "本来想问医保怎么报，等等，楼道里现在全是烟"
    house = House()

    reply, _ = await house.reception.answer(a_call(said))

    assert reply is not None
    assert reply.text.startswith("请马上拨打 119")
    assert "12345" in reply.text + str([parcel.body for parcel in house.store.parcels])
    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert ticket.appeal.content == said


async def test_when_the_dialogue_is_broken_the_words_reach_people_as_a_ticket():
    """The citizen is told the number and the date, not an error."""
    house = House()
    house.dialogue.broken = True

    reply, _ = await house.reception.answer(a_call("小区停水两天了没人管"))

    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert reply is not None
    assert ticket.number in reply.text
    assert ticket.department == "service_center"


async def test_what_the_broken_dialogue_began_is_not_written():
    """Half a turn leaves nothing behind."""

    async def open_and_break(heard: Heard, desk: Desk) -> Reply:
        await desk.open_ticket(an_appeal(), {})
        house.dialogue.broken = True
        raise DialogueFailed("after the ticket")

    house = House(FakeDialogue(open_and_break))

    await house.reception.answer(a_call("路灯坏了三天了"))

    assert len(house.store.kept.logs) == 1


async def test_a_picture_is_kept_and_adopted_by_the_ticket_that_follows():
    """Picture first, words second: both end up on one ticket."""
    house = House(FakeDialogue(_open))
    picture = a_call("", kind=Kind.IMAGE, key="m1", media=Media("image", "ref"))
    house.dialogue._answer = None
    await house.reception.answer(picture)
    house.dialogue._answer = _open

    await house.reception.answer(a_call("路灯坏了", key="m2"))

    (attachment,) = house.store.kept.attachments.values()
    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert house.dialogue.heard[0].choice == Choice("图片", "attach")
    assert attachment.number == ticket.number


async def test_a_location_is_heard_as_a_place():
    """The map's label answers where."""
    house = House()

    await house.reception.answer(
        a_call("", kind=Kind.LOCATION, point=Point(39.9, 116.4, "人民广场"))
    )

    assert house.dialogue.heard[0].choice == Choice("位置", "inform", {"place": "人民广场"})


async def test_an_answer_that_was_held_leads_the_next_reply_and_counts_as_delivered():
    """Accounts that may not push: the citizen's next message brings the answer first."""
    house = House()
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    held = a_citizens_parcel("局里的答复", number=ticket.number, state=ParcelState.HELD)
    held.body["step"] = 2
    house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}, parcels=[held]))

    reply, _ = await house.reception.answer(a_call("你好"))

    assert reply is not None
    assert reply.text.startswith("局里的答复\n您说：你好")
    assert (await house.store.tickets.find(ticket.number)).state is State.ANSWERED
    assert house.store.parcels[0].state is ParcelState.DELIVERED


async def test_the_choices_of_an_answer_that_was_held_could_not_be_taken():
    """It led the reply and ended with “1. 已解决”: the next message may be just “1”."""
    house = House()
    solved = Choice("已解决", "solved", {"number": "n"})
    held = a_citizens_parcel(state=ParcelState.HELD)
    held.body["reply"].update(Reply("答复", (solved,)).as_record())
    house.store.write(Changes(parcels=[held]))
    reply, _ = await house.reception.answer(a_call("你好", key="m1"))

    await house.reception.answer(a_call("1", key="m2"))

    assert reply is not None
    assert "1. 已解决" in reply.words
    assert house.dialogue.heard[1].choice == solved


async def test_an_answer_that_was_held_stood_before_the_number_to_call():
    """Somebody whose house is burning reads 119 first; the answer waits a little longer."""
    house = House()
    house.store.write(Changes(parcels=[a_citizens_parcel("答复" * 60, state=ParcelState.HELD)]))

    reply, _ = await house.reception.answer(a_call("我家着火了"))

    assert reply is not None
    assert reply.text.startswith("请马上拨打 119")
    assert house.store.parcels[0].state is ParcelState.HELD


async def test_a_picture_went_to_a_ticket_that_the_broken_dialogue_never_opened():
    """What the dialogue began is dropped; the picture waits for the ticket that will be."""
    house = House(FakeDialogue(_open_and_break))

    await house.reception.answer(
        a_call("", kind=Kind.IMAGE, media=Media("image", "media-1"), key="m1")
    )

    (picture,) = house.store.kept.attachments.values()
    assert house.store.kept.logs == {}
    assert picture.number is None


async def _open_and_break(heard: Heard, desk: Desk) -> Reply:
    await desk.open_ticket(an_appeal(), {})
    raise DialogueFailed("after the ticket")


async def test_the_second_part_does_not_overtake_the_first():
    """The first is still on its way back to the channel when the turn is written."""
    house = House(FakeDialogue(_say_much))

    await house.reception.answer(a_call("说说"))

    assert await house.delivery.start_due() == 0
    house.clock.forward(seconds=1)
    assert await house.delivery.start_due() == 1


async def _say_much(heard: Heard, desk: Desk) -> Reply:
    return Reply("长" * 150)


async def test_a_long_answer_is_cut_and_the_rest_follows_with_a_page():
    """The channel's limit never eats an answer."""

    async def long(heard: Heard, desk: Desk) -> Reply:
        return Reply("长" * 500)

    house = House(FakeDialogue(long))

    reply, _ = await house.reception.answer(a_call("说来话长"))

    (rest,) = house.store.parcels
    (page,) = house.store.kept.pages.values()
    assert reply == Reply("长" * 100)
    assert rest.body["purpose"] == "rest"
    assert "http://huiying.test/read/" in rest.body["reply"]["text"]
    assert page == "长" * 500


async def test_an_urgent_ticket_is_due_the_same_day():
    """Emergencies do not wait for working days."""
    house = House()

    await house.reception.answer(a_call("有人拿刀砍人快报警"))

    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert ticket.due_at - ticket.opened_at < timedelta(days=1)
    assert ticket.appeal.type is Type.HELP
