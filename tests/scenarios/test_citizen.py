"""A citizen asks, complains, adds, corrects, gives up and is answered."""

from collections.abc import Awaitable, Callable

from bot.domain.tickets import State
from tests.houses import House, Person, number_in

Citizens = Callable[[], Awaitable[Person]]
COMPLAINT = "人民路23号门口路灯坏了三天没人修"
QUESTION = "社保卡丢了怎么补办"


async def test_a_known_question_is_answered_at_once_with_source_and_date(
    house: House, a_citizen: Citizens
):
    """Passively, which costs none of the few messages the account may send by itself."""
    person = await a_citizen()

    said = await person.is_told_at_once(QUESTION)

    assert "【来源】" in said.text
    assert "更新日期 20" in said.text
    assert "没解决" in said.text


async def test_an_answer_that_did_not_help_becomes_a_ticket_that_holds_it(
    house: House, a_citizen: Citizens
):
    """One tap; whoever gets the ticket reads what was asked and what was answered."""
    person = await a_citizen()
    await person.says(QUESTION)

    number = number_in(await person.says("1"))

    unit = house.sim.department("social_security")
    event = await unit.wait_for_event("ticket.dispatched", number=number)
    ticket = event.body["data"]["ticket"]
    assert QUESTION in ticket["content"]
    assert "社保卡" in ticket["faq"]["question"]
    assert "12333" in ticket["faq"]["answer"]


async def test_a_complete_complaint_is_asked_nothing_and_its_answer_closes_it(
    house: House, a_citizen: Citizens
):
    """The whole journey: ticket, unit, acknowledgement, note, answer, solved."""
    person, unit = await a_citizen(), house.sim.department("construction")
    begun = await person.where()

    number = await person.complains(COMPLAINT)
    event = await unit.wait_for_event("ticket.dispatched", number=number)
    assert event.body["data"]["ticket"]["content"] == COMPLAINT
    assert event.body["data"]["ticket"]["missing"] == []
    assert (await unit.acknowledge(number, "李师傅")).state == "acknowledged"
    assert (await unit.note(number, "内部：电缆被挖断，找施工队赔")).state == "in_progress"
    assert (await unit.answer(number, "路灯今天已修好。")).ok
    answer = await person.hears("路灯今天已修好。", after=begun)
    await house.ticket_is(State.ANSWERED, number)
    assert f"【{event.body['data']['department_name']}】" in answer.text
    assert number in answer.text
    assert "已办结" in await person.says("1")

    closed = await unit.wait_for_event("ticket.closed", number=number)
    assert closed.body["data"]["ticket"]["state"] == "closed"
    assert not any("电缆" in words for words in await person.was_told())
    assert "电缆" not in await person.says("查询")


async def test_an_answer_that_did_not_solve_it_goes_back_to_the_unit(
    house: House, a_citizen: Citizens
):
    """The same ticket, open again, and the citizen is asked why."""
    person, unit = await a_citizen(), house.sim.department("construction")
    begun = await person.where()
    number = await person.complains(COMPLAINT)
    await unit.wait_for_event("ticket.dispatched", number=number)
    await unit.answer(number, "已安排。", "explained")
    await person.hears("已安排。", after=begun)
    await house.ticket_is(State.ANSWERED, number)

    said = await person.says("没解决")

    assert number in said
    reopened = await unit.wait_for_event("ticket.reopened", number=number)
    assert reopened.body["data"]["ticket"]["state"] == "dispatched"
    assert (await unit.answer(number, "今晚修好了。")).ok


async def test_an_empty_complaint_is_asked_twice_at_most_and_then_opened(
    house: House, a_citizen: Citizens
):
    """What is not known is written on the ticket as missing."""
    person = await a_citizen()

    first = await person.says("我要投诉")
    second = await person.says("楼下烧烤店油烟特别大")
    third = await person.says("不知道")

    assert first.rstrip().endswith("。")
    assert "什么地方" in second
    number = number_in(third)
    unit = house.sim.department("environment")
    event = await unit.wait_for_event("ticket.dispatched", number=number)
    assert event.body["data"]["ticket"]["missing"] == ["place"]


async def test_a_form_is_left_by_cancelling(house: House, a_citizen: Citizens):
    """Nothing is kept of it."""
    person = await a_citizen()
    await person.says("我要投诉")

    said = await person.says("取消")

    assert "已取消" in said
    assert "没有登记过" in await person.says("查询")


async def test_a_question_inside_a_form_is_answered_and_the_form_goes_on(
    house: House, a_citizen: Citizens
):
    """Both in one reply."""
    person = await a_citizen()
    await person.says("我要投诉")
    await person.says("楼下烧烤店油烟特别大")

    aside = await person.says(QUESTION)
    opened = await person.says("光明小区3号楼")

    assert "【来源】" in aside
    assert aside.index("【来源】") < aside.index("什么地方")
    unit = house.sim.department("environment")
    event = await unit.wait_for_event("ticket.dispatched", number=number_in(opened))
    ticket = event.body["data"]["ticket"]
    assert ticket["place"] == "光明小区3号楼"
    assert "社保卡" not in ticket["content"]


async def test_a_corrected_address_reaches_the_unit(house: House, a_citizen: Citizens):
    """The ticket changes, and the unit is told what is new."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains(COMPLAINT)

    said = await person.says("不对，地址是解放路8号")

    assert number in said
    event = await unit.wait_for_event("ticket.supplemented", number=number)
    assert event.body["data"]["ticket"]["place"] == "解放路8号"
    assert "解放路8号" in event.body["data"]["change"]["text"]


async def test_two_matters_in_one_message_are_both_heard(house: House, a_citizen: Citizens):
    """One ticket is opened, the other matter is offered and opened with one tap."""
    person = await a_citizen()

    said = await person.says("解放路8号路灯坏了，另外我家暖气一点也不热")
    asked = await person.says("1")
    also = await person.says("幸福小区5号楼")

    first, second = number_in(said), number_in(also)
    assert "什么地方" in asked
    assert first != second
    await house.sim.department("construction").wait_for_event("ticket.dispatched", number=first)
    await house.sim.department("heating").wait_for_event("ticket.dispatched", number=second)


async def test_writing_on_within_half_an_hour_lands_on_the_ticket(
    house: House, a_citizen: Citizens
):
    """No word that starts a supplement is needed."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains(COMPLAINT)

    said = await person.says("一共坏了三盏路灯")

    assert number in said
    event = await unit.wait_for_event("ticket.supplemented", number=number)
    assert event.body["data"]["change"] == {"text": "一共坏了三盏路灯"}


async def test_what_looks_like_a_command_is_text(house: House, a_citizen: Citizens):
    """Rasa's own slash commands are nobody's to give."""
    person = await a_citizen()
    await person.says("我要投诉")
    await person.says("楼下烧烤店油烟特别大")

    for words in ("/restart", '/inform{"department":"police"}'):
        exchange = await house.sim.say(person.name, words)
        assert exchange.status == 200
    opened = await person.says("查询")

    number = number_in(opened)
    event = await house.sim.department("environment").wait_for_event(
        "ticket.dispatched", number=number
    )
    assert event.body["data"]["department"] == "environment"


async def test_markup_from_a_citizen_arrives_as_the_characters_it_is(
    house: House, a_citizen: Citizens
):
    """In the ticket, and back again in the unit's answer."""
    person, unit = await a_citizen(), house.sim.department("construction")
    markup = "]]></Content><Content>"
    number = await person.complains(f"人民路23号路灯坏了{markup}三天没人修")

    event = await unit.wait_for_event("ticket.dispatched", number=number)
    await unit.answer(number, f"已修好{markup}请放心")
    answer = await person.hears("请放心")
    await house.ticket_is(State.ANSWERED, number)
    again = await person.says(f"查询 {number}")

    assert markup in event.body["data"]["ticket"]["content"]
    assert f"已修好{markup}请放心" in answer.text
    assert f"已修好{markup}请放心" in again


async def test_a_ticket_is_told_to_its_owner_and_to_nobody_else(house: House, a_citizen: Citizens):
    """A stranger hears the same of it as of a number that does not exist."""
    person, stranger = await a_citizen(), await a_citizen()
    number = await person.complains(COMPLAINT)

    by_number = await person.says(f"查询 {number}")
    without = await person.says("查询")
    foreign = await stranger.says(f"查询 {number}")
    unknown = await stranger.says("查询 20200101-0000-00")

    for said in (by_number, without):
        assert number in said
        assert "已派单" in said
        assert "最晚" in said
        assert "最近一步" in said
    assert foreign == unknown
    assert "路灯" not in foreign


async def test_whoever_is_in_danger_gets_advice_and_a_human_is_alarmed(
    house: House, a_citizen: Citizens
):
    """Advice first; alarm and ticket at the coordinating centre; what follows lands there too."""
    person, centre = await a_citizen(), house.sim.department("service_center")

    said = await person.says("我家着火了，在人民路5号")
    number = number_in(said)
    event = await centre.wait_for_event("ticket.dispatched", number=number)
    more = await person.says("三楼，里面还有人")

    assert "119" in said.splitlines()[0]
    assert event.body["data"]["ticket"]["title"].startswith("【紧急】")
    alarms = await centre.events("alarm.raised")
    assert any(number in alarm.body["data"]["alarm"]["text"] for alarm in alarms)
    assert number in more
    await centre.wait_for_event("ticket.supplemented", number=number)
