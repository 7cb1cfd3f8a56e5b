"""No message is a dead end, whatever it holds (A17)."""

import random
import string
from collections.abc import Callable
from dataclasses import replace

from bot.adapters.rasa.engine import RasaEngine
from bot.services.cutting import Cutter
from tests.builders import a_call
from tests.fakes.citizen import Citizen

MESSAGES = 1000
CITIZENS = 20
SENTENCES = (
    "路灯坏了三天没人修，在人民路",
    "社保卡丢了怎么补",
    "查询",
    "取消",
    "不知道",
    "1",
    "转人工",
    "不对，是昨天",
    "没解决",
    "撤回",
    "谢谢",
)
ODDITIES = (
    "",
    " \n\t ",
    "😀" * 30,
    "\u202eمرحبا بالعالم",
    "'; DROP TABLE tickets; --",
    "]]></Content><Content>",
    "<script>alert(1)</script>",
    "/restart",
    '/inform{"place":"x"}',
    "{place}${HOME}%s{0}",
    "\x00\x08\ufffe",
    "á" * 500,
    "长" * 3400,
    "〔手机号1〕13800138000〔手机号2〕",
    "20261123-0000-00",
)


async def test_a_thousand_messages_of_any_kind_get_a_thousand_answers(dialogue: RasaEngine):
    """Nobody is left without a word, and no turn breaks."""
    chance = random.Random(20261123)
    house = Citizen(dialogue).house
    talk = replace(
        house.talk,
        dialogue=dialogue,
        shelf=house.shelf,
        cutter=Cutter(lambda words, link: [words], str),
    )
    reception = house.a_reception()
    reception = replace(reception, turns=replace(reception.turns, talk=talk))

    unanswered = []
    for number in range(MESSAGES):
        text = chance.choice(KINDS)(chance)
        citizen = f"c{chance.randrange(CITIZENS)}"
        house.clock.forward(seconds=chance.randrange(600))
        reply, _ = await reception.answer(a_call(text, key=f"m{number}", citizen=citizen))
        if reply is None or not reply.text.strip():
            unanswered.append(text)

    assert unanswered == []
    assert [row.attempts for row in house.store.kept.rows.values() if row.attempts] == []


def _sentence(chance: random.Random) -> str:
    return chance.choice(SENTENCES)


def _oddity(chance: random.Random) -> str:
    return chance.choice(ODDITIES)


def _mixture(chance: random.Random) -> str:
    return chance.choice(SENTENCES) + chance.choice(ODDITIES)


def _noise(chance: random.Random) -> str:
    signs = string.printable + "的一是不了人我在有他这中大来上国。，？！〔〕１２３"
    return "".join(chance.choices(signs, k=chance.randrange(1, 80)))


KINDS: tuple[Callable[[random.Random], str], ...] = (_sentence, _oddity, _mixture, _noise)
