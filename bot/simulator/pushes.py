"""What the platform pushes: WeChat's XML for every message and event a citizen can cause."""

from collections.abc import Sequence
from dataclasses import dataclass

Value = str | int | Sequence["Node"]
Node = tuple[str, Value]

# Events whose answer nobody sees: no reply appears in the chat and no fault banner either.
UNSEEN = frozenset(
    {
        "unsubscribe",
        "VIEW",
        "TEMPLATESENDJOBFINISH",
        "subscribe_msg_popup_event",
        "subscribe_msg_change_event",
        "subscribe_msg_sent_event",
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message or event before it is addressed: what follows MsgType in its XML."""

    kind: str
    fields: tuple[Node, ...]
    is_event: bool = False

    @property
    def unseen(self) -> bool:
        return self.is_event and self.kind in UNSEEN


def text(content: str, menu_id: str = "") -> Draft:
    """`menu_id` is set when the citizen tapped a line of a msgmenu."""
    chosen = (("bizmsgmenuid", menu_id),) if menu_id else ()
    return Draft("text", (("Content", content), *chosen))


def image(pic_url: str, media_id: str) -> Draft:
    return Draft("image", (("PicUrl", pic_url), ("MediaId", media_id)))


def voice(media_id: str, audio_format: str, recognition: str | None) -> Draft:
    """`recognition` is None while the account's switch is off: the element is missing then."""
    heard = () if recognition is None else (("Recognition", recognition),)
    return Draft("voice", (("MediaId", media_id), ("Format", audio_format), *heard))


def video(media_id: str, thumb_media_id: str, short: bool) -> Draft:
    kind = "shortvideo" if short else "video"
    return Draft(kind, (("MediaId", media_id), ("ThumbMediaId", thumb_media_id)))


def location(latitude: float, longitude: float, scale: int, label: str) -> Draft:
    return Draft(
        "location",
        (
            ("Location_X", Bare(f"{latitude:.6f}")),
            ("Location_Y", Bare(f"{longitude:.6f}")),
            ("Scale", scale),
            ("Label", label),
        ),
    )


def link(title: str, description: str, url: str) -> Draft:
    return Draft("link", (("Title", title), ("Description", description), ("Url", url)))


def file(title: str, size: int, md5: str) -> Draft:
    """Not documented by WeChat, but pushed."""
    return Draft(
        "file",
        (
            ("Title", title),
            ("Description", ""),
            ("FileKey", md5),
            ("FileMd5", md5),
            ("FileTotalLen", size),
        ),
    )


def event(name: str, *fields: Node) -> Draft:
    return Draft(name, (("Event", name), *fields), is_event=True)


def subscribe(scene: str) -> Draft:
    """`scene` is what the scanned code carried; empty when the citizen searched for the account."""
    ticket: tuple[Node, ...] = (("Ticket", f"TICKET_{scene}"),) if scene else ()
    return event("subscribe", ("EventKey", f"qrscene_{scene}" if scene else ""), *ticket)


def unsubscribe() -> Draft:
    return event("unsubscribe", ("EventKey", ""))


def scan(scene: str) -> Draft:
    return event("SCAN", ("EventKey", scene), ("Ticket", f"TICKET_{scene}"))


def reported_location(latitude: float, longitude: float, precision: float) -> Draft:
    return event(
        "LOCATION",
        ("Latitude", Bare(f"{latitude:.6f}")),
        ("Longitude", Bare(f"{longitude:.6f}")),
        ("Precision", Bare(f"{precision:.6f}")),
    )


def template_finished(message_id: int, status: str) -> Draft:
    return event("TEMPLATESENDJOBFINISH", ("MsgID", message_id), ("Status", status))


def subscription_popup(choices: Sequence[tuple[str, bool]]) -> Draft:
    lists: tuple[Node, ...] = tuple(
        (
            "List",
            (
                ("TemplateId", template_id),
                ("SubscribeStatusString", "accept" if accept else "reject"),
                ("PopupScene", 2),
            ),
        )
        for template_id, accept in choices
    )
    return event("subscribe_msg_popup_event", ("SubscribeMsgPopupEvent", lists))


def subscription_changed(template_id: str) -> Draft:
    """The citizen withdrew a consent in WeChat's settings; giving one is not reported."""
    change = ("List", (("TemplateId", template_id), ("SubscribeStatusString", "reject")))
    return event("subscribe_msg_change_event", ("SubscribeMsgChangeEvent", (change,)))


def subscription_sent(template_id: str, message_id: int, code: int, status: str) -> Draft:
    result = (
        "List",
        (
            ("TemplateId", template_id),
            ("MsgID", message_id),
            ("ErrorCode", code),
            ("ErrorStatus", status),
        ),
    )
    return event("subscribe_msg_sent_event", ("SubscribeMsgSentEvent", (result,)))


class Bare(str):
    """Text that WeChat writes without CDATA: numbers with a point."""

    __slots__ = ()


def render(draft: Draft, to: str, sender: str, created_at: int, msg_id: str) -> str:
    """The XML as WeChat writes it. Control characters pass through raw, as they do there."""
    kind = "event" if draft.is_event else draft.kind
    head: list[Node] = [
        ("ToUserName", to),
        ("FromUserName", sender),
        ("CreateTime", created_at),
        ("MsgType", kind),
    ]
    tail: list[Node] = [] if draft.is_event else [("MsgId", Bare(msg_id))]
    return element("xml", [*head, *draft.fields, *tail])


def element(name: str, value: Value) -> str:
    if isinstance(value, int | Bare):
        inside = str(value)
    elif isinstance(value, str):
        inside = f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"
    else:
        inside = "".join(element(*node) for node in value)
    return f"<{name}>{inside}</{name}>"
