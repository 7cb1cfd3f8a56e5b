"""Answers, as the suites about ways to a citizen send them."""

from typing import Any

from bot.domain.parcels import Parcel
from tests.adapters.wechat.conftest import Town
from tests.builders import a_citizens_parcel

SEND = "message/custom/send"
BIZSEND = "message/subscribe/bizsend"
TEMPLATE_SEND = "message/template/send"
NUMBER = "20261123-4821-07"


def an_answer(town: Town, text: str = "路灯已经修好。", **more: Any) -> Parcel:
    return a_citizens_parcel(text, citizen=town.citizen, number=NUMBER, **more)


async def send(town: Town, text: str = "路灯已经修好。", **more: Any) -> str:
    return await town.channel.send(an_answer(town, text, **more), town.clock())


async def spend_all(town: Town) -> None:
    """Use up what the citizen's message allows."""
    for number in range(5):
        await send(town, f"第{number}条", id=f"spent-{number}", purpose="late")
