"""XML that nobody ought to send: bombs, towers, broken encodings, fields of the wrong kind."""

import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random
from typing import Any

GH = "gh_3f1c5a9be207"
CITIZENS = 40
"""So many people send all of it."""

EVENTS = (
    *("subscribe", "unsubscribe", "SCAN", "LOCATION", "CLICK", "VIEW", "TEMPLATESENDJOBFINISH"),
    *("subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"),
    *("scancode_push", "scancode_waitmsg", "pic_sysphoto", "location_select", "nobody_knows"),
)
KINDS = ("text", "image", "voice", "video", "shortvideo", "location", "link", "file", "event", "x")
MORE = (
    *("Content", "MediaId", "ThumbMediaId", "PicUrl", "Format", "Recognition", "Label", "Title"),
    *("Location_X", "Location_Y", "Scale", "Latitude", "Longitude", "Precision", "EventKey"),
    *("Ticket", "MsgID", "Status", "Url", "Description", "ScanCodeInfo", "SendPicsInfo"),
    *("SubscribeMsgPopupEvent", "SubscribeMsgSentEvent", "SubscribeMsgChangeEvent", "Encrypt"),
)
STRANGE = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
        "-inf",
        "0x10",
        "1_000",
        "１２３",
        "١٢٣",
        "9" * 4000,
    ),
    *("]]>", "&#0;", "&#xD800;", "&lt;", "\x00", "\x0b", "\x7f", "\ufffe", "\u202e", "😀" * 500),
    *("/restart", '/inform{"place":"x"}', "${HOME}", "{{7*7}}", "%s%n", "../../etc/passwd"),
    *(
        "'; DROP TABLE inbox; --",
        "〔手机号1〕",
        "20261123-4821-07",
        "2147483648",
        "1" * 19,
        "a" * 60_000,
    ),
)
BOMBS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml>&b;</xml>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><xml/>',
    '<?xml-stylesheet href="http://127.0.0.1:1/"?><xml/>',
    '<xml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></xml>',
    "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n} "{"x" * 60}">' for n in range(400)) + "]><xml/>",
    '<!DOCTYPE x [<!ATTLIST xml a CDATA "' + "y" * 9000 + '">]><xml/>',
)

Maker = Callable[[Random], bytes]


def a_letter(chance: Random, **changes: Any) -> bytes:
    """A message as WeChat writes it, but for `changes`."""
    fields: dict[str, Any] = {
        "ToUserName": GH,
        "FromUserName": f"oFuzz{chance.randrange(CITIZENS):023d}",
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": "社保卡丢了怎么补办",
        "MsgId": str(chance.randrange(1, 2**63)),
    }
    return _written({**fields, **changes}).encode("utf-8", "surrogatepass")


def bomb(chance: Random) -> bytes:
    """Entities, declarations, instructions: what a parser must never follow."""
    return chance.choice(BOMBS).encode()


def billion_laughs(chance: Random) -> bytes:
    """Ten lines that would become gigabytes."""
    depth, width = chance.randrange(3, 12), chance.randrange(2, 12)
    names = [f"l{n}" for n in range(depth)]
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * width}">' for before, name in pairwise(names)
    )
    return f"<!DOCTYPE x [{entities}]><xml><Content>&{names[-1]};</Content></xml>".encode()


def tower(chance: Random) -> bytes:
    """Deep, wide, or both."""
    deep, wide = chance.choice((5, 6, 7, 50, 5000)), chance.choice((1, 2, 60, 3000))
    inner = "".join(f"<f{n}>x</f{n}>" for n in range(wide))
    return f"<xml>{'<a>' * deep}{inner}{'</a>' * deep}</xml>".encode()


def wrong_encoding(chance: Random) -> bytes:
    """Not UTF-8, or not what it says."""
    letter = a_letter(chance, Content="人民路路灯坏了").decode()
    said = chance.choice(("utf-16", "gbk", "iso-8859-1", "utf-7", "cp037"))
    head = f'<?xml version="1.0" encoding="{said}"?>'
    body = (head + letter).encode(chance.choice(("utf-16", "gbk", "utf-8", "utf-32", "utf-8-sig")))
    broken = chance.choice((b"", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\0"))
    at = chance.randrange(len(body) + 1)
    return body[:at] + broken + body[at:]


def wrong_types(chance: Random) -> bytes:
    """Known fields with values no field may have, structure where text belongs and back."""
    names = ("FromUserName", "ToUserName", "CreateTime", "MsgType", "MsgId", "Event", *MORE)
    changes: dict[str, Any] = {"MsgType": chance.choice(KINDS)}
    if changes["MsgType"] == "event":
        changes["Event"] = chance.choice(EVENTS)
    for name in chance.sample(names, chance.randrange(1, 7)):
        changes[name] = _strange(chance, 3)
    return a_letter(chance, **changes)


def missing_fields(chance: Random) -> bytes:
    """One or more of the fields that every message has are not there."""
    gone = chance.sample(("FromUserName", "ToUserName", "CreateTime", "MsgType", "MsgId"), 2)
    return a_letter(chance, **dict.fromkeys(gone))


def twice(chance: Random) -> bytes:
    """A field stands twice: which one counts?"""
    name = chance.choice(("FromUserName", "MsgId", "Content", "MsgType"))
    letter = a_letter(chance).decode()
    return letter.replace("</xml>", f"<{name}>oSomebodyElse_0123456789</{name}></xml>").encode()


def mutated(chance: Random) -> bytes:
    """A good letter with pieces cut out, doubled, or replaced by what breaks parsers."""
    nasty = (b"]]>", b"<", b"&", b"\0", b"\xff", b"<![CDATA[", b"<!--", b"<?x?>", b"</xml>", b'"')
    body = a_letter(chance)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + chance.randrange(40))
        body = body[:at] + chance.choice((b"", body[at:end] * 2, chance.choice(nasty))) + body[end:]
    return body


def noise(chance: Random) -> bytes:
    """No XML at all."""
    return chance.randbytes(chance.choice((0, 1, 31, 500, 20_000)))


def good(chance: Random) -> bytes:
    """Some of it is just a message."""
    words = ("你好", "社保卡丢了怎么补办", "人民路23号门口路灯坏了三天没人修", "查询")
    return a_letter(chance, Content=chance.choice(words))


HOSTILE: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        *(bomb, billion_laughs, tower, wrong_encoding, wrong_types, missing_fields, twice),
        *(mutated, noise, good),
    )
}


def _strange(chance: Random, depth: int) -> Any:
    if depth and chance.random() < 0.3:
        names = chance.sample(("item", "List", "ScanResult", "PicList", "Count", "xml"), 2)
        inner = {name: _strange(chance, depth - 1) for name in names}
        return [inner, inner] if chance.random() < 0.3 else inner
    return chance.choice(STRANGE)


def _written(fields: Mapping[str, Any], root: str = "xml") -> str:
    inner = "".join(_element(name, value) for name, value in fields.items() if value is not None)
    return f"<{root}>{inner}</{root}>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, dict):
        return _written(value, name)
    return f"<{name}><![CDATA[{value}]]></{name}>"
