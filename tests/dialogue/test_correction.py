"""A citizen says that it is another type: the ticket changes, and somebody may learn from it."""

from bot.domain.corrections import Correction, Verdict
from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修，我电话13912345678"


async def waiting(citizen: Citizen) -> list[Correction]:
    return await citizen.house.store.corrections.of(Verdict.WAITING)


async def test_a_corrected_ticket_is_an_example_that_waits_for_review(citizen: Citizen):
    """With what it was taken for and by which model; without personal data."""
    await citizen.says(LAMP)

    await citizen.says("不是投诉，是建议")

    [correction] = await waiting(citizen)
    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION
    assert (correction.was, correction.wanted) == (Type.COMPLAINT, Type.SUGGESTION)
    assert correction.model == citizen.engine.model
    assert correction.number == ticket.number
    assert "路灯坏了三天" in correction.text
    assert "139" not in correction.text


async def test_a_type_that_is_corrected_before_a_ticket_is_opened_waits_too(citizen: Citizen):
    """It has no number yet."""
    await citizen.says("路灯坏了三天了没人修")

    await citizen.says("不是投诉，是求助")

    [correction] = await waiting(citizen)
    assert (correction.wanted, correction.number) == (Type.HELP, None)
    assert correction.text == "路灯坏了三天了没人修"


async def test_saying_the_same_type_again_teaches_nothing(citizen: Citizen):
    await citizen.says(LAMP)

    await citizen.says("是投诉")

    assert await waiting(citizen) == []
