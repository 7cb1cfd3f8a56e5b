"""A parcel reaches a citizen by the best way that is open, and never twice by accident."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.wechat.errors_table import TABLE, Action, Entry
from bot.adapters.wechat.parts import LIMIT
from bot.domain.errors import GiveUp, NoChannelNow, TryLater, Unknown
from bot.domain.messages import Media
from bot.domain.parcels import Parcel
from bot.domain.replies import Choice, Reply
from bot.simulator.config import LONG_TERM_NOTICE, ONE_TIME_NOTICE
from tests.adapters.wechat.conftest import (
    NOTICE,
    TEMPLATE,
    OpenTown,
    Town,
)
from tests.builders import a_citizens_parcel

SEND = "message/custom/send"
BIZSEND = "message/subscribe/bizsend"
TEMPLATE_SEND = "message/template/send"
NO_RIGHT = (45015, 45047)
NUMBER = "20261123-4821-07"


def an_answer(town: Town, text: str = "路灯已经修好。", **more: Any) -> Parcel:
    return a_citizens_parcel(text, citizen=town.citizen, number=NUMBER, **more)


async def send(town: Town, text: str = "路灯已经修好。", **more: Any) -> str:
    return await town.channel.send(an_answer(town, text, **more), town.clock())


async def spend_all(town: Town) -> None:
    """Use up what the citizen's message allows."""
    for number in range(5):
        await send(town, f"第{number}条", id=f"spent-{number}", purpose="late")


# --- customer-service messages --------------------------------------------------------------------


async def test_after_a_citizens_message_it_comes_as_a_message(town: Town):
    await town.sim.say(town.openid, "路灯坏了")

    assert await send(town) == "customer_service"

    assert await town.bubbles("customer_service") == ["路灯已经修好。"]


async def test_choices_come_as_numbered_lines(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    reply = Reply("解决了吗？", (Choice("已解决", "solved"), Choice("没解决", "not_solved")))
    parcel = an_answer(town)
    parcel = replace(parcel, body={**parcel.body, "reply": reply.as_record()})

    await town.channel.send(parcel, town.clock())

    assert await town.bubbles("customer_service") == [
        "解决了吗？\n回复数字：\n1. 已解决\n2. 没解决"
    ]


async def test_words_arrive_as_they_are(town: Town):
    """No tag, no control character, no half emoji."""
    await town.sim.say(town.openid, "你好")

    await send(town, "a]]>b <c> & 👨‍👩‍👧\x00\x1b 你好")

    assert await town.bubbles("customer_service") == ["a]]>b <c> & 👨‍👩‍👧 你好"]


async def test_words_that_are_too_long_still_arrive(town: Town):
    await town.sim.say(town.openid, "你好")

    await send(town, "长" * 1000)

    (text,) = await town.bubbles("customer_service")
    assert len(text.encode()) <= LIMIT


async def test_the_sixth_message_is_never_posted(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await spend_all(town)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert await town.calls(SEND) == 5


async def test_after_48_hours_nothing_is_posted(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.advance(hours=48)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert await town.calls(SEND) == 0


async def test_after_a_menu_click_three_messages_go_out_within_a_minute(town: Town):
    await town.advance(hours=1)
    await town.sim.click(town.openid, "status")

    ways = [await send(town, id=f"p{n}") for n in range(3)]

    assert ways == ["customer_service"] * 3
    with pytest.raises(NoChannelNow):
        await send(town, id="p3")


async def test_our_ledger_and_the_platforms_agree(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.click(town.openid, "status")
    await send(town, id="p1")

    theirs = await town.sim.ledger(town.openid)
    assert await town.ledger.left(town.citizen, town.clock()) == theirs.left


# --- who cannot be reached ------------------------------------------------------------------------


async def test_after_leaving_nothing_is_sent_at_all(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.sim.unfollow(town.openid)

    with pytest.raises(NoChannelNow):
        await send(town)

    for api in (SEND, BIZSEND, TEMPLATE_SEND):
        assert await town.calls(api) == 0


async def test_somebody_who_never_wrote_cannot_be_reached(town: Town):
    with pytest.raises(NoChannelNow):
        await town.channel.send(a_citizens_parcel(citizen="c-unknown"), town.clock())


# --- notices --------------------------------------------------------------------------------------


async def test_one_consent_is_exactly_one_notice(open_town: OpenTown):
    town = await open_town(NOTICE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await spend_all(town)

    assert await send(town, id="p1") == "subscription"
    with pytest.raises(NoChannelNow):
        await send(town, id="p2")

    assert await town.bubbles("subscription") == [f"{NUMBER} 路灯已经修好。"]
    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 0


async def test_a_long_term_consent_covers_many_notices(open_town: OpenTown):
    notice = replace(NOTICE, template=LONG_TERM_NOTICE, long_term=True)
    town = await open_town(notice)
    await town.sim.consent(town.openid, LONG_TERM_NOTICE)
    await town.advance(hours=1)

    ways = [await send(town, id=f"p{n}") for n in range(3)]

    assert ways == ["subscription"] * 3


async def test_a_consent_is_kept_for_answers(open_town: OpenTown):
    """The second half of a chat does not use it up."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)

    with pytest.raises(NoChannelNow):
        await send(town, purpose="rest")

    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 1


async def test_a_consent_that_the_citizen_took_back_falls_through_to_the_template(
    open_town: OpenTown,
):
    """43101: the permit we counted on does not exist."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)
    await town.sim.fail_api(BIZSEND, code=43101)

    assert await send(town) == "template"

    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 0


async def test_a_template_message_is_the_last_resort(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE)
    await town.advance(hours=1)

    assert await send(town) == "template"

    (text,) = await town.bubbles("template")
    assert text.startswith("您的诉求有了答复")


async def test_a_template_message_that_was_blocked_is_written_down_and_told(open_town: OpenTown):
    town = await open_town(template=TEMPLATE)
    await town.sim.block_notices(town.openid)
    await town.advance(hours=1)

    await send(town)
    await town.sim.wait_for_push("TEMPLATESENDJOBFINISH")

    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.notice_missed"]


async def test_a_template_that_does_not_exist_is_told_and_the_answer_waits(open_town: OpenTown):
    town = await open_town(template=replace(TEMPLATE, template="mistyped"))
    await town.advance(hours=1)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.40037"]


async def test_a_citizen_who_left_unnoticed_is_not_written_to_again(open_town: OpenTown):
    """43004 says so when the event was lost."""
    town = await open_town(template=TEMPLATE)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, code=43004, times=1)
    with pytest.raises(NoChannelNow):
        await send(town, id="p1")

    with pytest.raises(NoChannelNow):
        await send(town, id="p2")

    assert await town.calls(TEMPLATE_SEND) == 1


# --- error codes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: str(entry.code))
async def test_each_code_does_what_the_table_says(town: Town, entry: Entry):
    """None is swallowed, none loops."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=entry.code)

    with pytest.raises((NoChannelNow, TryLater, GiveUp)) as failed:
        await send(town)

    # 43004: the citizen left; otherwise no way is left, or another time, or a human
    expected = {
        Action.NEXT_CHANNEL: NoChannelNow,
        Action.SWITCH_OFF: NoChannelNow,
        Action.PARK: GiveUp,
    }.get(entry.action, TryLater)
    assert type(failed.value) is expected
    calls = {Action.BACK_OFF: 4, Action.REFRESH: 2}.get(entry.action, 1)
    assert await town.calls(SEND) == calls
    assert [a.kind for a in town.bell.rung] == ([f"wechat.{entry.code}"] if entry.alarm else [])


async def test_a_code_nobody_foresaw_parks_the_parcel_and_tells_the_rid(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=88888)

    with pytest.raises(GiveUp):
        await send(town)

    (alarm,) = town.bell.rung
    assert alarm.kind == "wechat.88888"
    assert "rid" in alarm.text


@pytest.mark.parametrize(
    "entry", [e for e in TABLE if e.code not in NO_RIGHT], ids=lambda entry: str(entry.code)
)
async def test_a_known_failure_gives_the_right_back(town: Town, entry: Entry):
    await town.sim.say(town.openid, "路灯坏了")
    before = await town.ledger.left(town.citizen, town.clock())
    await town.sim.fail_api(SEND, code=entry.code)

    with pytest.raises((NoChannelNow, TryLater, GiveUp)):
        await send(town)

    assert await town.ledger.left(town.citizen, town.clock()) == before


@pytest.mark.parametrize("code", NO_RIGHT)
async def test_wechats_no_is_believed(town: Town, code: int):
    """Its count is the one that matters: nothing more until the citizen comes again."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=code, times=1)
    for parcel in ("p1", "p2"):
        with pytest.raises(NoChannelNow):
            await send(town, id=parcel)
    assert await town.calls(SEND) == 1

    town.clock.advance(seconds=1)
    await town.sim.say(town.openid, "在吗")
    assert await send(town, id="p1") == "customer_service"


async def test_an_account_that_may_not_send_is_seen_and_asked_no_more(open_town: OpenTown):
    """48001: the pull mode of an account without certificate."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.switch(certified=False)

    for parcel in ("p1", "p2"):
        with pytest.raises(NoChannelNow):
            await send(town, id=parcel)

    assert await town.calls(SEND) == 1
    state = await town.channel.state(town.clock())
    assert state["customer_service"]["open"] is False
    assert state["customer_service"]["code"] == 48001
    assert "wechat.48001" in [alarm.kind for alarm in town.bell.rung]


async def test_a_certificate_is_noticed_after_a_day(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=48001, times=1)
    with pytest.raises(NoChannelNow):
        await send(town)

    await town.advance(hours=25)

    assert await send(town) == "customer_service"
    assert (await town.channel.state(town.clock()))["customer_service"] == {"open": True}


async def test_the_days_limit_waits_until_midnight_in_shanghai(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=45009, times=1)

    for _ in range(2):
        with pytest.raises(TryLater) as later:
            await send(town)

    local = (town.clock() + timedelta(hours=8) + (later.value.after or timedelta())).time()
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert await town.calls(SEND) == 1


async def test_a_paused_way_lets_the_next_one_go_first(open_town: OpenTown):
    town = await open_town(template=TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=45011, times=1)

    assert await send(town) == "template"


async def test_a_wrong_secret_stops_every_call_and_says_which_setting(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE, secret="mistyped")
    await town.sim.say(town.openid, "路灯坏了")

    for parcel in ("p1", "p2", "p3"):
        with pytest.raises(TryLater):
            await send(town, id=parcel)

    assert await town.calls("stable_token") == 1
    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.40125"]
    assert "HUIYING_WECHAT_APP_SECRET" in town.bell.rung[0].text


async def test_an_address_outside_the_list_is_named(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    said = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"
    await town.sim.fail_api("stable_token", code=40164, message=said)

    with pytest.raises(TryLater):
        await send(town)

    assert "203.0.113.7" in town.bell.rung[0].text
    assert (await town.channel.state(town.clock()))["everything"]["open"] is False


# --- when nobody knows ----------------------------------------------------------------------------


async def test_after_silence_it_is_sent_once_more_and_marked(open_town: OpenTown):
    town = await open_town(total_s=0.5)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, hang_s=5, times=1, after_effect=True)
    with pytest.raises(TryLater):
        await send(town)

    assert await send(town) == "customer_service"

    first, second = await town.bubbles("customer_service")
    assert first == "路灯已经修好。"
    assert second == f"（如已收到，请忽略）\n{first}"


async def test_after_a_second_silence_a_human_decides(open_town: OpenTown):
    town = await open_town(total_s=0.5)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=2)
    with pytest.raises(TryLater):
        await send(town)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.calls(SEND) == 2


async def test_what_a_human_sends_again_goes_out_marked(open_town: OpenTown):
    town = await open_town(total_s=0.5)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=2)
    with pytest.raises(TryLater):
        await send(town)
    with pytest.raises(Unknown):
        await send(town)

    assert await send(town) == "customer_service"

    (text,) = await town.bubbles("customer_service")
    assert text.startswith("（如已收到，请忽略）")


async def test_after_silence_no_other_way_is_taken(open_town: OpenTown):
    """It may have arrived: a notice on top would be the same answer twice."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=1)
    with pytest.raises(TryLater):
        await send(town)
    await town.advance(hours=48)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.bubbles("template") == []


async def test_a_template_message_is_repeated_under_the_same_name_and_arrives_once(
    open_town: OpenTown,
):
    town = await open_town(template=TEMPLATE, total_s=0.5)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, hang_s=5, times=1, after_effect=True)
    with pytest.raises(TryLater):
        await send(town)

    assert await send(town) == "template"

    assert len(await town.bubbles("template")) == 1


async def test_a_template_message_is_not_repeated_when_wechat_has_forgotten_its_name(
    open_town: OpenTown,
):
    town = await open_town(template=TEMPLATE)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, drop=True, times=1)
    with pytest.raises(TryLater):
        await send(town)
    await town.advance(minutes=11)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.calls(TEMPLATE_SEND) == 1


async def test_a_notice_is_never_repeated(open_town: OpenTown):
    town = await open_town(NOTICE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)
    await town.sim.fail_api(BIZSEND, drop=True, times=1)

    with pytest.raises(Unknown):
        await send(town)


async def test_a_process_that_died_while_sending_leaves_a_marked_repetition(town: Town):
    """Its try is still open: nobody knows how far it came."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.ledger.take(town.citizen, "p1", town.clock())

    assert await send(town, id="p1") == "customer_service"

    (text,) = await town.bubbles("customer_service")
    assert text.startswith("（如已收到，请忽略）")


async def test_what_went_out_before_the_process_died_is_not_sent_again(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await send(town, id="p1")

    assert await send(town, id="p1") == "customer_service"

    assert await town.calls(SEND) == 1


async def test_a_platform_that_cannot_be_reached_costs_no_right(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    before = await town.ledger.left(town.citizen, town.clock())
    await town.sim.fail_api("stable_token", drop=True)

    with pytest.raises(TryLater):
        await send(town)

    assert await town.ledger.left(town.citizen, town.clock()) == before


# --- what citizens attached -----------------------------------------------------------------------


async def test_a_picture_is_fetched(town: Town):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")

    assert await town.channel.fetch(Media("image", media_id)) == (b"\x89PNG", "image/png")


async def test_a_film_is_fetched_from_where_wechat_says(town: Town):
    media_id = await town.sim.upload("video", b"film", "video/mp4")

    assert await town.channel.fetch(Media("video", media_id)) == (b"film", "video/mp4")


async def test_after_three_days_it_is_gone(town: Town):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")
    await town.advance(days=4)

    with pytest.raises(GiveUp):
        await town.channel.fetch(Media("image", media_id))

    assert town.bell.rung == []  # the ticket itself tells of it


@pytest.mark.parametrize(
    "how",
    [{"code": 45009}, {"code": 40001}, {"status": 502}, {"drop": True}, {"code": -1}],
    ids=str,
)
async def test_a_passing_trouble_is_tried_again(town: Town, how: dict[str, int]):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")
    await town.sim.fail_api("media/get", **how)

    with pytest.raises(TryLater):
        await town.channel.fetch(Media("image", media_id))
