"""Alarms that must ring, alarms that must not, and what is said to people in distress."""

import pytest

from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


def alarms(citizen: Citizen) -> list[str]:
    return [alarm.kind for alarm in citizen.house.store.kept.alarms.values()]


@pytest.mark.parametrize(
    "text",
    [
        "不想一起了",
        "不想去了",
        "烦死了",
        "昨天着火了现在灭了",
        "上个月我家着火了",
        "被锁门外",
        "油烟大",
    ],
)
async def test_harmless_words_ring_no_alarm(citizen: Citizen, text: str):
    """Nobody is woken, and nobody is told to call the fire brigade."""
    reply = await citizen.says(text)

    assert alarms(citizen) == []
    assert "请马上拨打" not in reply.text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("不给解决我就从楼上跳下去", "12356"),
        ("停电了，我爸的吸氧机停了", "120"),
        ("他又打我了", "110"),
        ("房子要塌了", "119"),
        ("电线掉地上冒火花", "119"),
        ("昨天着的火，还在烧", "119"),
    ],
)
async def test_who_is_in_danger_reads_the_number_first(citizen: Citizen, text: str, number: str):
    reply = await citizen.says(text)

    assert reply.text.startswith(f"请马上拨打 {number}")
    assert len(alarms(citizen)) == 1


async def test_that_the_fire_is_out_reaches_people_and_is_no_matter_of_its_own(citizen: Citizen):
    await citizen.says("我家着火了", "解放路8号三单元")

    reply = await citizen.says("火灭了，没事了")

    ticket = await citizen.ticket()
    assert ticket.last.data["text"] == "（报平安）火灭了，没事了"
    assert alarms(citizen) == ["emergency.fire", "emergency.more", "emergency.over"]
    assert ticket.number in reply.text


async def test_three_times_the_same_sorrow_gets_three_answers_and_a_person(citizen: Citizen):
    """It once heard the same refusal three times."""
    replies = [(await citizen.says("心里难受")).text for _ in range(3)]

    assert len(set(replies)) == 3
    assert all("12356" in reply for reply in replies)
    assert (await citizen.ticket()).department == "service_center"


@pytest.mark.parametrize(
    ("text", "word"), [("我妈去世了", "节哀"), ("小孩发烧了半夜", "120"), ("崩溃了", "12356")]
)
async def test_whoever_suffers_is_neither_refused_nor_asked_for_a_place(
    citizen: Citizen, text: str, word: str
):
    reply = await citizen.says(text)

    assert word in reply.text
    assert "请给我打电话" in [choice.title for choice in reply.choices]
    assert await citizen.form() is None


async def test_a_sorrow_in_the_middle_of_a_matter_leaves_it_open(citizen: Citizen):
    """And the no to a call is no answer to the question that was asked."""
    await citizen.says("我想投诉", "我好难过", "不用")

    await citizen.says("楼上半夜装修太吵，在解放路8号")

    assert "楼上半夜装修" in (await citizen.ticket()).appeal.content


async def test_a_sorrow_is_not_told_to_the_unit_that_mends_lamps(citizen: Citizen):
    await citizen.says(LAMP)
    steps = len((await citizen.ticket()).log)

    await citizen.says("我好难过")

    assert len((await citizen.ticket()).log) == steps


async def test_a_question_beside_a_sorrow_is_answered(citizen: Citizen):
    assert "丧葬" in (await citizen.says("我妈去世了丧葬费怎么领")).text


async def test_whatever_is_added_to_an_urgent_ticket_rings_again(citizen: Citizen):
    """Who is on duty hears at once that the robber is back."""
    await citizen.says("有人抢劫", "人民路", "他又回来了")

    assert alarms(citizen) == ["emergency.crime", "emergency.more", "emergency.more"]
    assert len(await citizen.tickets()) == 1


async def test_whatever_is_added_to_another_ticket_rings_nobody(citizen: Citizen):
    await citizen.says(LAMP, "晚上老人走路很危险")

    assert alarms(citizen) == []


async def test_who_is_lonely_is_comforted_and_no_police_is_called(citizen: Citizen):
    reply = await citizen.says("一个人在家好难过 儿女都不来看我")

    assert alarms(citizen) == []
    assert "12356" in reply.text
    assert "请给我打电话" in [one.title for one in await citizen.offered()]


@pytest.mark.parametrize("text", ["有个井盖没了", "路边的长椅坏了", "文化路66号门口井盖丢了"])
async def test_a_thing_that_is_gone_or_broken_is_nobody_in_danger(citizen: Citizen, text: str):
    await citizen.says(text)

    assert alarms(citizen) == []
