"""A person takes over, and reads what was asked and what was answered."""

import pytest

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
