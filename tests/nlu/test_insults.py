"""What insults do to the understanding of a message: nothing."""

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.services.understanding import TYPES

IDLE = "out_of_scope"


@pytest.mark.parametrize(
    "said",
    [
        "畜生啊，学校食堂给孩子吃发霉的馒头",
        "傻逼吧，路灯三个月不亮",
        "他妈的电梯又停了，老人下不了楼",
        "一群废物，河水都发黑了",
    ],
)
async def test_a_matter_beside_an_insult_is_a_matter(dialogue: RasaEngine, said: str):
    assert (await dialogue.parse(said)).intent in TYPES


async def test_nothing_but_an_insult_is_no_matter(dialogue: RasaEngine):
    assert (await dialogue.parse("大笨蛋")).intent not in TYPES
