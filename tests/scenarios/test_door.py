"""WeChat's door: what only WeChat may do, and what it does twice."""

import time
from collections.abc import Awaitable, Callable

from bot.demo.places import HOST
from bot.simulator.cipher import sign
from tests.houses import House, Person, number_in
from tests.scenarios.conftest import OLD_AES_KEY

Citizens = Callable[[], Awaitable[Person]]


async def test_wechat_makes_sure_that_the_address_is_ours(house: House):
    """The echo comes back byte for byte; a wrong signature gets nothing."""
    url = f"{house.places.gateway_url}/wechat"
    forged = {"signature": "0" * 40, "timestamp": str(int(time.time())), "nonce": "7"}

    async with house.web.get(url, params={**forged, "echostr": "8"}) as refused:
        assert (refused.status, await refused.read()) == (403, b"")
    assert await house.sim.verify_url()


async def test_a_plain_message_is_refused_although_its_signature_is_right(
    house: House, a_citizen: Citizens
):
    """`signature` does not cover the body: one captured query would forge any message."""
    person = await a_citizen()
    openid = (await house.sim.citizen(person.name)).openid
    stamp, nonce = str(int(time.time())), "1234567890"
    signature = sign(house.secrets.token, stamp, nonce)
    query = {"signature": signature, "timestamp": stamp, "nonce": nonce, "openid": openid}
    body = (
        f"<xml><ToUserName><![CDATA[gh_3f1c5a9be207]]></ToUserName><FromUserName><![CDATA[{openid}]]>"
        f"</FromUserName><CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[人民路23号路灯坏了三天没人修]]></Content><MsgId>77</MsgId></xml>"
    )

    url = f"{house.places.gateway_url}/wechat"
    async with house.web.post(url, params=query, data=body.encode()) as refused:
        assert (refused.status, await refused.read()) == (403, b"")

    assert "没有登记过" in await person.says("查询")


async def test_a_message_that_comes_three_times_at_once_is_one_ticket_with_one_answer(
    house: House, a_citizen: Citizens
):
    """And the three answers are the same to the byte."""
    person = await a_citizen()

    exchange = await house.sim.say(person.name, "人民路23号路灯坏了三天没人修", copies=3)

    assert exchange.tries == 3
    assert len({answer.body for answer in exchange.answers}) == 1
    number = number_in(await person.reads(exchange))
    assert (await person.says("查询")).count("工单 ") == 1
    events = await house.sim.department("construction").events("ticket.dispatched", number)
    assert len(events) <= 1


async def test_one_message_id_of_many_citizens_is_many_messages(house: House, a_citizen: Citizens):
    """WeChat repeats its ids from one citizen to the next."""
    people = [await a_citizen() for _ in range(5)]

    said = [await p.says("人民路23号路灯坏了三天没人修", msg_id="42424242") for p in people]

    assert len({number_in(words) for words in said}) == 5


async def test_the_key_before_the_last_change_is_still_understood(
    house: House, a_citizen: Citizens
):
    """WeChat takes a while to use the new one; it is answered in the key it used."""
    person = await a_citizen()
    await house.sim.switch(aes_key=OLD_AES_KEY)

    try:
        exchange = await house.sim.say(person.name, "你好")
    finally:
        await house.sim.switch(aes_key=house.secrets.aes_key)

    assert not exchange.problem
    assert "您好" in await person.reads(exchange)


async def test_a_key_that_is_not_ours_opens_nothing(house: House, a_citizen: Citizens):
    """Refused, not acknowledged: WeChat brings it again while the operator mends the settings."""
    person = await a_citizen()
    await house.sim.switch(aes_key="x" * 42 + "A", tries=1)

    try:
        exchange = await house.sim.say(person.name, "人民路23号路灯坏了三天没人修")
    finally:
        await house.sim.switch(aes_key=house.secrets.aes_key, tries=3)

    assert exchange.status == 403
    assert "没有登记过" in await person.says("查询")


async def test_the_gateway_tells_its_health_and_figures_to_this_machine(house: House):
    """Every dependency by name."""
    async with house.web.get(f"{house.places.gateway_url}/health") as response:
        health = await response.json()
    async with house.web.get(f"{house.places.gateway_url}/metrics") as response:
        figures = await response.text()

    assert HOST in house.places.gateway_url
    assert health["status"] in ("ok", "degraded")
    assert {"database", "redis", "dialogue", "wechat", "outbox"} <= set(health["checks"])
    assert "huiying_" in figures
