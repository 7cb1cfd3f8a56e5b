"""WeChat's calls come in, nobody else's do, and every answer leaves as its call came."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from wechatpy.crypto import WeChatCrypto

from bot.adapters.store import Database
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.door import CallbackDoor, Came
from bot.adapters.wechat.names import Names
from bot.domain.errors import BodyRejected, SignatureRejected
from bot.domain.messages import Kind
from tests.adapters.wechat.conftest import (
    AES_KEY,
    APP_ID,
    OLD_AES_KEY,
    OPENID,
    TOKEN,
    Bell,
    Clock,
    MakeDoor,
    a_text,
    an_account,
    an_event,
    sealed,
    signed,
    xml,
)
from tests.builders import NOW

REPLY_AT = NOW + timedelta(seconds=1)


# --- the handshake --------------------------------------------------------------------------------


def test_a_signed_greeting_gets_its_echo_byte_for_byte(door: CallbackDoor):
    assert door.greet({**signed(), "echostr": "5838479829 <b>&"}, NOW) == "5838479829 <b>&"


def test_a_forged_greeting_gets_nothing(door: CallbackDoor):
    with pytest.raises(SignatureRejected):
        door.greet({**signed(token="another"), "echostr": "1"}, NOW)


# --- safe mode ------------------------------------------------------------------------------------


async def test_an_encrypted_message_is_read(door: CallbackDoor):
    call = await door.open(*sealed(a_text("路灯坏了")), NOW)

    assert (call.message.kind, call.message.text) == (Kind.TEXT, "路灯坏了")


async def test_the_answer_is_encrypted_and_another_implementation_opens_it(door: CallbackDoor):
    call = await door.open(*sealed(a_text()), NOW)

    content_type, body = call.seal("已收到 ]]> 😀", REPLY_AT)

    assert content_type == "application/xml"
    assert opened(body).findtext("Content") == "已收到 ]]> 😀"
    assert b"Content" not in body


async def test_the_same_words_are_the_same_bytes_in_every_process(
    make_door: MakeDoor, names: Names
):
    """A retry that reaches another replica gets an identical answer."""
    query, body = sealed(a_text())

    answers = {
        (await make_door().open(query, body, NOW)).seal("您好", REPLY_AT)[1] for _ in range(2)
    }
    again = await make_door().open(*sealed(a_text(), nonce="another", at=NOW), NOW)

    assert answers == {again.seal("您好", REPLY_AT)[1]}


async def test_other_words_and_other_messages_are_other_bytes(door: CallbackDoor):
    first = await door.open(*sealed(a_text(msg_id=1)), NOW)
    second = await door.open(*sealed(a_text(msg_id=2)), NOW)

    sealings = {
        first.seal("您好", REPLY_AT)[1][:80],
        first.seal("再见", REPLY_AT)[1][:80],
        second.seal("您好", REPLY_AT)[1][:80],
    }

    assert len(sealings) == 3


async def test_the_previous_key_is_still_accepted_and_answered_with(make_door: MakeDoor):
    """While an operator changes the key, no citizen is cut off."""
    door = make_door(an_account(previous_aes_key=OLD_AES_KEY))

    call = await door.open(*sealed(a_text(), key=OLD_AES_KEY), NOW)

    _, body = call.seal("您好", REPLY_AT)
    assert opened(body, key=OLD_AES_KEY).findtext("Content") == "您好"


async def test_a_plain_message_is_refused_once_a_key_is_set(
    door: CallbackDoor, database: Database, names: Names, clock: Clock
):
    """One captured signature would otherwise forge any message."""
    with pytest.raises(SignatureRejected):
        await door.open(signed(), a_text(), NOW)

    assert await Contacts(database, clock).find(names.citizen(OPENID)) is None


async def test_a_plain_signature_does_not_vouch_for_an_encrypted_body(door: CallbackDoor):
    query, body = sealed(a_text())
    del query["msg_signature"]

    with pytest.raises(SignatureRejected):
        await door.open(query, body, NOW)


async def test_a_changed_body_is_refused(door: CallbackDoor):
    query, _ = sealed(a_text("一"))
    _, other = sealed(a_text("二"))

    with pytest.raises(SignatureRejected):
        await door.open(query, other, NOW)


async def test_in_compatible_mode_only_what_was_decrypted_counts(door: CallbackDoor):
    """The plain fields beside it are unsigned: anybody may have written them."""
    forged = (
        "<FromUserName>oSomebodyElse_0123456789-abc</FromUserName><MsgType>text</MsgType>"
        "<Content>转账</Content><MsgId>1</MsgId>"
    )

    call = await door.open(*sealed(a_text("路灯坏了"), beside=forged), NOW)

    assert call.message.text == "路灯坏了"
    assert opened(call.seal("您好", REPLY_AT)[1]).findtext("ToUserName") == OPENID


async def test_an_old_call_is_refused(door: CallbackDoor):
    query, body = sealed(a_text())

    with pytest.raises(SignatureRejected):
        await door.open(query, body, NOW + timedelta(seconds=301))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"<xml/>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt>x</Encrypt><Encrypt>y</Encrypt></xml>",
        b"<!DOCTYPE x><xml><Encrypt>x</Encrypt></xml>",
        b"<xml><Encrypt><a>b</a></Encrypt></xml>",
        b"<xml>" + b"<a>" * 10_000,
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_an_envelope_nobody_signed_leaves_no_trace(
    door: CallbackDoor, body: bytes, bell: Bell, tmp_path: Path
):
    query, _ = sealed(a_text())

    with pytest.raises(SignatureRejected):
        await door.open(query, body, NOW)

    assert bell.rung == []
    assert not (tmp_path / "refused").exists()


async def test_a_signed_message_for_another_account_is_refused_and_told(
    door: CallbackDoor, bell: Bell, tmp_path: Path
):
    """WeChat signed it and we cannot open it: our settings are wrong, and somebody must know."""
    with pytest.raises(SignatureRejected):
        await door.open(*sealed(a_text(), app_id="wx0000000000000000"), NOW)

    assert [alarm.kind for alarm in bell.rung] == ["wechat.undecipherable"]
    assert len(list((tmp_path / "refused").iterdir())) == 1


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><MsgType>&a;</MsgType></xml>",
        b"<xml><MsgType>text</MsgType><MsgType>text</MsgType></xml>",
        b"<xml>no message</xml>",
        b"no xml at all",
    ],
    ids=["entity", "twice", "no message", "no xml"],
)
async def test_a_signed_body_that_cannot_be_read_is_set_aside_and_told(
    door: CallbackDoor, body: bytes, bell: Bell, tmp_path: Path
):
    with pytest.raises(BodyRejected):
        await door.open(*sealed(body), NOW)

    (kept,) = (tmp_path / "refused").iterdir()
    assert kept.read_bytes() == body
    assert [alarm.kind for alarm in bell.rung] == ["wechat.body_refused"]
    assert kept.name in bell.rung[0].text


async def test_a_kind_nobody_foresaw_is_read_and_kept_as_it_came(
    door: CallbackDoor, bell: Bell, tmp_path: Path
):
    body = xml(MsgType="hologram", MsgId=1)

    call = await door.open(*sealed(body), NOW)

    assert call.message.kind is Kind.OTHER
    assert [path.read_bytes() for path in (tmp_path / "unforeseen").iterdir()] == [body]
    assert bell.rung == []


@pytest.mark.parametrize("aes_key", [AES_KEY, ""], ids=["safe", "plain"])
async def test_a_used_signature_vouches_for_no_other_body(
    make_door: MakeDoor, redis: Redis, aes_key: str
):
    """In plain mode it does not cover the body, so it is remembered; in safe mode it covers it."""
    door = make_door(an_account(aes_key=aes_key), redis=redis)
    query, body = sealed(a_text("一")) if aes_key else (signed(), a_text("一"))
    await door.open(query, body, NOW)
    other = sealed(a_text("二"))[1] if aes_key else a_text("二")

    with pytest.raises(SignatureRejected):
        await door.open(query, other, NOW)
    assert len(await redis.keys("huiying:wechat:call:*")) == (0 if aes_key else 1)


# --- a call that is kept for later ----------------------------------------------------------------


@pytest.mark.parametrize("aes_key", [AES_KEY, ""], ids=["safe", "plain"])
async def test_a_call_is_the_same_when_it_is_opened_again_much_later(
    make_door: MakeDoor, aes_key: str
):
    """What was spooled while the store was away is answered as if it had just come."""
    door = make_door(an_account(aes_key=aes_key))
    body = a_text("路灯坏了")
    call = await door.open(*(sealed(body) if aes_key else (signed(), body)), NOW)

    again = make_door(an_account(aes_key=aes_key)).reopen(call.raw)

    assert again.message == call.message
    assert again.seal("您好", REPLY_AT) == call.seal("您好", REPLY_AT)
    assert again.raw == call.raw


async def test_a_call_is_opened_again_whatever_the_replay_guard_remembers(
    make_door: MakeDoor, redis: Redis
):
    door = make_door(an_account(aes_key=""), redis=redis)
    call = await door.open(signed(), a_text("路灯坏了"), NOW)
    await redis.flushall()

    assert door.reopen(call.raw).message == call.message
    assert await redis.keys("*") == []


@pytest.mark.parametrize("spoilt", ["body", "signature", "all"])
async def test_a_call_that_somebody_changed_meanwhile_is_refused(door: CallbackDoor, spoilt: str):
    """Whoever can write into the folder still cannot speak for a citizen."""
    query, _ = sealed(a_text("一"))
    _, other = sealed(a_text("二"))
    if spoilt == "signature":
        query["msg_signature"] = "0" * 40
    raw = b"no call" if spoilt == "all" else Came.of(query, other).as_record()

    with pytest.raises((SignatureRejected, BodyRejected)):
        door.reopen(raw)


async def test_opening_a_call_asks_no_database(
    door: CallbackDoor, database: Database, names: Names, clock: Clock
):
    """While it is away, a message can still be verified, read and spooled."""
    call = await door.open(*sealed(a_text()), NOW)

    assert call.note is not None
    assert await Contacts(database, clock).find(names.citizen(OPENID)) is None


# --- plain mode -----------------------------------------------------------------------------------


async def test_without_a_key_messages_and_answers_are_plain(make_door: MakeDoor):
    door = make_door(an_account(aes_key=""))

    call = await door.open(signed(), a_text("路灯坏了"), NOW)

    assert call.message.text == "路灯坏了"
    _, body = call.seal("您好", REPLY_AT)
    assert ET.fromstring(body).findtext("Content") == "您好"


async def test_without_a_key_a_used_signature_forges_nothing(make_door: MakeDoor, redis: Redis):
    door = make_door(an_account(aes_key=""), redis)
    await door.open(signed(), a_text("路灯坏了"), NOW)

    with pytest.raises(SignatureRejected):
        await door.open(signed(), a_text("转账", msg_id=2), NOW)


async def test_without_a_key_an_encrypted_call_is_refused(make_door: MakeDoor):
    with pytest.raises(SignatureRejected):
        await make_door(an_account(aes_key="")).open(*sealed(a_text()), NOW)


async def test_a_message_passes_while_redis_is_away(make_door: MakeDoor, no_redis: Redis):
    call = await make_door(redis=no_redis).open(*sealed(a_text("你好")), NOW)

    assert call.message.text == "你好"


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "  \n"])
async def test_no_words_are_wechats_word_for_taken(door: CallbackDoor, words: str):
    call = await door.open(*sealed(a_text()), NOW)

    assert call.seal(words, REPLY_AT) == ("text/plain", b"success")


@pytest.mark.parametrize("event", ["LOCATION", "unsubscribe", "VIEW", "TEMPLATESENDJOBFINISH"])
async def test_what_may_not_be_answered_is_not(door: CallbackDoor, event: str):
    """WeChat counts a text in return for a LOCATION event as illegal."""
    call = await door.open(*sealed(an_event(event)), NOW)

    assert call.seal("您好", REPLY_AT) == ("text/plain", b"success")


async def test_words_that_are_too_long_are_cut_rather_than_refused_by_wechat(door: CallbackDoor):
    call = await door.open(*sealed(a_text()), NOW)

    _, body = call.seal("长" * 1000, REPLY_AT)

    assert len((opened(body).findtext("Content") or "").encode()) <= 2048


async def test_a_call_shows_no_openid_and_no_key(door: CallbackDoor):
    call = await door.open(*sealed(a_text()), NOW)

    assert OPENID not in repr(call)
    assert OPENID not in repr(call.message)


def opened(body: bytes, key: str = AES_KEY) -> ET.Element:
    """What wechatpy makes of a sealed reply, its signature checked."""
    envelope = ET.fromstring(body)
    crypto = WeChatCrypto(TOKEN, key, APP_ID)
    plain = crypto.decrypt_message(
        body.decode(),
        envelope.findtext("MsgSignature"),
        envelope.findtext("TimeStamp"),
        envelope.findtext("Nonce"),
    )
    return ET.fromstring(plain)
