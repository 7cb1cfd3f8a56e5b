"""Danger comes between: what was half told is kept, and taken up again with one tap."""

from tests.fakes.citizen import Citizen

FIRE = "我家着火了，在人民路5号"
RESUME = "接着登记刚才的事"


async def test_what_was_half_told_is_taken_up_again(citizen: Citizen):
    """With all that was said, and the question that was open."""
    await citizen.says("我要投诉", "楼下烧烤店油烟特别大")

    urgent = await citizen.says(FIRE)
    asked = await citizen.takes(RESUME)
    await citizen.says("光明小区3号楼")

    assert "119" in urgent.text.splitlines()[0]
    assert "什么地方" in asked.text
    smoke = next(one for one in await citizen.tickets() if "油烟" in one.appeal.content)
    assert smoke.appeal.place == "光明小区3号楼"


async def test_what_is_said_of_the_danger_does_not_answer_the_old_question(citizen: Citizen):
    """It goes to the emergency, and the way back stays open."""
    await citizen.says("我要投诉", "楼下烧烤店油烟特别大", FIRE)

    await citizen.says("在三单元五楼")

    assert RESUME in [one.title for one in await citizen.offered()]
    (fire,) = await citizen.tickets()
    assert "三单元五楼" in str(fire.last.data)


async def test_nothing_half_told_leaves_nothing_to_take_up(citizen: Citizen):
    await citizen.says("我要投诉", FIRE)

    assert await citizen.offered() == ()


async def test_a_second_danger_does_not_drop_it_either(citizen: Citizen):
    await citizen.says("我要投诉", "楼下烧烤店油烟特别大", FIRE, "煤气爆炸了，有人受伤")

    asked = await citizen.takes(RESUME)

    assert "什么地方" in asked.text


async def test_what_was_told_besides_is_kept_too(citizen: Citizen):
    """The second of two matters waits through the danger."""
    await citizen.says("路灯坏了，另外我家暖气一点也不热", FIRE)

    await citizen.takes(RESUME)
    await citizen.says("解放路8号")
    await citizen.takes("要，另外登记")
    await citizen.says("幸福小区5号楼")

    assert {one.department for one in await citizen.tickets()} >= {"construction", "heating"}


async def test_who_does_not_want_it_any_more_is_not_asked_again(citizen: Citizen):
    await citizen.says("我要投诉", "楼下烧烤店油烟特别大", FIRE)

    await citizen.says("不用了", "在三单元五楼")

    assert RESUME not in [one.title for one in await citizen.offered()]
