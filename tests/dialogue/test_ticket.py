"""An open ticket: its receipt, how it stands, and which unit has it."""

from dataclasses import replace

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.tickets import Event, Step, Type
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import a_ticket
from tests.fakes.citizen import Citizen
from tests.fakes.house import House

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_the_receipt_leads_with_the_result(citizen: Citizen):
    """Number, unit, date, what may be added."""
    reply = await citizen.says(LAMP)

    ticket = await citizen.ticket()
    due = f"{ticket.due_at.month}月{ticket.due_at.day}日"
    unit = await citizen.unit()
    assert reply.text.startswith(
        f"已受理，编号 {ticket.number}。已转给【{unit}】，最晚 {due} 前答复。"
    )
    assert "直接发来就行" in reply.text


MATTERS = (
    *("和平路12号路灯坏了", "幸福小区3栋暖气不热", "人民路9号自来水发黄", "302路公交车司机骂人"),
    *("红旗小区电梯困过人，物业不修", "文化路小学门口没有红绿灯", "阳光花园垃圾没人收"),
)


async def test_status_names_state_holder_deadline_and_last_step(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.says("查询")

    number, unit = (await citizen.ticket()).number, await citizen.unit()
    assert f"工单 {number}（投诉）：已派单。在等【{unit}】签收，最晚 " in reply.text
    assert "最近一步：11月23日" in reply.text


@pytest.mark.parametrize("many", [1, 2, 7])
async def test_status_has_a_block_for_each_of_several_tickets(citizen: Citizen, many: int):
    """Number, matter, state, what comes next and when; of more than five the numbers alone."""
    for house in range(1, many + 1):
        await citizen.says(f"{MATTERS[house - 1]}")

    reply = await citizen.says("查询")

    blocks = reply.text.split("◆ ")[1:]
    tickets = {ticket.number: ticket for ticket in await citizen.tickets()}
    assert len(tickets) == many
    assert len(blocks) == min(many, 5)
    assert all(number in reply.text for number in tickets)
    for block in blocks:
        title, state, step, *_ = block.splitlines()
        told = next(ticket for number, ticket in tickets.items() if number in state)
        assert title == told.appeal.title
        assert "已派单" in state
        assert "前答复您" in state
        assert step.startswith("最近一步：")


@pytest.mark.parametrize("many", [22, 53])
async def test_status_tells_the_true_number_and_what_presses_most(citizen: Citizen, many: int):
    """However many: five of them, what waits for the citizen first, and how to see the others."""
    tickets = [a_ticket(number=f"20261101-{place:04}-00") for place in range(many - 1)]
    answered = a_ticket(
        *(Step.DISPATCHED, Step.ACKNOWLEDGED), number="20261101-9999-00", title="井盖坏了"
    )
    for step, data in (
        (Step.REPLIED, {"text": "修好了。", "outcome": "resolved"}),
        (Step.DELIVERED, {"channel": "passive"}),
    ):
        answered = answered.after(Event(step, answered.last.at, "construction", data))
    for ticket in (*tickets, answered):
        await citizen.house.store.tickets.apply(
            Changes(tickets={ticket.number: TicketChange(None, ticket)})
        )

    reply = await citizen.says("查询")

    assert f"一共有 {many} 件事" in reply.text
    assert reply.text.count("◆") == 5
    assert "◆ 井盖坏了" in reply.text.splitlines()[1]
    assert f"还有 {many - 5} 件，" in reply.text
    assert "把编号发来" in reply.text


async def test_a_day_that_has_passed_is_owned_to(citizen: Citizen):
    """Nobody is told of a day in the past as if it were still to come."""
    await citizen.says(LAMP)
    citizen.house.clock.forward(days=30)

    reply = await citizen.says("查询")

    assert "已经过了" in reply.text
    assert "催办" in reply.text


async def test_status_by_number_reads_the_answer(citizen: Citizen):
    await citizen.says(LAMP)
    ticket = await citizen.is_answered("路灯已修好。")

    reply = await citizen.says(f"查询 {ticket.number.replace('-', '')}")

    assert "已答复" in reply.text
    assert "路灯已修好。" in reply.text
    assert "已解决" in reply.text


async def test_an_unknown_number_and_a_strangers_are_told_apart_by_nobody(
    citizen: Citizen, dialogue: RasaEngine
):
    """One and the same sentence."""
    await citizen.says(LAMP)
    stranger = Citizen(dialogue, citizen.house, name="c2")

    foreign = await stranger.says(f"查询 {(await citizen.ticket()).number}")
    unknown = await stranger.says("查询 20200101-0000-00")

    assert foreign == unknown
    assert "没有查到您名下的这个编号" in foreign.text


async def test_the_log_replays_to_the_same_ticket(citizen: Citizen):
    """Retyped, corrected and supplemented: the state is computed from the log alone."""
    await citizen.says(LAMP, "不是投诉，是建议", "不对，地址是解放路18号", "灯罩也碎了")

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.appeal.place) == (Type.SUGGESTION, "解放路18号")


class CountedHabits:
    """No archive at all, but it is counted how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def usual(self, text: str) -> dict[str, float]:
        self.asked.append(text)
        return {}

    def words(self, text: str, unit: str) -> tuple[str, ...]:
        return ()


async def test_the_units_for_a_matter_are_thought_about_once(dialogue: RasaEngine):
    """What is still lacking, whose ticket it is and where it goes ask the same."""
    habits, house = CountedHabits(), House()
    house.shelf = replace(house.shelf, habits=habits)
    citizen = Citizen(dialogue, house)

    await citizen.says(LAMP)

    assert (await citizen.ticket()).department == "construction"
    assert habits.asked == [LAMP]


async def test_every_ticket_holds_its_suggestions_and_what_decided(citizen: Citizen):
    """In its log, and in the event that its unit gets."""
    await citizen.says(LAMP)

    logged = (await citizen.ticket()).log[0].data["understanding"]["departments"]
    told = citizen.parcels[0].body["ticket"]["suggestions"]
    assert 1 <= len(logged) <= 3
    assert logged[0]["clause"].startswith("construction-")
    assert logged[0]["words"]
    assert logged[0]["version"]
    assert told == [{n: v for n, v in one.items() if n != "reason"} for one in logged]
