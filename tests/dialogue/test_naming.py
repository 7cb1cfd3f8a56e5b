"""What a ticket is about is said in the citizen's own words, and no memory holds them."""

import json

from bot.domain.tickets import State
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"
HEAT = "幸福小区3号楼暖气不热"


async def test_who_has_two_tickets_reads_which_one_would_be_taken_back(citizen: Citizen):
    """A number and a unit say nothing to anybody."""
    await citizen.says(LAMP)
    citizen.house.clock.forward(days=1)
    await citizen.says(HEAT)

    newer = await citizen.says("撤回")
    assert HEAT in newer.text
    assert LAMP not in newer.text

    older = await citizen.says("把路灯那件撤了")
    assert LAMP in older.text
    assert HEAT not in older.text


async def test_what_was_taken_back_is_named(citizen: Citizen):
    await citizen.says(HEAT, "撤回")

    done = await citizen.takes("确定撤回")

    assert HEAT in done.text
    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_no_memory_holds_the_words_that_name_a_ticket(citizen: Citizen):
    """The unit must know the telephone number; the dialogue must not."""
    await citizen.says("13800138000打不通，解放路8号路灯坏了")
    citizen.house.clock.forward(days=1)

    asked = await citizen.says("撤回")

    assert "13800138000" in asked.text
    assert "13800138000" not in json.dumps(await citizen.memory(), ensure_ascii=False)
