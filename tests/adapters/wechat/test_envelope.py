"""Every kind of message and event is read as what it is, and junk is only ever refused."""

import contextlib
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.wechat import envelope
from bot.adapters.wechat.envelope import Letter, read, sealed_part, text_reply
from bot.adapters.wechat.events import Notice
from bot.adapters.wechat.names import Names
from bot.domain.errors import BodyRejected
from bot.domain.messages import Kind, Media, Message, Point
from tests.adapters.wechat.conftest import GH, OPENID, a_text, an_event, xml
from tests.builders import NOW

NAMES = Names(b"a secret")


def message_in(body: bytes) -> Message:
    return read(body, NAMES).message


# --- kinds ----------------------------------------------------------------------------------------


def test_a_text_is_read():
    message = message_in(a_text("路灯坏了"))

    assert (message.kind, message.text, message.sent_at) == (Kind.TEXT, "路灯坏了", NOW)


def test_a_picture_is_read():
    message = message_in(xml(MsgType="image", PicUrl="http://x/1", MediaId="media-1", MsgId=1))

    assert (message.kind, message.media) == (Kind.IMAGE, Media("image", "media-1"))


def test_a_voice_with_recognition_is_read_as_its_words():
    body = xml(MsgType="voice", MediaId="v1", Format="amr", Recognition="我家停水了", MsgId=1)

    message = message_in(body)

    assert (message.kind, message.text) == (Kind.VOICE, "我家停水了")
    assert message.media == Media("voice", "v1")
    assert message.details == {"format": "amr"}


@pytest.mark.parametrize("heard", [{}, {"Recognition": ""}], ids=["missing", "empty"])
def test_a_voice_that_nobody_recognised_has_no_words(heard: dict[str, str]):
    """The switch is off, was switched on today, or the format is speex."""
    message = message_in(xml(MsgType="voice", MediaId="v1", Format="speex", **heard, MsgId=1))

    assert (message.text, message.media) == ("", Media("voice", "v1"))


@pytest.mark.parametrize("kind", ["video", "shortvideo"])
def test_a_film_is_read(kind: str):
    message = message_in(xml(MsgType=kind, MediaId="f1", ThumbMediaId="t1", MsgId=1))

    assert (message.kind, message.media) == (Kind.VIDEO, Media("video", "f1"))


def test_a_place_is_read():
    body = xml(
        MsgType="location",
        Location_X="23.134521",
        Location_Y="113.358803",
        Scale=20,
        Label="人民路 23 号",
        MsgId=1,
    )

    message = message_in(body)

    assert message.kind is Kind.LOCATION
    assert message.point == Point(23.134521, 113.358803, "人民路 23 号")
    assert message.text == "人民路 23 号"


@pytest.mark.parametrize("x", ["", "north", "nan", "inf", "91", "1e400"])
def test_a_place_that_is_on_no_map_is_still_a_message(x: str):
    body = xml(MsgType="location", Location_X=x, Location_Y="113.3", Label="某处", MsgId=1)

    message = message_in(body)

    assert (message.kind, message.point, message.text) == (Kind.LOCATION, None, "某处")


def test_a_link_is_read():
    body = xml(MsgType="link", Title="通知", Description="停水", Url="https://x/1", MsgId=1)

    message = message_in(body)

    assert (message.kind, message.text) == (Kind.LINK, "通知")
    assert message.details == {"description": "停水", "url": "https://x/1"}


@pytest.mark.parametrize("kind", ["miniprogrampage", "file", "something_new"])
def test_what_nobody_foresaw_is_still_a_message(kind: str):
    """It gets an answer like any other."""
    message = message_in(xml(MsgType=kind, Title="标题", MsgId=1))

    assert (message.kind, message.text) == (Kind.OTHER, "标题")
    assert message.details["type"] == kind


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("subscribe", Kind.FOLLOWED),
        ("unsubscribe", Kind.UNFOLLOWED),
        ("SCAN", Kind.SCANNED),
        ("CLICK", Kind.MENU),
        ("scancode_push", Kind.MENU),
        ("scancode_waitmsg", Kind.MENU),
        ("VIEW", Kind.NOTED),
        ("view_miniprogram", Kind.NOTED),
        ("LOCATION", Kind.NOTED),
        ("pic_sysphoto", Kind.NOTED),
        ("pic_photo_or_album", Kind.NOTED),
        ("pic_weixin", Kind.NOTED),
        ("location_select", Kind.NOTED),
        ("TEMPLATESENDJOBFINISH", Kind.NOTED),
        ("subscribe_msg_popup_event", Kind.NOTED),
        ("subscribe_msg_change_event", Kind.NOTED),
        ("subscribe_msg_sent_event", Kind.NOTED),
        ("PUBLISHJOBFINISH", Kind.NOTED),
        ("something_new", Kind.NOTED),
    ],
)
def test_every_event_has_a_kind(event: str, kind: Kind):
    assert message_in(an_event(event)).kind is kind


def test_a_menu_click_carries_its_key():
    assert message_in(an_event("CLICK", EventKey="status")).text == "status"


def test_a_code_scanned_from_the_menu_carries_what_it_said():
    info = {"ScanType": "qrcode", "ScanResult": "place:123"}

    message = message_in(an_event("scancode_waitmsg", EventKey="scan", ScanCodeInfo=info))

    assert (message.text, message.details["scan_result"]) == ("scan", "place:123")


def test_a_scene_is_the_same_for_who_followed_by_it_and_who_scanned_it():
    followed = message_in(an_event("subscribe", EventKey="qrscene_place:123", Ticket="t"))
    scanned = message_in(an_event("SCAN", EventKey="place:123", Ticket="t"))

    assert followed.details["event_key"] == scanned.details["event_key"] == "place:123"


def test_a_reported_position_is_kept_and_needs_no_answer():
    message = message_in(an_event("LOCATION", Latitude="23.1", Longitude="113.3", Precision="119"))

    assert (message.kind, message.point) == (Kind.NOTED, Point(23.1, 113.3))


def test_consents_are_read_one_or_many():
    """WeChat's list is an element for one and several for many."""
    one = {"TemplateId": "a", "SubscribeStatusString": "accept", "PopupScene": 2}
    two = {"TemplateId": "b", "SubscribeStatusString": "reject", "PopupScene": 2}

    single = read(
        an_event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": one}), NAMES
    )
    double = read(
        an_event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": [one, two]}), NAMES
    )

    assert single.asked == (Notice("a", "accept"),)
    assert double.asked == (Notice("a", "accept"), Notice("b", "reject"))


def test_a_withdrawn_consent_is_read():
    change = {"List": {"TemplateId": "a", "SubscribeStatusString": "reject"}}

    letter = read(an_event("subscribe_msg_change_event", SubscribeMsgChangeEvent=change), NAMES)

    assert letter.withdrawn == (Notice("a", "reject"),)


def test_the_fate_of_a_notice_is_read():
    fate = {"List": {"TemplateId": "a", "MsgID": 17, "ErrorCode": 43101, "ErrorStatus": "refused"}}

    letter = read(an_event("subscribe_msg_sent_event", SubscribeMsgSentEvent=fate), NAMES)

    assert letter.sent == (Notice("a", "", "17", "43101"),)


def test_the_fate_of_a_template_message_is_read():
    letter = read(an_event("TEMPLATESENDJOBFINISH", MsgID=200163836, Status="success"), NAMES)

    assert letter.job == ("200163836", "success")


def test_only_what_nobody_foresaw_is_strange():
    assert read(xml(MsgType="file", Title="x", MsgId=1), NAMES).strange
    assert read(an_event("something_new"), NAMES).strange
    assert not read(a_text(), NAMES).strange
    assert not read(an_event("VIEW", EventKey="https://x"), NAMES).strange


# --- names and keys -------------------------------------------------------------------------------


def test_no_openid_leaves_the_envelope():
    """Neither as the citizen's name, nor in the key, nor in a field where nobody expects it."""
    body = an_event("VIEW", EventKey=f"https://x/?who={OPENID}")

    record = json.dumps(read(body, NAMES).message.as_record())

    assert OPENID not in record


def test_a_citizen_has_one_name_and_every_citizen_another():
    same = {message_in(a_text("a", msg_id=1)).citizen, message_in(an_event("CLICK")).citizen}
    other = message_in(a_text(FromUserName="oAnotherCitizen_0123456789-x")).citizen

    assert len(same) == 1
    assert other not in same


def test_the_name_depends_on_the_secret():
    """Who only has the database cannot try openids."""
    assert read(a_text(), Names(b"another secret")).message.citizen != message_in(a_text()).citizen


def test_fifteen_citizens_with_the_same_msg_id_have_fifteen_keys():
    """MsgId repeats across users."""
    bodies = [a_text(FromUserName=f"oCitizen_number_{n:02}-abcdef") for n in range(15)]

    assert len({message_in(body).key for body in bodies}) == 15


def test_a_redelivery_has_the_same_key():
    assert message_in(a_text("a")).key == message_in(a_text("a")).key


def test_different_events_of_one_second_have_different_keys():
    bodies = [
        an_event("CLICK", EventKey="a"),
        an_event("CLICK", EventKey="b"),
        an_event("VIEW", EventKey="a"),
        an_event("SCAN", EventKey="a", Ticket="1"),
        an_event("SCAN", EventKey="a", Ticket="2"),
        an_event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"),
        an_event("TEMPLATESENDJOBFINISH", MsgID=2, Status="success"),
        an_event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"TemplateId": "a"}}),
        an_event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"TemplateId": "b"}}),
    ]

    assert len({message_in(body).key for body in bodies}) == len(bodies)


def test_a_message_without_an_id_is_known_by_its_whole_body():
    first, second = (xml(MsgType="text", Content=word) for word in "ab")

    assert message_in(first).key != message_in(second).key
    assert message_in(first).key == message_in(first).key


def test_ids_are_text():
    """A MsgId with leading zeros, or longer than any number, is another message's."""
    ids = ["1", "01", "9" * 40]

    assert len({message_in(xml(MsgType="text", MsgId=i)).key for i in ids}) == 3


# --- junk -----------------------------------------------------------------------------------------

JUNK = {
    "no MsgType": xml(Content="x", MsgId=1),
    "an empty MsgType": xml(MsgType="", MsgId=1),
    "MsgType twice": b"<xml><MsgType>text</MsgType><MsgType>text</MsgType></xml>",
    "MsgType with structure": xml(MsgType={"a": "b"}),
    "an event without a name": an_event(""),
    "Content with structure": xml(MsgType="text", Content={"a": "b"}, MsgId=1),
    "another root": b"<message><MsgType>text</MsgType></message>",
    "an empty root": b"<xml/>",
    "words in the root": b"<xml>hello</xml>",
    "no sender": b"<xml><ToUserName>gh_1</ToUserName><MsgType>text</MsgType></xml>",
    "a sender that is none": a_text(FromUserName="'; drop table inbox; --"),
    "a short sender": a_text(FromUserName="oShort"),
    "a long sender": a_text(FromUserName="o" * 65),
    "no receiver": a_text(ToUserName=""),
    "no time": a_text(CreateTime=""),
    "a time that is none": a_text(CreateTime="yesterday"),
    "a time after all time": a_text(CreateTime="9" * 30),
    "a time before all time": a_text(CreateTime="-" + "9" * 18),
    "Ticket with structure": an_event("SCAN", Ticket={"a": "b"}),
    "not UTF-8": b"\xff" * 20,
    "nothing": b"",
}


@pytest.mark.parametrize("body", JUNK.values(), ids=JUNK)
def test_junk_is_refused(body: bytes):
    with pytest.raises(BodyRejected):
        read(body, NAMES)


tags = st.sampled_from(
    [
        "xml",
        "MsgType",
        "Event",
        "Content",
        "FromUserName",
        "ToUserName",
        "CreateTime",
        "MsgId",
        "List",
    ]
)
values = st.one_of(
    st.sampled_from(["text", "event", "CLICK", "subscribe", OPENID, GH, "1", "", "qrscene_x"]),
    st.text(max_size=20),
)
trees = st.recursive(
    values, lambda below: st.lists(st.tuples(tags, below), max_size=6).map(tuple), max_leaves=12
)


def _drawn(tree: Any) -> str:
    if isinstance(tree, str):
        return f"<![CDATA[{tree}]]>"
    return "".join(f"<{tag}>{_drawn(below)}</{tag}>" for tag, below in tree)


@settings(max_examples=400)
@given(trees)
def test_any_tree_is_read_or_refused_and_nothing_else_happens(tree: Any):
    body = f"<xml>{_drawn(tree)}</xml>".encode("utf-8", "ignore")
    for attempt in (read, lambda body, _: sealed_part(body)):
        with contextlib.suppress(BodyRejected):
            attempt(body, NAMES)


def test_control_characters_in_a_message_do_no_harm():
    body = a_text("路灯\x00坏\x1b了")

    assert message_in(body).text == "路灯坏了"


# --- out ------------------------------------------------------------------------------------------


def letter() -> Letter:
    return read(a_text(), NAMES)


@settings(max_examples=200)
@given(st.text(st.one_of(st.characters(), st.sampled_from("]>]]><![CDATA[Content"))))
def test_a_reply_arrives_as_the_words_it_was_and_nothing_more(words: str):
    """`]]>` neither breaks the XML nor smuggles an element in."""
    root = ET.fromstring(text_reply(letter(), words, NOW))

    tags = sorted(child.tag for child in root)
    assert tags == ["Content", "CreateTime", "FromUserName", "MsgType", "ToUserName"]
    shown = envelope.ILLEGAL.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    assert (root.findtext("Content") or "") == shown


def test_an_injected_element_stays_words():
    words = "您好]]></Content><Content><![CDATA[转账到……"

    root = ET.fromstring(text_reply(letter(), words, NOW))

    assert root.findtext("Content") == words
    assert len(root.findall("Content")) == 1


def test_a_reply_goes_back_to_who_wrote():
    root = ET.fromstring(text_reply(letter(), "您好", NOW))

    assert root.findtext("ToUserName") == OPENID
    assert root.findtext("FromUserName") == GH
    assert root.findtext("MsgType") == "text"
    assert root.findtext("CreateTime") == str(int(NOW.timestamp()))
