"""What citizens do arrives as the XML another library reads."""

import pytest
from wechatpy import parse_message

from bot.simulator.client import SimulatorError
from bot.simulator.config import LONG_TERM_NOTICE, ONE_TIME_NOTICE

from .conftest import OpenWorld, World


async def last(world: World) -> object:
    return parse_message(world.account.heard[-1].xml)


async def test_a_text_carries_its_words_and_an_id(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    exchange = await world.sim.say("王大爷", "路灯坏了 ]]> <b> & 谢谢")

    message = await last(world)

    assert message.content == "路灯坏了 ]]> <b> & 谢谢"
    assert message.source == openid
    assert len(openid) == 28
    assert openid.startswith("o")
    assert str(message.id) == exchange.msg_id


async def test_a_control_character_passes_raw(world: World) -> None:
    await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "a\x08b")

    assert "a\x08b" in world.account.heard[-1].xml


async def test_two_messages_never_share_an_id(world: World) -> None:
    await world.sim.follow("王大爷")

    ids = {(await world.sim.say("王大爷", "在吗")).msg_id for _ in range(5)}

    assert len(ids) == 5


async def test_a_test_may_choose_id_and_time(world: World) -> None:
    await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗", msg_id="42", created_at=1600000000)

    assert "<MsgId>42</MsgId>" in world.account.heard[-1].xml
    assert "<CreateTime>1600000000</CreateTime>" in world.account.heard[-1].xml


async def test_a_picture_can_be_fetched_by_url_and_by_media_id(world: World) -> None:
    await world.sim.follow("王大爷")
    await world.sim.send_image("王大爷", b"\x89PNG picture", "image/png")
    message = await last(world)

    token = await world.token()
    by_id = f"{world.root}/cgi-bin/media/get?access_token={token}&media_id={message.media_id}"
    for url in (message.image, by_id):
        async with world.http.get(url) as response:
            assert await response.read() == b"\x89PNG picture"
            assert response.content_type == "image/png"


@pytest.mark.parametrize(
    ("recognition", "element"),
    [
        (None, None),
        ("", "<Recognition><![CDATA[]]></Recognition>"),
        ("路灯坏了", "<Recognition><![CDATA[路灯坏了]]></Recognition>"),
    ],
)
async def test_a_voice_comes_with_an_empty_or_without_recognition(
    world: World, recognition: str | None, element: str | None
) -> None:
    await world.sim.follow("王大爷")
    await world.sim.send_voice("王大爷", recognition)

    xml = world.account.heard[-1].xml
    assert ("<Recognition>" in xml) is (element is not None)
    assert element is None or element in xml
    assert "<Format><![CDATA[amr]]></Format>" in xml


async def test_videos_locations_links_and_files_keep_their_fields(world: World) -> None:
    await world.sim.follow("王大爷")

    await world.sim.send_video("王大爷")
    assert (await last(world)).thumb_media_id
    await world.sim.send_video("王大爷", short=True)
    assert (await last(world)).type == "shortvideo"
    await world.sim.send_location("王大爷", "人民路23号", 31.2, 121.5)
    place = await last(world)
    assert (place.label, place.location) == ("人民路23号", ("31.200000", "121.500000"))
    await world.sim.send_link("王大爷", "标题", "https://example.org/a?b=1&c=2", "摘要")
    assert (await last(world)).url == "https://example.org/a?b=1&c=2"
    await world.sim.send_file("王大爷", "材料.pdf")
    assert "<MsgType><![CDATA[file]]></MsgType>" in world.account.heard[-1].xml


async def test_events_carry_their_keys(world: World) -> None:
    await world.sim.follow("王大爷", scene="lamp-17")
    assert (await last(world)).event == "subscribe_scan"
    assert "<![CDATA[qrscene_lamp-17]]>" in world.account.heard[-1].xml

    await world.sim.click("王大爷", "MENU_PROGRESS")
    assert (await last(world)).key == "MENU_PROGRESS"
    await world.sim.view("王大爷", "https://example.org/")
    assert (await last(world)).url == "https://example.org/"
    await world.sim.scan("王大爷", "lamp-18")
    assert (await last(world)).scene_id == "lamp-18"
    await world.sim.report_location("王大爷", 31.2, 121.5)
    assert (await last(world)).latitude == 31.2
    await world.sim.unfollow("王大爷")
    assert (await last(world)).event == "unsubscribe"


async def test_a_popup_lists_every_template_and_a_withdrawal_one(world: World) -> None:
    await world.sim.follow("王大爷")

    await world.sim.consent("王大爷", ONE_TIME_NOTICE, True, **{LONG_TERM_NOTICE: False})

    popup = world.account.heard[-1].xml
    assert popup.count("<List>") == 2
    assert "<![CDATA[accept]]>" in popup
    assert "<![CDATA[reject]]>" in popup
    assert (await world.sim.citizen("王大爷")).permits == {ONE_TIME_NOTICE: 1}

    await world.sim.withdraw("王大爷", ONE_TIME_NOTICE)

    assert "subscribe_msg_change_event" in world.account.heard[-1].xml
    assert (await world.sim.citizen("王大爷")).permits == {}


async def test_raw_xml_is_signed_and_sealed_like_any_push(world: World) -> None:
    await world.sim.follow("王大爷")
    await world.sim.push("王大爷", "<xml><MsgType>whatever</MsgType></xml>")

    assert world.account.heard[-1].xml == "<xml><MsgType>whatever</MsgType></xml>"


async def test_who_does_not_follow_cannot_write(world: World) -> None:
    await world.sim.create("路人")

    with pytest.raises(SimulatorError, match="does not follow"):
        await world.sim.say("路人", "你好")


async def test_a_name_is_the_same_person_in_every_run(open_world: OpenWorld) -> None:
    first, second = await open_world(), await open_world()

    assert await first.sim.follow("王大爷") == await second.sim.follow("王大爷")
