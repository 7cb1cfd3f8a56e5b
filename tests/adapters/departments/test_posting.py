"""One POST to an address that a department gave us."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.adapters.departments.posting import LONGEST_WAIT, Limits, Poster, open_poster
from bot.adapters.guard import Guard
from bot.domain.errors import DeliveryFailed, GiveUp, TryLater
from tests.adapters.departments.conftest import Receiver


class FakeResolver(AbstractResolver):
    """Names point where the test says; `asked` counts how often."""

    def __init__(self, addresses: Mapping[str, list[str]]) -> None:
        self._addresses = {name: iter(found) for name, found in addresses.items()}
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked += 1
        address = next(self._addresses[host])
        return [ResolveResult(hostname=host, host=address, port=port, family=2, proto=0, flags=0)]

    async def close(self) -> None:
        return


async def _says(receiver: Receiver, status: int, **headers: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers)

    receiver.answer = answer


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_2xx_is_taken(receiver: Receiver, poster: Poster, status: int):
    """How a department says yes is its own affair."""
    await _says(receiver, status)

    await poster.post(receiver.url, b"{}", {"X-One": "1"})

    assert receiver.heard[0].body == b"{}"
    assert receiver.heard[0].headers["x-one"] == "1"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_trouble_that_passes_means_later(receiver: Receiver, poster: Poster, status: int):
    """The department is busy or down: it will get the event."""
    await _says(receiver, status)

    with pytest.raises(TryLater, match=str(status)):
        await poster.post(receiver.url, b"{}", {})


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
async def test_a_refusal_is_final(receiver: Receiver, poster: Poster, status: int):
    """Repeating would not help: a human must look."""
    await _says(receiver, status)

    with pytest.raises(GiveUp, match=str(status)):
        await poster.post(receiver.url, b"{}", {})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(receiver: Receiver, poster: Poster, status: int):
    """It could lead anywhere, with a citizen's words in hand."""
    await _says(receiver, status, Location="/elsewhere")

    with pytest.raises(GiveUp):
        await poster.post(receiver.url, b"{}", {})

    assert [heard.path for heard in receiver.heard] == ["/hook"]


async def test_a_department_that_hangs_is_left_after_the_time_out(receiver: Receiver):
    """Silence means later."""
    released = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    receiver.answer = hang
    limits = Limits(total_s=0.2)
    async with open_poster(Guard.of((), demo=True), limits) as poster:
        with pytest.raises(TryLater, match="in time"):
            await poster.post(receiver.url, b"{}", {})
    released.set()


async def test_an_answer_that_drips_for_ever_is_cut_off(receiver: Receiver):
    """Headers in time, a body that never ends."""
    released = asyncio.Event()

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"{")
        await released.wait()
        return response

    receiver.answer = drip
    limits = Limits(total_s=0.2)
    async with open_poster(Guard.of((), demo=True), limits) as poster:
        with pytest.raises(TryLater):
            await poster.post(receiver.url, b"{}", {})
    released.set()


async def test_a_huge_answer_is_read_to_its_bound_only(receiver: Receiver, poster: Poster):
    """Nobody fills our memory."""

    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            try:
                await response.write(b"x" * 65536)
            except ConnectionError:
                break
        return response

    receiver.answer = flood

    assert len(await poster.post(receiver.url, b"{}", {})) == 64 * 1024


async def test_nobody_listening_means_later(unused_tcp_port: int, poster: Poster):
    """The department's machine is off."""
    with pytest.raises(TryLater, match="not reached"):
        await poster.post(f"http://127.0.0.1:{unused_tcp_port}/", b"{}", {})


async def test_a_connection_that_breaks_means_later(receiver: Receiver, poster: Poster):
    """In the middle of the answer."""

    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    receiver.answer = hang_up

    with pytest.raises(TryLater, match="not reached"):
        await poster.post(receiver.url, b"{}", {})


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("999999999999", LONGEST_WAIT),
        ("Fri, 01 Jan 2100 00:00:00 GMT", LONGEST_WAIT),
        ("Fri, 01 Jan 2010 00:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
    ],
)
async def test_a_department_may_say_when_to_come_back(
    receiver: Receiver, poster: Poster, value: str, wait: timedelta | None
):
    """But not never."""
    await _says(receiver, 429, **{"Retry-After": value})

    with pytest.raises(TryLater) as raised:
        await poster.post(receiver.url, b"{}", {})

    assert raised.value.after == wait


async def test_a_date_to_come_back_is_understood(receiver: Receiver, poster: Poster):
    """RFC 9110 allows both forms."""
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=30), usegmt=True)
    await _says(receiver, 503, **{"Retry-After": date})

    with pytest.raises(TryLater) as raised:
        await poster.post(receiver.url, b"{}", {})

    assert raised.value.after is not None
    assert timedelta(minutes=28) < raised.value.after <= timedelta(minutes=30)


async def test_a_problem_never_names_the_address(unused_tcp_port: int, poster: Poster):
    """A robot's address holds its key, and problems are logged."""
    with pytest.raises(TryLater) as raised:
        await poster.post(f"http://127.0.0.1:{unused_tcp_port}/?key=s3cret", b"{}", {})

    assert "s3cret" not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "address", ["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://017700000001/"]
)
async def test_old_spellings_of_an_address_are_refused(address: str):
    """Some systems read these as 127.0.0.1."""
    async with open_poster(Guard()) as poster:
        with pytest.raises(DeliveryFailed, match=r"not allowed|not reached") as raised:
            await poster.post(address, b"", {})

    assert "127" not in str(raised.value)


async def test_a_name_that_points_inside_is_refused_and_nothing_is_sent(receiver: Receiver):
    """The name looks public, its address is ours."""
    port = receiver.url.rpartition(":")[2]
    resolver = FakeResolver({"hooks.city.example": ["127.0.0.1"]})

    async with open_poster(Guard(), resolver=resolver) as poster:
        with pytest.raises(GiveUp, match="not allowed"):
            await poster.post(f"https://hooks.city.example:{port}", b"{}", {})

    assert receiver.heard == []


async def test_what_was_judged_is_what_is_connected_to(receiver: Receiver):
    """A name that answers differently the second time gets no second question."""
    port = receiver.url.rpartition(":")[2]
    resolver = FakeResolver({"hooks.test": ["127.0.0.1", "169.254.169.254"]})
    guard = Guard.of(["hooks.test", "127.0.0.0/8"])

    async with open_poster(guard, resolver=resolver) as poster:
        await poster.post(f"http://hooks.test:{port}", b"{}", {})

    assert resolver.asked == 1
    assert receiver.heard[0].headers["host"].startswith("hooks.test:")
