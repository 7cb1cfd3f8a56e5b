"""Group robots of WeCom, DingTalk and Feishu: how each is called, and what its codes mean.

Sources: 企业微信 群机器人配置说明; 钉钉 自定义机器人接入 (加签); 飞书 自定义机器人使用指南.
All three are sent plain text: in markdown a citizen's words could pose as a link.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yarl import URL

from bot.domain.errors import GiveUp, TryLater

MINUTE = timedelta(minutes=1)
TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True)
class Call:
    """One post to a robot."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Platform:
    """One platform: how many bytes of words a post takes, how it is called, when to come back."""

    room: int
    call: Callable[[str, str | None, str, datetime], Call]
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


def wecom(url: str, secret: str | None, words: str, now: datetime) -> Call:
    """WeCom has no signature: the key stands in the address."""
    return Call(url, _json({"msgtype": "text", "text": {"content": words}}))


def dingtalk(url: str, secret: str | None, words: str, now: datetime) -> Call:
    """DingTalk's signature goes into the address: the secret is key and part of what is signed."""
    body = _json({"msgtype": "text", "text": {"content": words}})
    if not secret:
        return Call(url, body)
    timestamp = str(int(now.timestamp() * 1000))
    sign = _hmac(secret.encode(), f"{timestamp}\n{secret}".encode())
    return Call(str(URL(url).update_query(timestamp=timestamp, sign=sign)), body)


def feishu(url: str, secret: str | None, words: str, now: datetime) -> Call:
    """Feishu's signature goes into the body: timestamp and secret are the key to nothing."""
    # Feishu reads <at user_id="all"> in text as a call to the whole group.
    safe = words.replace("<", "〈").replace(">", "〉")
    message: dict[str, Any] = {"msg_type": "text", "content": {"text": safe}}
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
