"""Five hundred pieces of personal data go through a house of real processes: none is in any log.

The logs are as talkative as they can be. What the house is for is left out of the search: the
database, files that were attached, bodies set aside for a human.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest_asyncio

from benchmarks.ports import held_port
from bot.adapters.processes import end, tied
from bot.adapters.redis import embedded
from bot.demo.equipment import prepare
from bot.demo.places import HOST
from tests.houses import (
    COMES_UP_S,
    NO_LIMITS,
    House,
    an_open_house,
    answers,
    eventually,
)
from tests.leaks.people import Datum, people, traces

Thing = TypeVar("Thing")
MANY = 500
SEED = 20261123
"""The same people every time."""


@pytest_asyncio.fixture
async def house(trained_model: Path, tmp_path: Path) -> AsyncIterator[House]:
    """Every part says all it can."""
    async with an_open_house(tmp_path / "house", trained_model, HUIYING_LOG_LEVEL="debug") as house:
        yield house


async def test_five_hundred_personal_data_are_in_no_log(house: House):
    """Through questions, forms, tickets, refused bodies, broken turns and departments that fail."""
    told = people(MANY, SEED)
    fifths = _in_pieces_of(MANY // 5, told)

    await _ask(house, fifths[0])
    await _complain(house, fifths[1])
    await _send_oddities(house, fifths[2])
    await house.sim.department("construction").fail(status=500)
    await _complain(house, fifths[3])
    broken_log = await _meet_a_broken_gateway(house, fifths[4])
    written = await _everything_written(house)

    assert "cannot parse %s" in broken_log  # what a library says stays, without what it was told
    assert _found(told, written) == []


def _found(told: Sequence[Datum], written: str) -> list[str]:
    return [
        f"{datum.kind} as {trace}" for datum in told for trace in traces(datum) if trace in written
    ]


async def _ask(house: House, told: Sequence[Datum]) -> None:
    """A question that is answered at once."""

    async def ask(number: int, words: str) -> None:
        person = await house.a_citizen(f"问事{number}")
        await person.says(f"社保卡丢了怎么补办，{words}")

    await _side_by_side(ask, _together(told))


async def _complain(house: House, told: Sequence[Datum]) -> None:
    """A complaint without a place, its place, a look at it: form, ticket, department."""

    async def complain(number: int, words: str) -> None:
        person = await house.a_citizen(f"反映{told[0].plain}{number}")
        await person.says(f"路灯坏了三天没人修，{words}")
        await person.says("人民路23号")
        await person.says(f"补充一下，{words}")
        await person.says("查询")

    await _side_by_side(complain, _together(told))


async def _send_oddities(house: House, told: Sequence[Datum]) -> None:
    """Places, links, voices, taps on a menu, XML that is refused: words in every field."""

    async def send(number: int, words: str) -> None:
        name = (await house.a_citizen(f"各样{number}")).name
        await house.sim.send_location(name, label=words)
        await house.sim.send_voice(name, recognition=words)
        await house.sim.send_link(name, words, "https://x.example", description=words)
        await house.sim.click(name, words[:100])
        await house.sim.push(name, f"<!DOCTYPE x><xml><Content>{words}</Content></xml>")
        await house.sim.push(name, f"<xml><MsgType>{words}</MsgType></xml>")

    await _side_by_side(send, _together(told))


async def _meet_a_broken_gateway(house: House, told: Sequence[Datum]) -> str:
    """Its dialogue raises what it was told. Returns its log."""
    log = house.places.data_dir / "logs" / "broken.log"
    before = await house.sim.switches()
    async with _a_broken_gateway(house, log) as door:
        await house.sim.switch(callback_url=door)

        async def meet(number: int, words: str) -> None:
            person = await house.a_citizen(f"遇错{number}")
            await house.sim.say(person.name, f"人民路路灯坏了，{words}")

        await _side_by_side(meet, _together(told))
        await house.sim.switch(callback_url=before.callback_url)
    return log.read_text()


@asynccontextmanager
async def _a_broken_gateway(house: House, log: Path) -> AsyncIterator[str]:
    """WeChat's door in it."""
    url = f"http://{HOST}:{(port := held_port())}"
    async with embedded(house.places.data_dir / "redis") as redis_url:
        own = {"HUIYING_PORT": str(port), "HUIYING_LOG_LEVEL": "debug", **NO_LIMITS}
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *tied(sys.executable, "-m", "tests.leaks.broken_gateway", "gateway"),
                env={**os.environ, **prepare(house.places, redis_url), **own},
                stdout=output,
                stderr=output,
            )
        try:
            await eventually(lambda: answers(house.web, f"{url}/health"), COMES_UP_S)
            yield f"{url}/wechat"
        finally:
            await end(process)


async def _side_by_side(do: Callable[[int, str], Awaitable[None]], pieces: Sequence[str]) -> None:
    """Four citizens at a time."""
    hands = asyncio.Semaphore(4)

    async def done(number: int, words: str) -> None:
        async with hands:
            await do(number, words)

    await asyncio.gather(*(done(number, words) for number, words in enumerate(pieces)))


def _together(told: Sequence[Datum]) -> list[str]:
    """Five pieces a message, said as people say them."""
    said = {
        "name": "我叫{}",
        "mobile": "电话{}",
        "address": "住在{}",
        "identity": "身份证{}",
        "card": "卡号{}",
        "email": "邮箱{}",
        "plate": "车牌{}",
        "passport": "护照{}",
        "wechat": "微信号{}",
        "landline": "座机{}",
    }
    return [
        "，".join(said[datum.kind].format(datum.written) for datum in some)
        for some in _in_pieces_of(5, told)
    ]


def _in_pieces_of(many: int, things: Sequence[Thing]) -> list[Sequence[Thing]]:
    return [things[at : at + many] for at in range(0, len(things), many)]


async def _everything_written(house: House) -> str:
    """All logs, and what the house tells about itself."""
    logs = [path.read_text(errors="replace") for path in house.places.data_dir.rglob("*.log")]
    told = []
    for door in ("health", "metrics"):
        async with house.web.get(f"{house.places.gateway_url}/{door}") as response:
            told.append(await response.text())
    return "\n".join([*logs, *told])
