"""Where is it? Nonsense is asked again once and never written down; old names are places."""

import pytest

from tests.fakes.citizen import Citizen

LAMP = "路灯坏了好几天"


@pytest.mark.parametrize(
    "words",
    [
        *("你猜", "快点", "快点派人来", "赶紧的", "随便", "哈哈哈", "关你什么事", "凭什么告诉你"),
        *("问这干啥", "都说过了还问", "你们这些人是不是都不干活的啊", "烦不烦啊"),
        "你们自己查啊",
        "我天天上夜班回来都要摸黑走害怕得要命",
    ],
)
async def test_what_is_no_place_is_asked_again(citizen: Citizen, words: str):
    """Nothing is opened with it as its place."""
    reply = await citizen.says(LAMP, words)

    assert await citizen.tickets() == []
    assert "什么地方" in reply.text


async def test_the_second_question_has_an_example(citizen: Citizen):
    reply = await citizen.says(LAMP, "你猜")

    assert "比如“人民路12号门口”“幸福小区3栋”" in reply.text


@pytest.mark.parametrize("again", ["你猜啊", "快点啊", "就不说", "哈哈", "不知道"])
async def test_nonsense_twice_opens_the_ticket_without_a_place(citizen: Citizen, again: str):
    """Better no place than one that nobody finds."""
    reply = await citizen.says(LAMP, "你猜", again)

    ticket = await citizen.ticket()
    assert (ticket.appeal.place, ticket.appeal.missing) == (None, ("place",))
    assert "你猜" not in ticket.appeal.content
    assert "待补充：地点" in reply.text


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("老张家后头", "老张家后头"),
        ("就在老张家后头呗", "老张家后头"),
        ("就是那个东风街跟解放路那个口上", "东风街跟解放路"),
        *(
            (same, same)
            for same in (
                "二道沟",
                "前进三队",
                "大柳树底下",
                "供销社对面",
                "老戏台",
                "西头老王家那块",
                "赵四家门前",
            )
        ),
    ],
)
async def test_what_neighbours_call_it_is_a_place(citizen: Citizen, words: str, place: str):
    """At once: villages, landmarks and corners that no rule knows."""
    await citizen.says(LAMP, words)

    assert (await citizen.ticket()).appeal.place == place


@pytest.mark.parametrize("words", ["一中", "金手指", "福满多"])
async def test_the_second_time_it_is_taken_as_told(citizen: Citizen, words: str):
    """Whatever it is, who says it twice means it."""
    await citizen.says(LAMP, "你猜", words)

    assert (await citizen.ticket()).appeal.place == words


@pytest.mark.parametrize("words", ["没地址", "没有地址", "说不清"])
async def test_who_has_no_address_is_not_asked_again(citizen: Citizen, words: str):
    await citizen.says(LAMP, words)

    assert (await citizen.ticket()).appeal.place is None


async def test_more_of_the_story_is_kept_and_the_place_comes_after(citizen: Citizen):
    await citizen.says(LAMP, "我天天上夜班回来都要摸黑走害怕得要命", "前进三队")

    ticket = await citizen.ticket()
    assert ticket.appeal.place == "前进三队"
    assert "摸黑走" in ticket.appeal.content


async def test_a_story_is_no_place_the_second_time_either(citizen: Citizen):
    await citizen.says(LAMP, "你猜", "我天天上夜班回来都要摸黑走害怕得要命")

    ticket = await citizen.ticket()
    assert ticket.appeal.place is None
    assert "摸黑走" in ticket.appeal.content


@pytest.mark.parametrize("words", ["就我家楼下", "楼下", "隔壁", "我们小区门口"])
async def test_where_only_the_writer_knows_it_is_asked_which(citizen: Citizen, words: str):
    await citizen.says(LAMP, words)
    assert await citizen.tickets() == []

    await citizen.says("红旗小区5号楼")

    assert (await citizen.ticket()).appeal.place == "红旗小区5号楼"


async def test_a_place_near_the_writer_does_not_keep_the_question_away(citizen: Citizen):
    """ "楼下KTV" may be anywhere."""
    reply = await citizen.says("楼下KTV天天唱到半夜两点根本睡不着")
    assert "什么地方" in reply.text

    await citizen.says("中山路88号")

    assert (await citizen.ticket()).appeal.place == "中山路88号"


async def test_a_name_told_later_stands_beside_what_only_the_writer_knew(citizen: Citizen):
    await citizen.says(LAMP, "我家楼下", "我家楼下", "红旗小区5号楼")

    place = (await citizen.ticket()).appeal.place or ""
    assert place.startswith("红旗小区5号楼")


async def test_a_place_alone_is_where_something_happened(citizen: Citizen):
    """Nobody is told that this is no business of ours."""
    reply = await citizen.says("红旗街道")
    assert "发生了什么事" in reply.text

    await citizen.says("路灯坏了三天没人修")

    assert (await citizen.ticket()).appeal.place == "红旗街道"


async def test_a_house_of_a_works_is_a_place(citizen: Citizen):
    await citizen.says("门口早市占道走不了人", "纺织厂家属院4号楼")

    assert (await citizen.ticket()).appeal.place == "纺织厂家属院4号楼"


async def test_a_place_that_begins_the_answer_is_taken(citizen: Citizen):
    """What follows goes on telling."""
    await citizen.says("楼下那个健身房 一大早就咣咣咣砸杠铃", "松江里底商 六点就开始")

    ticket = await citizen.ticket()
    assert ticket.appeal.place == "松江里底商"
    assert "六点就开始" in ticket.appeal.content
