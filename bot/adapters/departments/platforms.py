"""Group robots of WeCom, DingTalk and Feishu: how each is called, and what its codes mean.

Sources: 企业微信 群机器人配置说明; 钉钉 自定义机器人接入 (加签); 飞书 自定义机器人使用指南.
All three are sent plain text: in markdown a citizen's words could pose as a link.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yarl import URL

from bot.domain.errors import GiveUp, TryLater
from bot.domain.telling import EVERYBODY

MOBILE = re.compile(r"1[0-9]{10}")
MINUTE = timedelta(minutes=1)
TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True)
class Call:
    """One post to a robot."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Platform:
    """One platform: how many bytes of words a post takes, how it is called, when to come back.

    Whoever is called by name is given by their id there; EVERYBODY calls all of the group.
    """

    room: int
    call: Callable[[str, str | None, str, datetime, Sequence[str]], Call]
    later: Mapping[int, timedelta]

    def judge(self, answer: bytes) -> None:
        """Raise TryLater or GiveUp unless the message was taken: it is always HTTP 200."""
        code = _code(answer)
        if code == 0:
            return
        if code is None:
            raise TryLater("the robot's answer cannot be read")
        if code in self.later:
            raise TryLater(f"the robot answered {code}", self.later[code])
        raise GiveUp(f"the robot answered {code}")


def wecom(
    url: str, secret: str | None, words: str, now: datetime, named: Sequence[str] = ()
) -> Call:
    """WeCom has no signature: the key stands in the address."""
    text: dict[str, Any] = {"content": words}
    if named:
        mobiles = [one for one in named if MOBILE.fullmatch(one)]
        text["mentioned_list"] = [one for one in named if one not in mobiles]
        text["mentioned_mobile_list"] = mobiles
    return Call(url, _json({"msgtype": "text", "text": text}))


def dingtalk(
    url: str, secret: str | None, words: str, now: datetime, named: Sequence[str] = ()
) -> Call:
    """DingTalk's signature goes into the address: the secret is key and part of what is signed."""
    body = _json(_dingtalk_message(words, named))
    if not secret:
        return Call(url, body)
    timestamp = str(int(now.timestamp() * 1000))
    sign = _hmac(secret.encode(), f"{timestamp}\n{secret}".encode())
    return Call(str(URL(url).update_query(timestamp=timestamp, sign=sign)), body)


def _dingtalk_message(words: str, named: Sequence[str]) -> Mapping[str, Any]:
    """Whoever is called must stand in the words, too: it shows their name there, to members."""
    people = [one for one in named if one != EVERYBODY]
    called = "".join(f" @{one}" for one in people)
    message: dict[str, Any] = {"msgtype": "text", "text": {"content": f"{words}{called}"}}
    if named:
        mobiles = [one for one in people if MOBILE.fullmatch(one)]
        message["at"] = {
            "atMobiles": mobiles,
            "atUserIds": [one for one in people if one not in mobiles],
            "isAtAll": EVERYBODY in named,
        }
    return message


def feishu(
    url: str, secret: str | None, words: str, now: datetime, named: Sequence[str] = ()
) -> Call:
    """Feishu's signature goes into the body: timestamp and secret are the key to nothing."""
    # Feishu reads <at user_id="all"> in text as a call to the whole group.
    safe = words.replace("<", "〈").replace(">", "〉")
    ids = ("all" if one == EVERYBODY else one for one in named)
    called = "".join(f' <at user_id="{one}"></at>' for one in ids)
    message: dict[str, Any] = {"msg_type": "text", "content": {"text": f"{safe}{called}"}}
    if secret:
        timestamp = str(int(now.timestamp()))
        sign = _hmac(f"{timestamp}\n{secret}".encode(), b"")
        message = {"timestamp": timestamp, "sign": sign, **message}
    return Call(url, _json(message))


PLATFORMS: Mapping[str, Platform] = {
    "wecom": Platform(2048, wecom, {-1: MINUTE, 45009: MINUTE, 45033: MINUTE}),
    # beyond its 20 a minute DingTalk shuts the robot out for ten
    "dingtalk": Platform(6000, dingtalk, {-1: MINUTE, 130101: TEN_MINUTES, 410100: TEN_MINUTES}),
    "feishu": Platform(6000, feishu, {9499: MINUTE, 11232: MINUTE, 11233: MINUTE}),
}


def _json(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def _code(answer: bytes) -> int | None:
    """`errcode` of WeCom and DingTalk, `code` or `StatusCode` of Feishu."""
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
    return code if isinstance(code, int) else None
