"""What a citizen told is never asked again, and reaches whoever handles it."""

from typing import Any

from tests.fakes.citizen import Citizen

LONG_TOLD = (
    "幸福小区3号楼从去年十月开始就漏水，我们三十多户反映过多次都没人管，昨天晚上又漏了，"
    "我电话13900001111"
)


async def told(citizen: Citizen) -> dict[str, list[str]]:
    """The facts in the parcel that brought the ticket to its unit, by kind."""
    found: dict[str, list[str]] = {}
    for fact in citizen.parcels[0].body["ticket"]["facts"]:
        found.setdefault(fact["kind"], []).append(fact["words"])
    return found


async def test_a_whole_story_opens_a_ticket_without_a_question(citizen: Citizen):
    await citizen.says(LONG_TOLD)

    appeal = (await citizen.ticket()).appeal
    assert (appeal.place, appeal.contact) == ("幸福小区3号楼", "13900001111")
    assert appeal.when == "昨天晚上，从去年十月开始"
    assert await citizen.form() is None


async def test_staff_read_what_was_told_besides(citizen: Citizen):
    await citizen.says(LONG_TOLD)

    assert await told(citizen) == {
        "time": ["昨天晚上"],
        "since": ["从去年十月开始"],
        "people": ["三十多户"],
        "repeated": ["反映过多次"],
    }


async def test_yesterday_is_reckoned_from_when_it_was_written(citizen: Citizen):
    await citizen.says(LONG_TOLD)

    facts: list[dict[str, Any]] = citizen.parcels[0].body["ticket"]["facts"]
    (yesterday,) = [fact for fact in facts if fact["kind"] == "time"]
    written = citizen.house.clock().date()
    assert yesterday["first"] == written.replace(day=written.day - 1).isoformat()


async def test_facts_told_on_the_way_are_told_as_well(citizen: Citizen):
    await citizen.says("路灯不亮", "在光明路，已经半个月了，我们楼二十几户都看不见路")

    found = await told(citizen)
    assert found["since"] == ["已经半个月了"]
    assert found["people"] == ["二十几户"]


async def test_a_number_plate_reaches_staff_in_clear(citizen: Citizen):
    await citizen.says("辽B12345这台货车天天堵在光明小区门口")

    assert (await told(citizen))["plate"] == ["辽B12345"]


async def test_who_names_the_bus_is_not_asked_where(citizen: Citizen):
    await citizen.says("101路公交车总是不来，等了四十分钟")

    assert (await citizen.ticket()).appeal.place == "101路公交车"


async def test_the_community_after_another_matter_keeps_its_name(citizen: Citizen):
    """“另外” once became a part of it."""
    await citizen.says("我要投诉，另外幸福小区的路灯坏了")

    assert (await citizen.ticket()).appeal.place == "幸福小区"
