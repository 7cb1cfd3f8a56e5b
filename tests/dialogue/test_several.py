"""Several matters in one message: each gets a ticket, one tap each; one long matter gets one."""

import pytest

from tests.fakes.citizen import Citizen

THREE = "1、解放路8号路灯不亮 2、幸福小区3号楼暖气不热 3、人民路12号自来水发黄"


async def test_a_numbered_list_becomes_one_ticket_after_the_other(citizen: Citizen):
    """The first at once, each other one with one tap."""
    first = await citizen.says(THREE)
    assert "暖气不热" in first.text
    assert "自来水发黄" in first.text
    assert len(await citizen.tickets()) == 1

    second = await citizen.takes("要，另外登记")
    assert "自来水发黄" in second.text
    await citizen.takes("要，另外登记")

    tickets = await citizen.tickets()
    assert {one.department for one in tickets} == {"construction", "heating", "utilities"}
    assert {one.appeal.place for one in tickets} == {"解放路8号", "幸福小区3号楼", "人民路12号"}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "水费乱收，路灯不亮，出租车拒载，这几样事情请你们管管",
            {"construction", "transport", "market_reg"},
        ),
        ("停车费乱收，再一个就是路口的红绿灯坏了", {"market_reg", "traffic_police"}),
        ("我家漏水找物业没人管。还有，我母亲的低保停了", {"housing", "civil_affairs"}),
        ("松江里9号楼暖气不热，另外门口那家烧烤店油烟呛人", {"heating", "environment"}),
        ("我有两个问题要反映，一个是暖气不热，另一个是公交车半小时不来", {"heating", "transport"}),
    ],
)
async def test_each_matter_goes_to_its_own_unit(citizen: Citizen, text: str, units: set[str]):
    """However the citizen counts them; one tap a matter."""
    await citizen.says(text)
    for _ in range(8):
        titles = [one.title for one in await citizen.offered()]
        await citizen.says("要，另外登记" if "要，另外登记" in titles else "不知道")

    assert {one.department for one in await citizen.tickets()} == units


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("路灯坏了，另外垃圾也没人收", "垃圾也没人收"),
        ("路灯坏了 中山路12号，公交车也老晚点302路", "公交车也老晚点302路"),
        ("我家停水了，而且楼下烧烤太吵", "楼下烧烤太吵"),
        ("第一路灯坏了第二垃圾没人收", "垃圾没人收"),
        ("暖气不热，而且电梯也坏了", "电梯也坏了"),
    ],
)
async def test_a_second_matter_in_a_few_words_is_asked_about(
    citizen: Citizen, text: str, second: str
):
    reply = await citizen.says(text)
    if not await citizen.tickets():
        reply = await citizen.says("中山路12号")

    assert f"另一件事“{second}”" in reply.text
    assert "要，另外登记" in [one.title for one in await citizen.offered()]


@pytest.mark.parametrize(
    "text",
    [
        "楼下烧烤油烟大，而且噪音也大",
        "医院乱收费，医生也不好好看病",
        "小区没有路灯，保安也不管",
        "公交车太少，司机也不停",
        "饭馆太吵，还有油烟",
    ],
)
async def test_what_is_said_besides_about_the_same_stays_one_matter(citizen: Citizen, text: str):
    await citizen.says(text)
    reply = await citizen.says("中山路12号")

    assert len(await citizen.tickets()) == 1
    assert "另一件事" not in reply.text


async def test_a_question_that_may_be_known_does_not_swallow_the_other_matter(citizen: Citizen):
    """Both stand on a ticket, or one is answered and the other on a ticket."""
    await citizen.says("请问居住证怎么办？另外我要投诉出租车拒载")
    for _ in range(4):
        titles = [one.title for one in await citizen.offered()]
        await citizen.says("要，另外登记" if "要，另外登记" in titles else "不知道")

    assert any("拒载" in one.appeal.content for one in await citizen.tickets())


async def test_three_that_are_counted_are_three_and_all_are_wanted(citizen: Citizen):
    """A bus is known by its line, and "all of them" is a yes."""
    text = "反映三件事：长江路路灯不亮，滨河花园垃圾没人清，302路公交老晚点"
    await citizen.says(text, "都要", "都办")

    units = {ticket.department for ticket in await citizen.tickets()}
    assert units == {"construction", "urban_mgmt", "transport"}


async def test_what_is_not_wanted_is_not_opened(citizen: Citizen):
    await citizen.says(THREE, "不用了", "好的")

    assert len(await citizen.tickets()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "解放路8号的暖气不热，打了供热公司电话，另外也找过物业，都说不归自己管",
        "1、解放路8号暖气不热。2、打电话没人接。3、要求退还取暖费。",
        "第一次反映是上个月，第二次是上周，解放路8号烧烤店的油烟还是没人管",
        "1、解放路8号的暖气不热。2、供暖的时间太短。",
        "解放路8号停车场收费不合理，另外没有发票，还态度恶劣",
        "解放路8号的健身房倒闭了，另外教练课的钱也不退",
        "解放路8号的饭店油烟大，还有泔水乱倒",
        "解放路8号的出租车拒载，另外我记下了车牌，司机还骂人",
    ],
)
async def test_one_matter_is_never_taken_apart(citizen: Citizen, text: str):
    """All of it stands on one ticket."""
    await citizen.says(text)

    assert (await citizen.ticket()).appeal.content == text
    assert await citizen.offered() == () or "另外登记" not in str(await citizen.offered())


async def test_a_person_can_be_asked_for_between_two_matters(citizen: Citizen):
    """The second one is not lost on the way."""
    await citizen.says("解放路8号路灯坏了，另外我家暖气一点也不热")
    asked = await citizen.takes("要，另外登记")
    assert "什么地方" in asked.text

    await citizen.says("转人工")

    assert any("暖气" in one.appeal.content for one in await citizen.tickets())


LAMP_AND_WASTE = "人民路12号路灯坏了，另外垃圾也没人收"


@pytest.mark.parametrize(
    "answer",
    ["红旗小区1号楼", "要，在红旗小区1号楼", "好的 红旗小区1号楼", "垃圾是在红旗小区1号楼"],
)
async def test_a_place_after_the_offer_is_where_the_second_matter_is(citizen: Citizen, answer: str):
    """Nobody is asked again for what was just told."""
    await citizen.says(LAMP_AND_WASTE)

    reply = await citizen.says(answer)

    tickets = {one.department: one.appeal.place for one in await citizen.tickets()}
    assert tickets == {"construction": "人民路12号", "urban_mgmt": "红旗小区1号楼"}
    assert "另一件事" not in reply.text


async def test_another_matter_after_the_offer_is_not_the_second_one(citizen: Citizen):
    await citizen.says(LAMP_AND_WASTE, "红旗小区1号楼暖气不热")

    assert {one.department for one in await citizen.tickets()} == {"construction", "heating"}


async def test_where_one_matter_is_says_nothing_about_another(citizen: Citizen):
    """The lamp is not in the house whose heating is cold."""
    reply = await citizen.says("1、路灯不亮 2、幸福小区3号楼暖气不热")
    assert "什么地方" in reply.text

    await citizen.says("文化路3号", "要")

    tickets = {one.department: one.appeal.place for one in await citizen.tickets()}
    assert tickets == {"construction": "文化路3号", "heating": "幸福小区3号楼"}
