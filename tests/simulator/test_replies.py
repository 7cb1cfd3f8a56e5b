"""What the platform does not show, it replaces by the service-fault banner."""

from collections.abc import Callable

import pytest

from bot.simulator.platform import BANNER

from .conftest import Account, Heard, World, openid_in, text_reply

Answer = Callable[[Account, Heard], bytes]


def sealed(xml: str) -> Answer:
    return lambda account, heard: account.seal(xml.replace("CITIZEN", openid_in(heard.xml)))


def fixed(body: bytes) -> Answer:
    return lambda account, heard: body


LONGEST = "字" * 682  # 2,046 bytes
MEDIUM = "<Image><MediaId>nobody-uploaded-this</MediaId></Image>"
ILLEGAL: dict[str, Answer] = {
    "JSON": fixed(b'{"text": "hello"}'),
    "a JSON array": fixed(b"[]"),
    "quoted success": fixed(b'"success"'),
    "success with a line end": fixed(b"success\n"),
    "words": fixed(b"hello"),
    "broken XML": fixed(b"<xml><a></xml>"),
    "not UTF-8": fixed(b"\xff\xfe<xml/>"),
    "a plain reply in safe mode": lambda account, heard: text_reply(
        "x", openid_in(heard.xml)
    ).encode(),
    "an empty root element": sealed("<xml></xml>"),
    "an empty Content": sealed(text_reply("", "CITIZEN")),
    "a CreateTime that is no integer": sealed(text_reply("x", "CITIZEN", "1700000000.5")),
    "another citizen's openid": sealed(text_reply("x", "o123456789012345678901234567")),
    "2,049 bytes": sealed(text_reply(LONGEST + "abc", "CITIZEN")),
    "an unknown picture": sealed(
        text_reply("x", "CITIZEN").replace("<![CDATA[text]]>", "image").replace("</xml>", MEDIUM)
        + "</xml>"
    ),
    "an unknown type": sealed(text_reply("x", "CITIZEN").replace("<![CDATA[text]]>", "hologram")),
    "a DOCTYPE": sealed('<!DOCTYPE xml [<!ENTITY e "x">]><xml>&e;</xml>'),
    "a forged MsgSignature": lambda account, heard: account.seal(
        text_reply("x", openid_in(heard.xml))
    ).replace(b"<MsgSignature><![CDATA[", b"<MsgSignature><![CDATA[0"),
}


@pytest.mark.parametrize("name", ILLEGAL)
async def test_an_illegal_answer_shows_the_banner_and_is_not_tried_again(
    world: World, name: str
) -> None:
    await world.sim.follow("王大爷")
    world.account.says(lambda heard: ILLEGAL[name](world.account, heard))

    exchange = await world.sim.say("王大爷", "在吗")

    assert exchange.error_banner, exchange
    assert exchange.problem
    assert exchange.tries == 1
    assert exchange.passive_reply is None
    assert (await world.sim.chat("王大爷"))[-1].text == BANNER


@pytest.mark.parametrize("body", [b"success", b""])
async def test_success_and_nothing_mean_nothing_yet(world: World, body: bytes) -> None:
    await world.sim.follow("王大爷")
    world.account.says(body)

    exchange = await world.sim.say("王大爷", "在吗")

    assert (exchange.error_banner, exchange.passive_reply, exchange.tries) == (False, None, 1)


async def test_a_text_of_2048_bytes_fits(world: World) -> None:
    await world.sim.follow("王大爷")
    world.account.says(world.account.reply(LONGEST + "ab"))

    assert (await world.sim.say("王大爷", "在吗")).passive_reply is not None


async def test_news_and_uploaded_pictures_are_shown(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    media_id = await world.sim.upload("image", b"picture", "image/png")
    base = text_reply("x", openid)
    picture = base.replace("<![CDATA[text]]>", "image").replace(
        "</xml>", f"<Image><MediaId>{media_id}</MediaId></Image></xml>"
    )
    article = "<item><Title>办事指南</Title><Url>https://example.org</Url></item>"
    news = base.replace("<![CDATA[text]]>", "news").replace(
        "</xml>", f"<ArticleCount>1</ArticleCount><Articles>{article}</Articles></xml>"
    )
    world.account.says(world.account.seal(picture), world.account.seal(news))

    first = (await world.sim.say("王大爷", "在吗")).passive_reply
    second = (await world.sim.say("王大爷", "在吗")).passive_reply

    assert first is not None
    assert (first.kind, first.media_id) == ("image", media_id)
    assert second is not None
    assert (second.kind, second.title, second.url) == ("news", "办事指南", "https://example.org")


async def test_a_reply_to_a_location_event_is_illegal(world: World) -> None:
    await world.sim.follow("王大爷")
    world.account.says(world.account.reply("您在哪里"))

    assert (await world.sim.report_location("王大爷")).error_banner


async def test_nobody_sees_what_is_answered_to_an_unsubscribe(world: World) -> None:
    await world.sim.follow("王大爷")
    world.account.says(b"{}")

    exchange = await world.sim.unfollow("王大爷")

    assert exchange.problem
    assert not exchange.error_banner
    assert await world.sim.chat("王大爷") == []
