"""WeChat's XML, in and out: the only module that knows its tag names."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wechatpy import events, messages
from wechatpy.parser import parse_message
from wechatpy.replies import TextReply

from bot.adapters.wechat.events import Notice, NoticeAskedEvent, NoticeChangedEvent, NoticeSentEvent
from bot.adapters.wechat.harmless import ILLEGAL, check, fields, readable
from bot.adapters.wechat.names import OPENID, Names
from bot.domain.errors import BodyRejected
from bot.domain.messages import Kind, Media, Message, Point

JUNK = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError)
"""What wechatpy and the standard library raise for a body that is not what it should be."""

ACCOUNT_LENGTH = 64
DETAIL_LENGTH = 500


@dataclass(frozen=True, repr=False)
class Letter:
    """A message, who wrote it to whom in WeChat's names, and what an event reports besides.

    `notices` are the lines of a subscription-notice event, `job` (id, status) the result of a
    template message. `strange` is True for a kind that nobody has foreseen.
    """

    message: Message
    openid: str
    account: str
    asked: tuple[Notice, ...] = ()
    withdrawn: tuple[Notice, ...] = ()
    sent: tuple[Notice, ...] = ()
    job: tuple[str, str] | None = None
    strange: bool = False


@dataclass(frozen=True)
class _Content:
    """What a message says, before it is known whose it is."""

    kind: Kind
    text: str = ""
    media: Media | None = None
    point: Point | None = None
    details: Mapping[str, str] | None = None


def sealed_part(body: bytes) -> str:
    """The field Encrypt of a call in safe or compatible mode. Raises BodyRejected.

    In compatible mode plain fields stand beside it: nobody signed them, so nobody reads them.
    """
    sealed = fields(readable(body)).get("Encrypt")
    if sealed is None:
        raise BodyRejected("the call has no Encrypt")
    return sealed


def read(body: bytes, names: Names) -> Letter:
    """The letter in a plain or decrypted body. Raises BodyRejected for anything else."""
    text = readable(body)
    check(text)
    try:
        return _letter(parse_message(text), body, names)
    except JUNK as error:
        raise BodyRejected(f"the body is no message of WeChat ({type(error).__name__})") from error


def text_reply(letter: Letter, words: str, at: datetime) -> bytes:
    """A passive reply in plain XML. Always the same for the same letter, words and time."""
    reply = TextReply(
        source=letter.account,
        target=letter.openid,
        time=int(at.timestamp()),
        content=in_cdata(words),
    )
    return str(reply.render()).encode()


def sealed_reply(encrypted: str, signature: str, timestamp: str, nonce: str) -> bytes:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
        f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp>"
        f"<Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def in_cdata(words: str) -> str:
    """`words` so that they stay words inside <![CDATA[…]]>."""
    return ILLEGAL.sub("", words).replace("]]>", "]]]]><![CDATA[>")


# --- in -------------------------------------------------------------------------------------------


def _letter(said: messages.BaseMessage, body: bytes, names: Names) -> Letter:
    openid, account = _word(said, "FromUserName"), _word(said, "ToUserName")
    if not OPENID.fullmatch(openid) or not 0 < len(account) <= ACCOUNT_LENGTH:
        raise BodyRejected("sender or receiver is no name of WeChat")
    reader = READERS.get(type(said), _unforeseen)
    content = reader(said)
    message = Message(
        key=names.message(*_identity(said, body)),
        citizen=names.citizen(openid),
        kind=content.kind,
        sent_at=datetime.fromtimestamp(int(_word(said, "CreateTime")), tz=UTC),
        text=content.text,
        media=content.media,
        point=content.point,
        details={
            # an openid has no business in what leaves this folder, wherever it stood
            name: value.replace(openid, "")[:DETAIL_LENGTH]
            for name, value in (content.details or {}).items()
            if value
        },
    )
    return Letter(message, openid, account, **_report(said), strange=reader is _unforeseen)


def _identity(said: messages.BaseMessage, body: bytes) -> tuple[str, ...]:
    """What tells this message from every other, and is the same for each of its deliveries."""
    people = (_word(said, "ToUserName"), _word(said, "FromUserName"))
    if _is_event(said):
        return (
            "e",
            *people,
            *(_word(said, name) for name in ("CreateTime", "Event", "EventKey", "MsgID")),
            _digest(_word(said, "Ticket")),
            _digest(_nested(said)),
        )
    if number := _word(said, "MsgId"):
        return ("m", *people, number)
    return ("b", hashlib.sha256(body).hexdigest())


def _is_event(said: messages.BaseMessage) -> bool:
    kind = _word(said, "MsgType").lower()
    return kind == "event" or kind.startswith("device_")


def _nested(said: messages.BaseMessage) -> str:
    """The structured fields as text: all that tells two consents of one second apart."""
    fields = {name: value for name, value in said._data.items() if isinstance(value, dict)}
    return json.dumps(fields, sort_keys=True) if fields else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _report(said: messages.BaseMessage) -> dict[str, Any]:
    match said:
        case NoticeAskedEvent():
            return {"asked": tuple(said.notices)}
        case NoticeChangedEvent():
            return {"withdrawn": tuple(said.notices)}
        case NoticeSentEvent():
            return {"sent": tuple(said.notices)}
        case events.TemplateSendJobFinishEvent():
            return {"job": (_word(said, "MsgID"), _word(said, "Status"))}
    return {}


def _word(said: messages.BaseMessage, name: str) -> str:
    """A field's text as it stands, empty when it is missing. Raises BodyRejected for structure."""
    value = said._data.get(name)
    if value is None:
        return ""
    # wechatpy's own fields turn ids into numbers and pass structure on as if it were text
    if not isinstance(value, str):
        raise BodyRejected(f"{name} is no text")
    return value


def _text(said: messages.BaseMessage) -> _Content:
    return _Content(Kind.TEXT, _word(said, "Content"))


def _image(said: messages.BaseMessage) -> _Content:
    return _Content(Kind.IMAGE, media=_media(said, "image"))


def _voice(said: messages.BaseMessage) -> _Content:
    recognised = _word(said, "Recognition")
    details = {"format": _word(said, "Format")}
    return _Content(Kind.VOICE, recognised, _media(said, "voice"), details=details)


def _video(said: messages.BaseMessage) -> _Content:
    return _Content(Kind.VIDEO, media=_media(said, "video"))


def _media(said: messages.BaseMessage, kind: str) -> Media | None:
    reference = _word(said, "MediaId")
    return Media(kind, reference) if reference else None


def _location(said: messages.BaseMessage) -> _Content:
    label = _word(said, "Label")
    point = _point(_word(said, "Location_X"), _word(said, "Location_Y"), label)
    return _Content(Kind.LOCATION, label, point=point)


def _point(latitude: str, longitude: str, label: str = "") -> Point | None:
    """None for numbers that name no place on the map."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    on_the_map = math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 >= abs(east) / 2
    return Point(north, east, label) if on_the_map else None


def _link(said: messages.BaseMessage) -> _Content:
    details = {"description": _word(said, "Description"), "url": _word(said, "Url")}
    return _Content(Kind.LINK, _word(said, "Title"), details=details)


def _mini_program(said: messages.BaseMessage) -> _Content:
    return _Content(Kind.OTHER, _word(said, "Title"), details={"type": "miniprogrampage"})


def _unforeseen(said: messages.BaseMessage) -> _Content:
    """A message gets an answer like any other; an event is noted."""
    if _is_event(said):
        return _event(Kind.NOTED)(said)
    details = {"type": _word(said, "MsgType")}
    return _Content(Kind.OTHER, _word(said, "Title"), details=details)


def _event(kind: Kind) -> Callable[[messages.BaseMessage], _Content]:
    def reader(said: messages.BaseMessage) -> _Content:
        key = _word(said, "EventKey")
        details = {"event": _word(said, "Event").lower(), "event_key": key}
        return _Content(kind, key if kind is Kind.MENU else "", details=details)

    return reader


def _scanned_from_menu(said: messages.BaseMessage) -> _Content:
    scanned = said._data.get("ScanCodeInfo")
    result = scanned.get("ScanResult") if isinstance(scanned, Mapping) else None
    content = _event(Kind.MENU)(said)
    return _Content(
        Kind.MENU,
        content.text,
        details={**(content.details or {}), "scan_result": str(result or "")},
    )


def _whereabouts(said: messages.BaseMessage) -> _Content:
    point = _point(_word(said, "Latitude"), _word(said, "Longitude"))
    return _Content(Kind.NOTED, point=point, details={"event": "location"})


READERS: Mapping[type, Callable[[messages.BaseMessage], _Content]] = {
    messages.TextMessage: _text,
    messages.ImageMessage: _image,
    messages.VoiceMessage: _voice,
    messages.VideoMessage: _video,
    messages.ShortVideoMessage: _video,
    messages.LocationMessage: _location,
    messages.LinkMessage: _link,
    messages.MiniProgramPageMessage: _mini_program,
    events.SubscribeEvent: _event(Kind.FOLLOWED),
    events.SubscribeScanEvent: _event(Kind.FOLLOWED),
    events.UnsubscribeEvent: _event(Kind.UNFOLLOWED),
    events.ScanEvent: _event(Kind.SCANNED),
    events.ClickEvent: _event(Kind.MENU),
    events.ScanCodePushEvent: _scanned_from_menu,
    events.ScanCodeWaitMsgEvent: _scanned_from_menu,
    events.ViewEvent: _event(Kind.NOTED),
    events.ViewMiniProgramEvent: _event(Kind.NOTED),
    events.LocationEvent: _whereabouts,
    # what the citizen picked arrives as a picture or a location of its own
    events.PicSysPhotoEvent: _event(Kind.NOTED),
    events.PicPhotoOrAlbumEvent: _event(Kind.NOTED),
    events.PicWeChatEvent: _event(Kind.NOTED),
    events.LocationSelectEvent: _event(Kind.NOTED),
    events.TemplateSendJobFinishEvent: _event(Kind.NOTED),
    NoticeAskedEvent: _event(Kind.NOTED),
    NoticeChangedEvent: _event(Kind.NOTED),
    NoticeSentEvent: _event(Kind.NOTED),
}
"""How each kind is read. Whatever is not here is `_unforeseen`."""
