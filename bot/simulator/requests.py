"""What the control API takes, and what each request becomes on the platform."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.simulator import pushes
from bot.simulator.errors import Refused
from bot.simulator.media import Medium
from bot.simulator.platform import Platform, file_digest
from bot.simulator.pushes import Draft

MOST_COPIES = 20
Shown = dict[str, Any]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewCitizen(Request):
    name: Annotated[str, Field(min_length=1, max_length=40)]


class CitizenChange(Request):
    accepts_notices: bool


class Follow(Request):
    scene: str = ""


class Push(Request):
    """What every push can be told: how often at once, and which id and time to carry."""

    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1
    msg_id: str = ""
    created_at: int | None = None

    def how(self) -> dict[str, Any]:
        return {"copies": self.copies, "msg_id": self.msg_id, "created_at": self.created_at}


class Message(Push):
    kind: Literal["text", "image", "voice", "video", "shortvideo", "location", "link", "file"]
    text: str = ""
    menu_id: str = ""
    media_id: str = ""
    format: str = "amr"
    recognition: str | None = None
    seconds: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    scale: int = 16
    title: str = ""
    description: str = ""
    url: str = ""


class Event(Push):
    event: Literal["SCAN", "CLICK", "VIEW", "LOCATION"]
    key: str = ""
    latitude: float = 0.0
    longitude: float = 0.0


class RawPush(Request):
    xml: str
    name: str = "raw"
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1


class ConsentChoice(Request):
    template_id: str
    accept: bool = True


class Consent(Request):
    choices: Annotated[list[ConsentChoice], Field(min_length=1)]


class Withdrawal(Request):
    template_id: str


class NewFault(Request):
    """One way to fail: a code, an HTTP status, HTML, a hang or a dropped connection."""

    target: str
    times: Annotated[int, Field(ge=1)] | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    code: int | None = None
    message: str = ""
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    html: bool = False
    hang_s: Annotated[float, Field(ge=0, le=600)] = 0.0
    drop: bool = False
    after_effect: bool = False


class SwitchChange(Request):
    callback_url: str | None = None
    mode: Literal["plain", "compatible", "safe"] | None = None
    aes_key: str | None = None
    token: str | None = None
    certified: bool | None = None
    retry_after_s: Annotated[float, Field(gt=0)] | None = None
    tries: Annotated[int, Field(ge=1, le=10)] | None = None
    retry_repeats_signature: bool | None = None
    template_result: str | None = None


class Advance(Request):
    seconds: Annotated[float, Field(ge=0)]


class TokenEnd(Request):
    code: Literal[40001, 42001] = 40001


class DailyLimit(Request):
    api: str
    calls: Annotated[int, Field(ge=0)]


class Act(Request):
    said: dict[str, Any] = {}
    key: str = ""


def compose(platform: Platform, message: Message, origin: str) -> tuple[Draft, Shown]:
    """The XML's fields and the citizen's own bubble."""
    if message.kind == "text":
        if not message.text:
            raise Refused(422, "text is empty")
        return pushes.text(message.text, message.menu_id), {"kind": "text", "text": message.text}
    if message.kind == "location":
        return _location(message)
    if message.kind == "link":
        draft = pushes.link(message.title, message.description, message.url)
        shown = {"title": message.title, "text": message.description, "url": message.url}
        return draft, {"kind": "link", **shown}
    if message.kind == "file":
        return _file(platform, message)
    return _medium(platform, message, origin)


def compose_event(event: Event) -> Draft:
    if event.event == "SCAN":
        return pushes.scan(event.key)
    if event.event == "LOCATION":
        return pushes.reported_location(event.latitude, event.longitude, 65.0)
    return pushes.event(event.event, ("EventKey", event.key))


def _location(message: Message) -> tuple[Draft, Shown]:
    draft = pushes.location(message.latitude, message.longitude, message.scale, message.text)
    return draft, {
        "kind": "location",
        "text": message.text,
        "latitude": message.latitude,
        "longitude": message.longitude,
    }


def _file(platform: Platform, message: Message) -> tuple[Draft, Shown]:
    medium = platform.media.shown(message.media_id)
    size = len(medium.data) if medium else 0
    digest = file_digest(medium) if medium else ""
    draft = pushes.file(message.title, size, digest)
    return draft, {"kind": "file", "title": message.title, "text": f"{size} B"}


def _medium(platform: Platform, message: Message, origin: str) -> tuple[Draft, Shown]:
    medium = platform.media.shown(message.media_id)
    if medium is None:
        raise Refused(422, "media_id is unknown: upload to /sim/media first")
    if message.kind == "image":
        draft = pushes.image(f"{origin}/media/{medium.id}", medium.id)
        return draft, {"kind": "image", "media_id": medium.id}
    if message.kind == "voice":
        draft = pushes.voice(medium.id, message.format, message.recognition)
        shown = {"text": message.recognition or "", "seconds": message.seconds}
        return draft, {"kind": "voice", "media_id": medium.id, **shown}
    thumb = _thumb(platform)
    draft = pushes.video(medium.id, thumb.id, short=message.kind == "shortvideo")
    return draft, {"kind": "video", "media_id": medium.id, "seconds": message.seconds}


def _thumb(platform: Platform) -> Medium:
    return platform.media.add("thumb", b"\xff\xd8\xff\xd9", "image/jpeg")
