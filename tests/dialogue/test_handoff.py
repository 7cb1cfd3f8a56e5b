"""A person takes over, and reads what was asked and what was answered."""

import pytest

from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen

CENTRE = "service_center"


@pytest.mark.parametrize("between", [(), ("谢谢",), ("看不懂",)])
async def test_a_person_reads_the_question_and_the_answer(
    citizen: Citizen, between: tuple[str, ...]
):
    await citizen.says("医保卡丢了怎么办", *between[:1], "转人工")

    ticket = (await citizen.tickets())[0]
    assert "医保卡丢了怎么办" in ticket.appeal.content
    assert ticket.appeal.faq
    assert "挂失" in ticket.appeal.faq["answer"]


async def test_what_was_asked_inside_a_form_goes_along(citizen: Citizen):
    """To people who part the two, not to the unit of one of them."""
    await citizen.says("路灯坏了好几天", "医保卡丢了怎么办", "转人工")

    ticket = await citizen.ticket()
    assert ticket.department == CENTRE
    assert "路灯坏了好几天" in ticket.appeal.content
    assert "医保卡丢了怎么办" in ticket.appeal.content
    assert ticket.appeal.faq


async def test_without_a_question_the_form_goes_to_its_unit(citizen: Citizen):
    await citizen.says("路灯坏了好几天", "转人工")

    ticket = await citizen.ticket()
    assert (ticket.department, ticket.appeal.faq) == ("construction", None)


@pytest.mark.parametrize(
    "told",
    [
        ("我想投诉物业", "物业三个月不清理垃圾", "幸福小区3栋"),
        ("我要投诉", "物业三个月不清理垃圾", "幸福小区3栋"),
        ("你好", "我要投诉物业三个月不清理垃圾", "幸福小区3栋"),
    ],
)
async def test_what_is_told_to_a_person_is_one_ticket_of_its_kind(
    citizen: Citizen, told: tuple[str, ...]
):
    """Its unit has it, knows where it is, and that somebody wants to be called."""
    await citizen.says("转人工", *told)

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.department) == (Type.COMPLAINT, "urban_mgmt")
    assert ticket.appeal.place == "幸福小区3栋"
    assert ticket.appeal.title.endswith("物业三个月不清理垃圾")
    assert "要求人工联系" in ticket.appeal.content


async def test_a_known_question_to_a_person_is_answered_and_goes_to_people(citizen: Citizen):
    reply = await citizen.says("转人工", "我想问一下", "社保卡丢了怎么补")

    ticket = await citizen.ticket()
    assert "挂失" in reply.text
    assert ticket.number in reply.text
    assert (ticket.appeal.type, ticket.department) == (Type.INQUIRY, "social_security")


@pytest.mark.parametrize("announced", ["我要投诉物业", "我想投诉小区物业公司", "投诉公交司机"])
async def test_who_only_names_somebody_is_asked_what_happened(citizen: Citizen, announced: str):
    """A complaint that says only whom it is against helps nobody."""
    reply = await citizen.says(announced)

    assert "是什么事" in reply.text
    assert await citizen.tickets() == []


@pytest.mark.parametrize(
    "said", [("转人工", "给我回个电话13812345678"), ("转人工 13812345678", "转人工")]
)
async def test_the_number_to_call_reaches_people(citizen: Citizen, said: tuple[str, ...]):
    """Who wants to be called, and says where, is called."""
    await citizen.says(*said)

    assert (await citizen.ticket()).appeal.contact == "13812345678"


async def test_who_wants_no_person_any_more_is_let_go(citizen: Citizen):
    reply = await citizen.says("转人工", "算了没事了")

    assert "没有登记" in reply.text
    assert await citizen.tickets() == []


async def test_a_number_to_call_alone_is_not_yet_what_is_the_matter(citizen: Citizen):
    """One ticket, with the number on it."""
    await citizen.says("人工", "13912345678 给我打")
    await citizen.says("春晖里3号楼暖气不热")

    ticket = await citizen.ticket()
    assert ticket.department == "heating"
    assert "13912345678" in str(ticket.appeal)
