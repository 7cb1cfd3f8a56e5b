"""The driver of the benchmark sends what it was given, hears it out, and counts what it heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from benchmarks.driver import FAILED, Door, at_once, at_rate
from benchmarks.houses import House
from benchmarks.kinds import SOURCE, Kind
from benchmarks.plan import Bench, Load, figures, percentile
from benchmarks.post import LATER, PostOffice
from bot.simulator.cipher import MessageCipher

APP_ID, TOKEN, KEY = "wx0123456789abcdef", "token", "a" * 42 + "A"
ANSWER = f"<xml><Content><![CDATA[答复\n{SOURCE}市民服务中心]]></Content></xml>"

Said = Callable[[bytes], Awaitable[bytes]]


@pytest.fixture
def office() -> PostOffice:
    return PostOffice(APP_ID, TOKEN, KEY)


async def test_every_message_is_a_new_one_and_every_reply_is_opened(office: PostOffice):
    """What the door hears is sealed for its account; what it says is read with the same key."""
    heard: list[bytes] = []

    async def door(body: bytes) -> bytes:
        heard.append(MessageCipher(KEY, APP_ID).decrypt(_between(body, b"<Encrypt><![CDATA[")))
        return _sealed(ANSWER)

    async with _a_door(door) as address:
        run = await at_once([address], [office.push(Kind.FAQ) for _ in range(20)], 4, seconds=10)

    assert len(set(heard)) == 20
    assert all(Kind.FAQ.is_right(office.opened(answer.body)) for answer in run.answers)


async def test_a_slow_door_does_not_slow_a_steady_rate(office: PostOffice):
    """In an open loop all messages are sent, though nobody has answered the first."""
    waiting, everybody = 0, asyncio.Event()

    async def door(body: bytes) -> bytes:
        nonlocal waiting
        waiting += 1
        if waiting == 10:
            everybody.set()
        await everybody.wait()
        return LATER

    async with _a_door(door) as address:
        run = await at_rate([address], [office.push(Kind.FAQ) for _ in range(10)], 1000)

    assert [answer.status for answer in run.answers] == [200] * 10


async def test_a_door_that_hangs_up_is_a_failure_and_nothing_else(office: PostOffice):
    """One lost answer neither ends the run nor has a say in the times."""

    async def door(body: bytes) -> bytes:
        raise ConnectionError

    async with _a_door(door) as address:
        run = await at_once([address], [office.push(Kind.FAQ) for _ in range(3)], 1, seconds=10)

    assert [answer.status for answer in run.answers] == [FAILED] * 3
    counted = figures("house", Load(Kind.FAQ, 1, hands=1), run, office.opened)
    assert (counted.messages, counted.failed, counted.p99) == (3, 3, 0.0)


async def test_only_citizens_who_were_asked_where_tell_a_place(office: PostOffice):
    """The second step of a form is measured with those who took the first."""
    bench = Bench(office)

    async def door(body: bytes) -> bytes:
        return _sealed("<xml><Content><![CDATA[请问在什么地方？]]></Content></xml>")

    async with _a_door(door) as address:
        house = House("house", [address], [], 0.0)
        asked = await bench.measure(house, Load(Kind.STEP, 0.1, per_second=50))
        told = await bench.measure(house, Load(Kind.PLACE, 10, hands=2))

    assert (asked.messages, asked.wrong) == (5, 0)
    assert (told.messages, told.wrong) == (5, 5)


@pytest.mark.parametrize(("percent", "value"), [(50, 5.0), (95, 10.0), (99, 10.0), (10, 1.0)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, value: float):
    """Nearest rank: nothing is interpolated between two answers."""
    assert percentile([float(number) for number in range(1, 11)], percent) == value


@asynccontextmanager
async def _a_door(said: Said) -> AsyncIterator[Door]:
    """A door on this machine that answers as `said` tells it, and hangs up when that raises."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(_between(head.lower(), b"content-length: ", b"\r\n"))
                body = await said(await reader.readexactly(length))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[:2]
    finally:
        server.close()


def _sealed(plain: str) -> bytes:
    sealed = MessageCipher(KEY, APP_ID).encrypt(plain.encode())
    return f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def _between(text: bytes, begin: bytes, end: bytes = b"]]>") -> str:
    return text.partition(begin)[2].partition(end)[0].decode()
