"""Does the platform accept what the callback answered, and what does the citizen see of it?"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

from bot.simulator.cipher import CipherError, MessageCipher, same, sign
from bot.simulator.media import MediaStore

TEXT_BYTES = 2_048
NOTHING = (b"", b"success")


class IllegalAnswer(Exception):
    """The citizen sees the fault banner; the message says why."""


@dataclass(frozen=True, slots=True)
class Door:
    """How the account's answers are sealed."""

    mode: str
    token: str
    cipher: MessageCipher | None


@dataclass(frozen=True, slots=True)
class Reply:
    """A passive reply: the kind of its bubble and what the bubble holds."""

    kind: str
    content: dict[str, Any]


def open_answer(body: bytes, door: Door) -> str:
    """The plain XML of an answer, empty for `success` and for nothing.

    Raise IllegalAnswer for JSON, quoted words, broken XML and everything sealed wrongly.
    """
    if body in NOTHING:
        return ""
    root = _parse(body)
    sealed = root.findtext("Encrypt")
    if sealed is None:
        if door.mode == "safe":
            raise IllegalAnswer("安全模式下回了明文")
        return body.decode()
    if door.mode == "plain" or door.cipher is None:
        raise IllegalAnswer("明文模式下回了密文")
    return _unseal(root, sealed, door, door.cipher)


def read_reply(plain: str, openid: str, account_id: str, media: MediaStore) -> Reply:
    """What the citizen sees; raise IllegalAnswer for anything the platform would not show."""
    root = _parse(plain.encode())
    _require(len(root) > 0, "根元素是空的")
    _require(root.findtext("ToUserName") == openid, "ToUserName 不是这位市民")
    _require(root.findtext("FromUserName") == account_id, "FromUserName 不是本公众号")
    _require((root.findtext("CreateTime") or "").strip().isdigit(), "CreateTime 不是整数")
    kind = (root.findtext("MsgType") or "").strip()
    reader = READERS.get(kind)
    if reader is None:
        raise IllegalAnswer(f"被动回复没有 {kind!r} 这种类型")
    return reader(root, media)


def _parse(body: bytes) -> ET.Element:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IllegalAnswer("不是 UTF-8") from error
    if text.lstrip()[:1] in ("{", "["):
        raise IllegalAnswer("回的是 JSON，不是 XML")
    if text.strip().strip("\"'").lower() == "success":
        raise IllegalAnswer("success 带了引号或多余字符")
    if "<!DOCTYPE" in text:
        raise IllegalAnswer("带有 DOCTYPE")
    try:
        return ET.fromstring(text)
    except ET.ParseError as error:
        raise IllegalAnswer(f"XML 不完整：{error}") from error


def _unseal(root: ET.Element, sealed: str, door: Door, cipher: MessageCipher) -> str:
    signature, timestamp, nonce = (
        (root.findtext(name) or "").strip() for name in ("MsgSignature", "TimeStamp", "Nonce")
    )
    _require(bool(timestamp and nonce), "缺少 TimeStamp 或 Nonce")
    expected = sign(door.token, timestamp, nonce, sealed.strip())
    _require(same(signature, expected), "MsgSignature 不对")
    try:
        return cipher.decrypt(sealed.strip()).decode("utf-8")
    except (CipherError, UnicodeDecodeError) as error:
        raise IllegalAnswer(f"解不开：{error}") from error


def _require(fine: bool, problem: str) -> None:
    if not fine:
        raise IllegalAnswer(problem)


def _read_text(root: ET.Element, media: MediaStore) -> Reply:
    content = root.findtext("Content") or ""
    _require(bool(content.strip()), "Content 是空的")
    size = len(content.encode())
    _require(size <= TEXT_BYTES, f"Content 有 {size} 字节，上限 {TEXT_BYTES}")
    return Reply("text", {"text": content})


def _read_medium(root: ET.Element, media: MediaStore) -> Reply:
    kind = (root.findtext("MsgType") or "").strip()
    box = root.find(kind.capitalize())
    media_id = (box.findtext("MediaId") or "").strip() if box is not None else ""
    _require(media.shown(media_id) is not None, f"{kind} 的 MediaId 不存在")
    title = (box.findtext("Title") or "") if box is not None else ""
    return Reply(kind, {"media_id": media_id, "title": title})


def _read_music(root: ET.Element, media: MediaStore) -> Reply:
    box = root.find("Music")
    if box is None:
        raise IllegalAnswer("缺少 Music")
    return Reply(
        "music",
        {
            "title": box.findtext("Title") or "",
            "text": box.findtext("Description") or "",
            "url": box.findtext("MusicUrl") or "",
        },
    )


def _read_news(root: ET.Element, media: MediaStore) -> Reply:
    items = root.findall("Articles/item")
    count = (root.findtext("ArticleCount") or "").strip()
    _require(count == str(len(items)) and len(items) == 1, "图文只能有一篇")
    title = items[0].findtext("Title") or ""
    _require(bool(title.strip()), "图文没有标题")
    return Reply(
        "news",
        {
            "title": title,
            "text": items[0].findtext("Description") or "",
            "url": items[0].findtext("Url") or "",
        },
    )


READERS = {
    "text": _read_text,
    "image": _read_medium,
    "voice": _read_medium,
    "video": _read_medium,
    "music": _read_music,
    "news": _read_news,
}
