"""What the API refuses, on its own and on demand."""

import io

import aiohttp
import pytest

from bot.simulator.config import ONE_TIME_NOTICE, SERVICE_TEMPLATE

from .conftest import OpenWorld, World

WORDS = {"msgtype": "text", "text": {"content": "您好"}}
THING = {"thing1": {"value": "路灯已修好"}}


@pytest.fixture
async def openid(world: World) -> str:
    """A citizen who wrote a moment ago."""
    openid = await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")
    return openid


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**WORDS, "touser": "nobody"}, 40003),
        ({"msgtype": "hologram"}, 40008),
        ({"msgtype": "text", "text": {"content": " "}}, 44004),
        ({"msgtype": "text"}, 44004),
        ({"msgtype": "text", "text": {"content": "字" * 683}}, 45002),
        ({"msgtype": "image", "image": {"media_id": "unknown"}}, 40007),
        ({"msgtype": "image", "image": {}}, 41006),
        ({"msgtype": "news", "news": {"articles": []}}, 45008),
        ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 47001),
        ([], 47001),
    ],
)
async def test_a_customer_service_message_must_be_right(
    world: World, openid: str, body: object, code: int
) -> None:
    addressed = {"touser": openid, **body} if isinstance(body, dict) else body

    assert (await world.call("message/custom/send", addressed))["errcode"] == code


async def test_a_menu_message_is_answered_by_a_tap(world: World, openid: str) -> None:
    lines = [{"id": "solved", "content": "解决了"}, {"id": "not", "content": "没解决"}]
    menu = {"head_content": "解决了吗？", "list": lines, "tail_content": "谢谢"}
    await world.call(
        "message/custom/send", {"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}
    )
    bubble = await world.sim.wait_for_bubble("王大爷", kind="menu")

    await world.sim.choose("王大爷", bubble, "not")

    assert "<Content><![CDATA[没解决]]></Content>" in world.account.heard[-1].xml
    assert "<bizmsgmenuid><![CDATA[not]]></bizmsgmenuid>" in world.account.heard[-1].xml


async def test_typing_needs_a_fresh_message_and_is_not_repeated(world: World, openid: str) -> None:
    typing = {"touser": openid, "command": "Typing"}

    codes = [
        (await world.call("message/custom/typing", typing))["errcode"],
        (await world.call("message/custom/typing", typing))["errcode"],
        (await world.call("message/custom/typing", {**typing, "command": "Sing"}))["errcode"],
    ]
    await world.sim.advance(31)
    codes.append((await world.call("message/custom/typing", typing))["errcode"])

    assert codes == [0, 45081, 45072, 45080]


@pytest.mark.parametrize(
    ("how", "status", "begins"),
    [
        ({"code": 45015}, 200, '{"errcode": 45015'),
        ({"code": -1}, 200, '{"errcode": -1'),
        ({"status": 502}, 502, "<html>"),
        ({"html": True}, 200, "<html>"),
    ],
)
async def test_the_next_calls_fail_as_told_and_then_no_more(
    world: World, openid: str, how: dict[str, object], status: int, begins: str
) -> None:
    await world.sim.fail_api("message/custom/send", times=2, skip=1, **how)
    url = f"{world.root}/cgi-bin/message/custom/send?access_token={await world.token()}"
    seen = []

    for _ in range(4):
        async with world.http.post(url, json={**WORDS, "touser": openid}) as response:
            seen.append((response.status, (await response.text())[: len(begins)]))

    assert seen[1:3] == [(status, begins)] * 2
    assert [answer[0] for answer in (seen[0], seen[3])] == [200, 200]
    assert len([b for b in await world.sim.chat("王大爷") if b.side == "account"]) == 2
    assert await world.sim.faults() == []


async def test_a_lasting_40001_lasts_until_it_is_cleared(world: World, openid: str) -> None:
    await world.sim.fail_api("message/custom/send", code=40001)

    codes = [await world.say_by_service(openid) for _ in range(5)]
    await world.sim.clear_faults("message/custom/send")

    assert codes == [40001] * 5
    assert await world.say_by_service(openid) == 0


async def test_an_answer_can_be_lost_after_the_message_went_out(world: World, openid: str) -> None:
    """The time-out whose outcome nobody knows."""
    await world.sim.fail_api("message/custom/send", times=1, drop=True, after_effect=True)

    with pytest.raises(aiohttp.ClientError):
        await world.say_by_service(openid)

    assert (await world.sim.wait_for_bubble("王大爷")).text == "您好"


async def test_an_api_can_hang(world: World, openid: str) -> None:
    await world.sim.fail_api("message/custom/send", times=1, hang_s=30)
    impatient = aiohttp.ClientTimeout(total=0.2)
    url = f"{world.root}/cgi-bin/message/custom/send?access_token={await world.token()}"

    with pytest.raises(TimeoutError):
        await world.http.post(url, json={**WORDS, "touser": openid}, timeout=impatient)

    assert [b for b in await world.sim.chat("王大爷") if b.side == "account"] == []


async def test_an_uncertified_account_may_only_answer_passively(world: World, openid: str) -> None:
    await world.sim.switch(certified=False)

    assert await world.say_by_service(openid) == 48001
    assert (await world.call("user/info", openid=openid))["errcode"] == 48001
    assert "ip_list" in await world.call("getcallbackip")
    world.account.says(world.account.reply("您好"))
    assert (await world.sim.say("王大爷", "在吗")).passive_reply is not None


async def test_a_day_has_so_many_calls(world: World, openid: str) -> None:
    await world.sim.daily_limit("message/custom/send", 1)

    assert await world.say_by_service(openid) == 0
    assert await world.say_by_service(openid) == 45009
    await world.sim.advance(86_400)
    await world.sim.say("王大爷", "在吗")
    assert await world.say_by_service(openid) == 0


async def test_media_live_three_days(world: World, openid: str) -> None:
    exchange = await world.sim.send_image("王大爷")
    media_id = (await world.sim.chat("王大爷", after=exchange.index - 1))[0].media_id

    await world.sim.advance(3 * 86_400 + 1)

    assert (await world.call("media/get", media_id=media_id))["errcode"] == 40007
    async with world.http.get(f"{world.root}/media/{media_id}") as response:
        assert response.status == 200  # the phone still shows it


async def test_an_uploaded_picture_can_be_sent(world: World, openid: str) -> None:
    form = aiohttp.FormData()
    form.add_field("media", b"\x89PNG" * 1000, filename="灯.png", content_type="image/png")
    url = f"{world.root}/cgi-bin/media/upload?type=image&access_token={await world.token()}"
    async with world.http.post(url, data=form) as response:
        media_id = (await response.json())["media_id"]

    body = {"touser": openid, "msgtype": "image", "image": {"media_id": media_id}}
    assert (await world.call("message/custom/send", body))["errcode"] == 0

    bubble = await world.sim.wait_for_bubble("王大爷", kind="image")
    async with world.http.get(f"{world.root}/media/{bubble.media_id}") as response:
        assert await response.read() == b"\x89PNG" * 1000


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [("hologram", 1, 40004), ("image", 10_485_761, 40009), ("thumb", 65_537, 40012)],
)
async def test_an_upload_must_fit(world: World, kind: str, size: int, code: int) -> None:
    form = aiohttp.FormData()
    form.add_field("media", io.BytesIO(bytes(size)), filename="x", content_type="image/png")
    url = f"{world.root}/cgi-bin/media/upload?type={kind}&access_token={await world.token()}"

    async with world.http.post(url, data=form) as response:
        assert (await response.json())["errcode"] == code


async def test_an_upload_without_a_file_is_refused(world: World) -> None:
    assert (await world.call("media/upload", {}, type="image"))["errcode"] == 41005


async def test_a_consent_allows_exactly_one_notice(world: World, openid: str) -> None:
    await world.sim.consent("王大爷", ONE_TIME_NOTICE)
    notice = {"touser": openid, "template_id": ONE_TIME_NOTICE, "data": THING}

    codes = [(await world.call("message/subscribe/bizsend", notice))["errcode"] for _ in range(2)]

    assert codes == [0, 43101]
    card = (await world.sim.notices("王大爷"))[0]
    assert (card.channel, card.title) == ("subscription", "办理结果通知")
    assert card.fields[0].value == "路灯已修好"
    assert (await world.sim.citizen("王大爷")).permits == {}


async def test_the_result_of_a_subscription_notice_is_pushed(world: World, openid: str) -> None:
    await world.sim.consent("王大爷", ONE_TIME_NOTICE)
    notice = {"touser": openid, "template_id": ONE_TIME_NOTICE, "data": THING}
    before = (await world.sim.log("push"))[-1].id

    await world.call("message/subscribe/bizsend", notice)

    entry = await world.sim.wait_for_push("subscribe_msg_sent_event", after=before)
    assert "<ErrorCode>0</ErrorCode>" in entry.request["plain"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "data"),
        ({"thing1": {"value": "字" * 21}}, "thing1"),
        ({"thing1": {"value": ""}}, "thing1"),
        ({"number2": {"value": "三"}}, "number2"),
        ({"phrase3": {"value": "正在办理之中"}}, "phrase3"),
    ],
)
async def test_a_notice_names_the_field_that_does_not_fit(
    world: World, openid: str, data: object, field: str
) -> None:
    await world.sim.consent("王大爷", ONE_TIME_NOTICE)
    notice = {"touser": openid, "template_id": ONE_TIME_NOTICE, "data": data}

    answer = await world.call("message/subscribe/bizsend", notice)

    assert answer["errcode"] == 47003
    assert field in answer["errmsg"]
    assert (await world.sim.citizen("王大爷")).permits == {ONE_TIME_NOTICE: 1}


async def test_a_template_goes_out_once_per_client_msg_id(world: World, openid: str) -> None:
    notice = {
        "touser": openid,
        "template_id": SERVICE_TEMPLATE,
        "data": THING,
        "client_msg_id": "parcel-7",
    }

    first = await world.call("message/template/send", notice)
    again = await world.call("message/template/send", notice)

    assert (first["errcode"], again["errcode"]) == (0, 0)
    assert first["msgid"] == again["msgid"]
    assert len(await world.sim.notices("王大爷")) == 1
    await world.sim.advance(601)
    await world.call("message/template/send", notice)
    assert len(await world.sim.notices("王大爷")) == 2


async def test_who_blocks_notices_is_reported(world: World, openid: str) -> None:
    await world.sim.block_notices("王大爷")
    notice = {"touser": openid, "template_id": SERVICE_TEMPLATE, "data": THING}

    msgid = (await world.call("message/template/send", notice))["msgid"]

    entry = await world.sim.wait_for_push("TEMPLATESENDJOBFINISH")
    assert f"<MsgID>{msgid}</MsgID>" in entry.request["plain"]
    assert "<![CDATA[failed:user block]]>" in entry.request["plain"]
    assert await world.sim.notices("王大爷") == []


async def test_a_template_needs_a_follower_and_a_granted_id(world: World, openid: str) -> None:
    unknown = {"touser": openid, "template_id": "unknown", "data": THING}
    assert (await world.call("message/template/send", unknown))["errcode"] == 40037

    await world.sim.unfollow("王大爷")
    notice = {"touser": openid, "template_id": SERVICE_TEMPLATE, "data": THING}
    assert (await world.call("message/template/send", notice))["errcode"] == 43004


async def test_a_menu_is_kept_and_taken_away(world: World) -> None:
    menu = {"button": [{"type": "click", "name": "我的诉求", "key": "MINE"}]}

    assert (await world.call("menu/get"))["errcode"] == 46003
    assert (await world.call("menu/create", menu))["errcode"] == 0
    assert (await world.call("menu/get"))["menu"] == menu
    assert await world.sim.menu() == menu
    assert (await world.call("menu/delete"))["errcode"] == 0
    assert await world.sim.menu() is None


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([{"type": "click", "name": "一", "key": "1"}] * 4, 40016),
        ([{"type": "click", "name": "名字太长了吧", "key": "1"}], 40018),
        ([{"type": "click", "name": "一"}], 40019),
        ([{"type": "view", "name": "一", "url": "ftp://x"}], 40020),
        ([{"type": "dance", "name": "一"}], 40015),
        (
            [{"name": "一", "sub_button": [{"type": "click", "name": "二", "key": "2"}] * 6}],
            40023,
        ),
    ],
)
async def test_a_menu_must_be_right(
    world: World, buttons: list[dict[str, object]], code: int
) -> None:
    assert (await world.call("menu/create", {"button": buttons}))["errcode"] == code


async def test_a_user_has_no_nickname(world: World, openid: str) -> None:
    info = await world.call("user/info", openid=openid)

    assert (info["subscribe"], info["nickname"]) == (1, "")
    await world.sim.unfollow("王大爷")
    assert (await world.call("user/info", openid=openid))["subscribe"] == 0


async def test_the_time_may_come_from_outside(open_world: OpenWorld) -> None:
    world = await open_world(clock=lambda: 1_600_000_000.0)

    await world.sim.follow("王大爷")

    assert await world.sim.now() == 1_600_000_000.0
    assert world.account.heard[-1].query["timestamp"] == "1600000000"
