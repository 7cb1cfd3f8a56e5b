"""wechatpy's endpoints work on our transport, and no error makes it call without end."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.wechat.client import Client
from bot.adapters.wechat.failures import CallFailed, NotSent, Refused, Unanswered, Unavailable
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.wire import File, Wire
from tests.adapters.wechat.conftest import Town, an_account
from tests.builders import NOW

SEND = "message/custom/send"


async def test_endpoint_classes_work_unchanged(town: Town):
    await town.sim.say(town.openid, "你好")

    await town.client.message.send_text(town.openid, "您好")
    user = await town.client.user.get(town.openid)
    addresses = await town.client.misc.get_wechat_ips()

    assert (await town.bubbles("customer_service")) == ["您好"]
    assert user["openid"] == town.openid
    assert addresses == ["127.0.0.1"]


async def test_menus_work_unchanged(town: Town):
    menu = {"button": [{"type": "click", "name": "查进度", "key": "status"}]}

    await town.client.menu.create(menu)

    assert (await town.client.menu.get())["menu"] == menu


async def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(town: Town):
    await town.sim.say(town.openid, "你好")
    await town.client.message.send_text(town.openid, "一")
    await town.sim.end_tokens(42001)

    await town.client.message.send_text(town.openid, "二")

    assert await town.bubbles("customer_service") == ["一", "二"]


async def test_a_lasting_40001_costs_one_forced_token_and_one_repetition(town: Town):
    """wechatpy's own client asks about 490 times and ends in a RecursionError."""
    await town.sim.say(town.openid, "你好")
    await town.sim.fail_api(SEND, code=40001)

    with pytest.raises(Refused) as refused:
        await town.client.message.send_text(town.openid, "您好")

    assert refused.value.code == 40001
    assert await town.calls(SEND) == 2
    assert await town.calls("stable_token") <= 3


@pytest.mark.parametrize("how", [{"code": -1}, {"status": 502}, {"html": True}], ids=str)
async def test_a_busy_platform_is_asked_again_three_times_with_growing_pauses(
    town: Town, how: dict[str, int]
):
    await town.sim.say(town.openid, "你好")
    await town.sim.fail_api(SEND, **how)

    with pytest.raises((Refused, Unavailable)):
        await town.client.message.send_text(town.openid, "您好")

    assert town.pauses == [1.0, 2.0, 4.0]
    assert await town.calls(SEND) == 4


async def test_a_platform_that_recovers_in_between_gets_the_message_once(town: Town):
    await town.sim.say(town.openid, "你好")
    await town.sim.fail_api(SEND, code=-1, times=2)

    await town.client.message.send_text(town.openid, "您好")

    assert await town.bubbles("customer_service") == ["您好"]


async def test_an_error_code_comes_with_the_id_that_support_asks_for(town: Town):
    with pytest.raises(Refused) as refused:
        await town.client.message.send_text("oNobody_0123456789_abcdefgh", "您好")

    assert refused.value.code == 40003
    assert refused.value.rid


async def test_silence_after_sending_is_not_mistaken_for_a_refusal(town: Town):
    await town.sim.say(town.openid, "你好")
    await town.client.message.send_text(town.openid, "一")
    await town.sim.fail_api(SEND, hang_s=5, times=1, after_effect=True)
    wire = Wire(town.root, total_s=1)  # for the one call that nobody answers

    with pytest.raises(Unanswered):
        await Client(wire, town.tokens).message.send_text(town.openid, "二")

    await wire.close()
    assert await town.bubbles("customer_service") == ["一", "二"]
    assert await town.calls(SEND) == 2


async def test_a_cut_connection_after_sending_is_unknown_too(town: Town):
    await town.sim.say(town.openid, "你好")
    await town.sim.fail_api(SEND, drop=True, times=1)

    with pytest.raises(Unanswered):
        await town.client.message.send_text(town.openid, "您好")


async def test_a_platform_that_cannot_be_reached_got_nothing(unused_tcp_port: int):
    wire = Wire(f"http://127.0.0.1:{unused_tcp_port}")
    client = Client(wire, Tokens(wire, an_account(), None, lambda: NOW))

    with pytest.raises(NotSent):
        await client.message.send_text("o", "您好")
    await wire.close()


async def test_a_picture_comes_as_its_bytes(town: Town):
    media_id = await town.sim.upload("image", b"\x89PNG picture", "image/png")

    answer = await town.client.media.download(media_id)

    assert answer == File(b"\x89PNG picture", "image/png")


async def test_no_failure_shows_the_token(town: Town):
    """The address of every call carries it."""
    token = await town.tokens.current()
    await town.sim.say(town.openid, "你好")
    failures = []
    for how in ({"drop": True}, {"status": 502}, {"code": 45015}):
        await town.sim.fail_api(SEND, times=4 if "status" in how else 1, **how)
        with pytest.raises(CallFailed) as failed:
            await town.client.message.send_text(town.openid, "您好")
        failures.append(failed.value)

    for failure in failures:
        assert token not in f"{failure!r} {failure.__cause__!r}"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"ok"', b'{"errcode": "many"}', b"\xff\xfe", b"{" * 100_000],
    ids=lambda body: repr(body[:12]),
)
async def test_an_answer_that_is_none_of_the_apis_is_unavailable(body: bytes):
    async with _platform(body) as root, _wire(root) as wire:
        with pytest.raises(Unavailable):
            await wire.call("GET", f"{root}/cgi-bin/x")


async def test_control_characters_in_an_answer_do_no_harm():
    async with _platform(b'{"errcode": 0, "name": "a\x01b"}') as root, _wire(root) as wire:
        answer = await wire.call("GET", f"{root}/cgi-bin/x")

    assert answer == {"errcode": 0, "name": "a\x01b"}


async def test_an_endless_file_is_not_read_to_its_end():
    async with _platform(b"x" * (33 << 20), "image/png") as root, _wire(root) as wire:
        with pytest.raises(Unavailable):
            await wire.call("GET", f"{root}/cgi-bin/x")


async def test_a_redirect_is_not_followed():
    """It would carry the token to another house."""
    elsewhere = _platform(b"", status=302, location="http://127.0.0.1:1/")
    async with elsewhere as root, _wire(root) as wire:
        with pytest.raises(Unavailable):
            await wire.call("GET", f"{root}/cgi-bin/x")


async def test_wechatpys_own_way_to_a_token_is_closed(town: Town):
    with pytest.raises(NotImplementedError):
        town.client.fetch_access_token()


class _platform:
    """A server that answers everything alike."""

    def __init__(
        self,
        body: bytes,
        content_type: str = "application/json",
        status: int = 200,
        location: str = "",
    ) -> None:
        headers = {"Content-Type": content_type} | ({"Location": location} if location else {})

        async def answer(request: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=headers)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> str:
        await self._server.start_server()
        return str(self._server.make_url("")).rstrip("/")

    async def __aexit__(self, *reason: object) -> None:
        await self._server.close()


class _wire(Wire):
    async def __aenter__(self) -> "_wire":
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.close()
