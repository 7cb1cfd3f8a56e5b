"""An open ticket: its receipt, how it stands, what is added, pressing, taking back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.tickets import Event, State, Step, Type
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


async def test_what_is_written_soon_after_lands_on_the_ticket(citizen: Citizen):
    await citizen.says("路灯坏了", "不知道")

    reply = await citizen.says("在解放路8号门口，电话13800138000")

    ticket = await citizen.ticket()
    assert (ticket.appeal.place, ticket.appeal.contact) == ("解放路8号门口", "13800138000")
    assert ticket.appeal.missing == ()
    assert f"已补充到工单 {ticket.number}" in reply.text
    assert [parcel.body["type"] for parcel in citizen.parcels] == [
        "ticket.dispatched",
        "ticket.supplemented",
    ]


@pytest.mark.parametrize("later", ["昨天晚上也没亮", "我老伴差点摔了一跤", "就在单元门口那一盏"])
async def test_a_sentence_about_it_is_a_supplement(citizen: Citizen, later: str):
    await citizen.says(LAMP, later)

    assert (await citizen.ticket()).last.data["text"] == later


async def test_another_matter_gets_its_own_ticket(citizen: Citizen):
    await citizen.says(LAMP, "幸福小区3号楼的暖气一点也不热")

    assert {t.department for t in await citizen.tickets()} == {"construction", "heating"}


async def test_the_same_matter_at_another_place_gets_its_own_ticket(citizen: Citizen):
    await citizen.says(LAMP, "人民路20号的路灯也坏了，没人管")

    assert len(await citizen.tickets()) == 2


async def test_a_picture_goes_to_the_ticket_in_hand(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.sends_picture()

    ticket = await citizen.ticket()
    assert "已补充到工单" in reply.text
    assert len(await citizen.house.store.attachments.of_ticket(ticket.number)) == 1


async def test_a_picture_that_came_first_waits_for_its_matter(citizen: Citizen):
    assert "是什么事" in (await citizen.sends_picture()).text

    await citizen.says(LAMP)

    ticket = await citizen.ticket()
    assert len(await citizen.house.store.attachments.of_ticket(ticket.number)) == 1


async def test_a_place_that_came_first_is_not_asked_again(citizen: Citizen):
    assert "发生了什么事" in (await citizen.sends_place("人民公园")).text

    await citizen.says("这里的路灯坏了没人修")

    assert (await citizen.ticket()).appeal.place == "人民公园"


async def test_half_an_hour_later_the_word_supplement_still_finds_it(citizen: Citizen):
    await citizen.says(LAMP)
    citizen.house.clock.forward(hours=5)

    assert "补到工单" in (await citizen.says("我要补充")).text
    await citizen.says("灯杆上的编号是1234")

    assert (await citizen.ticket()).last.data["text"] == "灯杆上的编号是1234"


async def test_urging_reaches_the_unit_once_a_day(citizen: Citizen):
    await citizen.says(LAMP)

    first, second = await citizen.says("催一下"), await citizen.says("快点处理")

    assert f"已经帮您催了【{await citizen.unit()}】" in first.text
    assert "今天已经帮您催过了" in second.text
    steps = [event.step for event in (await citizen.ticket()).log]
    assert steps.count(Step.URGED) == 1
    citizen.house.clock.forward(days=1)
    await citizen.says("催一下")
    assert (await citizen.ticket()).last.step is Step.URGED


async def test_taking_back_is_asked_for_once_more(citizen: Citizen):
    await citizen.says(LAMP)

    asked = await citizen.says("撤回")
    assert [choice.title for choice in asked.choices] == ["确定撤回", "不撤了"]
    assert (await citizen.ticket()).state is State.DISPATCHED

    await citizen.takes("确定撤回")
    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_a_plain_yes_takes_it_back_only_right_after_the_question(citizen: Citizen):
    await citizen.says(LAMP, "撤回", "不撤了", "好的")
    assert (await citizen.ticket()).state is State.DISPATCHED

    await citizen.says("撤回", "是的")
    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_what_is_over_cannot_be_taken_back(citizen: Citizen):
    await citizen.says(LAMP)
    ticket = await citizen.is_answered()

    reply = await citizen.says(f"撤回 {ticket.number}")

    assert (await citizen.ticket()).state is State.ANSWERED
    assert reply.choices == ()


async def test_a_wrong_fact_is_corrected(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.says("不对，地址是解放路18号")

    ticket = await citizen.ticket()
    assert ticket.appeal.place == "解放路18号"
    assert "地点" in reply.text


async def test_a_wrong_type_is_corrected(citizen: Citizen):
    await citizen.says(LAMP)

    await citizen.says("不是投诉，是建议")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION
    assert ticket.last.step is Step.CORRECTED


async def test_who_only_says_that_something_is_wrong_is_asked_what_is_right(citizen: Citizen):
    await citizen.says(LAMP)

    assert "哪里不对" in (await citizen.says("我说错了")).text
    await citizen.says("是解放路18号")

    assert "18号" in (await citizen.ticket()).last.data["text"]


async def test_a_greeting_or_thanks_is_no_supplement(citizen: Citizen):
    await citizen.says(LAMP, "谢谢", "你好", "再见", "好的")

    assert (await citizen.ticket()).last.step is Step.DISPATCHED


async def test_the_log_replays_to_the_same_ticket(citizen: Citizen):
    """Retyped, corrected and supplemented: the state is computed from the log alone."""
    await citizen.says(LAMP, "不是投诉，是建议", "不对，地址是解放路18号", "灯罩也碎了")

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.appeal.place) == (Type.SUGGESTION, "解放路18号")


def test_a_ticket_moved_long_ago_is_not_in_hand():
    """What the tests above rely on: half an hour, by the ticket's last step."""
    ticket = a_ticket()
    assert ticket.last.at - ticket.opened_at < timedelta(minutes=30)


async def test_a_doubtful_type_is_told_and_corrected_with_one_tap(citizen: Citizen):
    """Citizens file such words as a complaint about as often as they ask."""
    reply = await citizen.says("我们小区的充电桩什么时候能装上，等了半年了", "解放路8号")

    assert reply.text.startswith("已受理")
    assert "我先按【投诉】登记了。" in reply.text

    reply = await citizen.takes("是咨询")

    assert "咨询" in reply.text
    assert (await citizen.ticket()).appeal.type is Type.INQUIRY


async def test_a_sure_type_is_not_asked_about(citizen: Citizen):
    reply = await citizen.says(LAMP)

    assert "登记了。如果不对" not in reply.text


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


@pytest.mark.parametrize("newest_first", [False, True])
async def test_of_two_tickets_the_one_spoken_of_is_meant(citizen: Citizen, newest_first: bool):
    """Whichever is newer: a wrong one withdrawn is a citizen nobody works for."""
    matters = [LAMP, "幸福小区3号楼暖气不热，已经五天了，没人管"]
    for matter in reversed(matters) if newest_first else matters:
        await citizen.says(matter)
        citizen.house.clock.forward(seconds=3600)
    lamp, heating = [
        next(t for t in await citizen.tickets() if word in t.appeal.content)
        for word in ("路灯", "暖气")
    ]

    urged = await citizen.says("催一下路灯的事")
    asked = await citizen.says("撤回暖气那个")
    await citizen.says("确定撤回")

    states = {ticket.number: ticket.state for ticket in await citizen.tickets()}
    assert citizen.house.shelf.catalogue.name_of(lamp.department or "") in urged.text
    assert heating.number in asked.text
    assert states == {lamp.number: State.DISPATCHED, heating.number: State.WITHDRAWN}


async def test_a_word_of_loss_after_a_report_is_no_thanks(citizen: Citizen):
    """The unit must not hear that it is solved."""
    await citizen.says(LAMP)

    reply = await citizen.says("丢了")

    assert "解决了就好" not in reply.text


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_place_of_the_matter_that_is_named_is_put_right(
    citizen: Citizen, newest_first: bool
):
    """Whichever was told last, and whosever street the right place is in."""
    told = ["路灯坏了 人民路23号", "垃圾没人收 幸福路1号"]
    await citizen.says(*(told if newest_first else reversed(told)))

    reply = await citizen.says("路灯的地址错了 是幸福路32号")

    places = {t.department: t.appeal.place for t in await citizen.tickets()}
    assert places == {"construction": "幸福路32号", "urban_mgmt": "幸福路1号"}
    assert "【住房和城乡建设局】" in reply.text


@pytest.mark.parametrize(
    "words", ["路灯已经好了", "路灯已经修好了 撤回吧", "路灯那个撤了吧 已经好了"]
)
async def test_the_unit_whose_matter_is_over_is_told(citizen: Citizen, words: str):
    """And nobody else: the rubbish is still there."""
    reply = await citizen.says("路灯坏了 人民路23号", "垃圾没人收 幸福路1号", words)

    logs = {t.department: t.log for t in await citizen.tickets()}
    assert "【住房和城乡建设局】" in reply.text
    assert logs["construction"][-1].step is Step.SUPPLEMENTED
    assert logs["urban_mgmt"][-1].step is not Step.SUPPLEMENTED


@pytest.mark.parametrize(
    ("told", "place"),
    [("路灯坏了 人民路1号", "第一小学"), ("孩子发烧了医院排不上号", "市儿童医院")],
)
async def test_a_bare_name_after_a_report_is_more_about_it(citizen: Citizen, told: str, place: str):
    """It begins no question, and thanks do not make a ticket of it."""
    await citizen.says(told, place, "谢谢")

    assert place in (await citizen.ticket()).log[-1].data["text"]


async def test_few_words_of_something_else_at_another_place_get_a_ticket(citizen: Citizen):
    """They are no more of the matter before."""
    await citizen.says("垃圾没人收 幸福路1号", "路灯坏了 人民路23号")

    places = {t.department: t.appeal.place for t in await citizen.tickets()}
    assert places == {"construction": "人民路23号", "urban_mgmt": "幸福路1号"}


TWO = ("路灯坏了", "中山路12号", "垃圾没人收", "建设路5号")


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("路灯那个不用了", "路灯坏了"),
        ("第一个撤了吧", "路灯坏了"),
        ("撤回第一个", "路灯坏了"),
        ("最后一个撤了", "垃圾没人收"),
        ("不用修了", "垃圾没人收"),
    ],
)
async def test_the_one_that_is_meant_is_taken_back(citizen: Citizen, text: str, matter: str):
    """Asked once more before; named by its words, by its place in their order, or the last."""
    await citizen.says(*TWO)

    reply = await citizen.says(text)
    assert f"要撤回“{matter}”这件事吗" in reply.text
    await citizen.takes("确定撤回")

    withdrawn = [
        one.appeal.title for one in await citizen.tickets() if one.state is State.WITHDRAWN
    ]
    assert withdrawn == [matter]


@pytest.mark.parametrize(
    "text",
    [
        *("不用修了", "算了不用了", "不用你们管了", "这个不用办了撤掉吧", "我不投诉了"),
        *("已经解决了不用管了", "算了不用办了 人家已经来修好了"),
    ],
)
async def test_who_wants_no_work_any_more_is_asked(citizen: Citizen, text: str):
    await citizen.says("路灯坏了", "中山路12号")

    assert "要撤回“路灯坏了”这件事吗" in (await citizen.says(text)).text


@pytest.mark.parametrize("yes", ["是的", "嗯 撤吧", "撤了吧", "确定撤回"])
async def test_saying_it_again_is_a_yes(citizen: Citizen, yes: str):
    await citizen.says("路灯坏了", "中山路12号", "这个不用办了撤掉吧")

    await citizen.says(yes)

    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_who_is_angry_that_nobody_comes_takes_nothing_back(citizen: Citizen):
    """The unit is pressed instead."""
    await citizen.says("路灯坏了", "中山路12号")

    reply = await citizen.says("你们不用办了吧？一个月了没人管")

    assert "要撤回" not in reply.text
    assert "催" in reply.text
    assert (await citizen.ticket()).last.step is Step.URGED


async def test_what_a_unit_has_answered_is_closed_when_no_more_is_wanted(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    reply = await citizen.says("行了不用管了")

    assert "要撤回" not in reply.text
    await citizen.takes("解决了")
    assert (await citizen.ticket()).state is State.CLOSED


async def test_who_only_declines_hears_that_the_work_goes_on(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")

    reply = await citizen.says("不用了")

    assert "“路灯坏了”照常办理" in reply.text
    assert (await citizen.ticket()).state is State.DISPATCHED


async def test_a_danger_is_never_called_off_by_the_way(citizen: Citizen):
    await citizen.says("我不想活了")

    reply = await citizen.says("不用管了")

    assert "要撤回" not in reply.text


@pytest.mark.parametrize("text", ["不回复我", "你们不理我"])
async def test_that_nobody_listened_is_what_they_have_to_say(citizen: Citizen, text: str):
    await citizen.says("我要投诉", text)
    await citizen.says("不知道")

    assert text in (await citizen.ticket()).appeal.content


@pytest.mark.parametrize(
    "text",
    [
        "工地欠薪两个月",
        "干了活不给钱",
        "包工头跑了工钱没着落",
        "老板拖着工资不给",
        "打工半年一分钱没拿到",
    ],
)
async def test_wages_that_are_owed_go_to_who_sees_to_wages(citizen: Citizen, text: str):
    """However it is said, and whether or not it happened on a building site."""
    await citizen.says(text)

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.department) == (Type.COMPLAINT, "social_security")


@pytest.mark.parametrize("text", ["路上有个大坑", "302路公交车老是晚点"])
async def test_what_is_wrong_is_no_question(citizen: Citizen, text: str):
    await citizen.says(text, "文化路16号")

    assert (await citizen.tickets())[0].appeal.type is Type.COMPLAINT


async def test_taking_back_may_itself_be_taken_back(citizen: Citizen):
    """Asked whether to withdraw, "算了还是不撤了" is an answer."""
    await citizen.says(LAMP, "撤回")

    reply = await citizen.says("算了还是不撤了")

    assert "照常办理" in reply.text
    assert (await citizen.ticket()).state is State.DISPATCHED


async def test_who_presses_again_is_shown_another_way(citizen: Citizen):
    await citizen.says(LAMP, "催一下")

    reply = await citizen.says("快点啊都急死了")

    assert "12345" in reply.text
    assert "转人工" in reply.text


@pytest.mark.parametrize("text", ["幼儿园老师用针扎孩子", "养老院护工打我妈"])
async def test_harm_by_who_should_care_is_a_complaint(citizen: Citizen, text: str):
    """However few words tell of it."""
    await citizen.says(text, "小太阳路5号")

    assert (await citizen.ticket()).appeal.type is Type.COMPLAINT
