"""The same matter again: it joins the open ticket, and one tap undoes a wrong guess."""

import pytest

from bot.domain.tickets import Step
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"
AGAIN = "解放路8号门口的路灯还是坏的，三天了没人修，晚上很黑"
VAGUE = "我们那里的路灯坏了，晚上看不见"


async def two_days_later(citizen: Citizen) -> None:
    citizen.house.clock.forward(days=2)


async def test_the_same_words_join_the_open_ticket(citizen: Citizen):
    """Two days later: no second ticket, and the unit hears the new words."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    reply = await citizen.says("解放路8号门口的路灯坏了，晚上很黑，老人走路危险")

    ticket = await citizen.ticket()
    assert ticket.number in reply.text
    assert ticket.last.step is Step.SUPPLEMENTED
    assert "老人走路危险" in ticket.last.data["text"]


async def test_who_complains_of_silence_presses_for_the_open_ticket(citizen: Citizen):
    await citizen.says(LAMP)
    await two_days_later(citizen)

    reply = await citizen.says("上次反映的解放路8号的路灯怎么还没人来修")

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.URGED
    assert "还没人来修" in ticket.last.data["text"]
    assert "已经帮您催了" in reply.text


async def test_a_wrong_guess_is_undone_with_one_tap(citizen: Citizen):
    """The words become a matter of their own, and the unit is told."""
    await citizen.says(LAMP)
    await two_days_later(citizen)
    await citizen.says("解放路8号门口的路灯坏了，晚上很黑，老人走路危险")

    reply = await citizen.takes("不是这件事，另外登记")

    second, first = await citizen.tickets()
    if second.log[0].at < first.log[0].at:
        first, second = second, first
    assert "已受理" in reply.text
    assert "老人走路危险" in second.appeal.content
    assert "另一件事" in first.last.data["text"]


@pytest.mark.parametrize(
    ("told", "again"),
    [
        (LAMP, "解放路8號門口的路燈壞了三天了，沒人修"),
        ("东方花园十一栋二单元的电梯坏了一个月", "东方花园11栋2单元的电梯坏了1个月，老人下不了楼"),
        ("新民街十二号的下水道堵了，污水往外冒", "新民街12号的下水道堵了，污水还往外冒"),
    ],
)
async def test_the_same_words_written_otherwise_are_the_same(
    citizen: Citizen, told: str, again: str
):
    """Traditional characters, and figures for numerals."""
    await citizen.says(told)
    await two_days_later(citizen)

    await citizen.says(again)

    assert (await citizen.ticket()).last.step is Step.SUPPLEMENTED


NEARBY = "解放路8号旁边那盏路灯的灯罩碎了，玻璃掉了一地，扎坏了车胎"


async def test_the_same_place_and_kind_is_asked_about_first(citizen: Citizen):
    """Another thing of the same kind at the same place is common, so the words decide."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    asked = await citizen.says(NEARBY)

    assert (await citizen.ticket()).last.step is Step.DISPATCHED
    assert [one.intent for one in asked.choices] == ["same", "apart"]


@pytest.mark.parametrize(("answer", "tickets"), [("1", 1), ("2", 2)])
async def test_one_tap_says_where_it_belongs(citizen: Citizen, answer: str, tickets: int):
    await citizen.says(LAMP)
    await two_days_later(citizen)

    await citizen.says(NEARBY, answer)

    told = await citizen.tickets()
    assert len(told) == tickets
    assert any("灯罩碎了" in str(ticket.log) for ticket in told)


async def test_that_nobody_repairs_it_does_not_make_it_the_same(citizen: Citizen):
    """Only who says that it was told before is sure to mean it."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    asked = await citizen.says("解放路8号旁边那盏路灯的灯罩碎了，一直没人修")

    assert asked.choices[0].intent == "same"


async def test_what_only_may_be_the_same_is_asked_once(citizen: Citizen):
    """Nothing is opened and nothing added before the citizen says so."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    asked = await citizen.says(VAGUE)

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.DISPATCHED
    assert "是不是您11月23日反映过的“解放路8号门口的路灯" in asked.text
    assert [one.title for one in asked.choices] == ["是，加进去", "不是，另开一件"]


@pytest.mark.parametrize("yes", ["1", "是，加进去", "是的", "是上次那个"])
async def test_yes_adds_the_words_to_the_ticket(citizen: Citizen, yes: str):
    await citizen.says(LAMP)
    await two_days_later(citizen)

    await citizen.says(VAGUE, yes)

    assert VAGUE in (await citizen.ticket()).last.data["text"]


@pytest.mark.parametrize("no", ["2", "不是", "不是那个，是另一件事"])
async def test_no_begins_another_matter(citizen: Citizen, no: str):
    await citizen.says(LAMP)
    await two_days_later(citizen)

    await citizen.says(VAGUE, no, "幸福小区")

    assert len(await citizen.tickets()) == 2


async def test_whoever_says_something_else_instead_loses_nothing(citizen: Citizen):
    """The words that waited go along with the next ones."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    await citizen.says(VAGUE, "幸福小区3号楼前的路灯坏了，一直不亮")

    second = next(t for t in await citizen.tickets() if "幸福小区" in t.appeal.content)
    assert VAGUE in second.appeal.content


async def test_who_was_asked_once_is_not_asked_again(citizen: Citizen):
    """Telling it once more is an answer, too: it is something else."""
    await citizen.says(LAMP)
    await two_days_later(citizen)

    again = await citizen.says(VAGUE, "我们那里的路灯坏了，晚上看不见，麻烦修修")

    assert "是不是您" not in again.text


async def test_the_same_thing_elsewhere_is_not_asked_about(citizen: Citizen):
    await citizen.says(LAMP)
    await two_days_later(citizen)

    await citizen.says("人民路20号的路灯也坏了，没人管")

    assert len(await citizen.tickets()) == 2


async def test_an_ended_ticket_is_over(citizen: Citizen):
    """What was answered is not what is told now."""
    await citizen.says(LAMP)
    await citizen.is_answered()
    await two_days_later(citizen)

    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    assert len(await citizen.tickets()) == 2


@pytest.mark.parametrize("words", ["到底管不管", "你们到底来不来人"])
async def test_who_only_presses_is_heard_as_pressing(citizen: Citizen, words: str):
    """First the unit is pressed, then another way is shown; nothing else is begun."""
    first = await citizen.says("文化路16号路灯不亮", words)
    assert "催" in first.text

    again = await citizen.says(words)

    assert "12345" in again.text
    assert len(await citizen.tickets()) == 1


async def test_another_matter_of_another_place_is_never_added_to_the_one_before(citizen: Citizen):
    """A burst pipe in one house is no part of the cold flat in another."""
    await citizen.says("红旗小区1号楼暖气不热", "金色家园2栋停水了")

    assert {one.department for one in await citizen.tickets()} == {"heating", "utilities"}
