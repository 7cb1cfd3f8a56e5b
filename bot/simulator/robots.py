"""Group robots of WeCom, DingTalk and Feishu: what they take, and how they refuse.

Sources: 企业微信 群机器人配置说明; 钉钉 自定义机器人接入 (加签, 错误码); 飞书 自定义机器人使用指南.
"""

import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.simulator.clock import Clock
from bot.simulator.config import SimulatedDepartment
from bot.simulator.feed import Feed
from bot.simulator.models import RobotMessage

PlatformName = Literal["wecom", "dingtalk", "feishu"]
HOUR_S = 3_600
MINUTE_S = 60.0
A_MINUTE: Mapping[PlatformName, int] = {"wecom": 20, "dingtalk": 20, "feishu": 100}
MOST_BYTES = 20_000  # of a whole request to DingTalk and Feishu
WECOM_TEXT_BYTES, WECOM_MARKDOWN_BYTES = 2_048, 4_096
TOO_OFTEN: Mapping[PlatformName, tuple[int, str]] = {
    "wecom": (45009, "api freq out of limit"),
    "dingtalk": (410100, "发送速度太快而限流"),
    "feishu": (11232, "frequency limited"),
}


class RobotRefusal(Exception):
    """The platform's own code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Post:
    """One call of a robot's address."""

    platform: PlatformName
    unit: SimulatedDepartment
    query: Mapping[str, str]
    body: bytes


class Robots:
    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock = clock
        self._feed = feed
        self._messages: dict[str, list[RobotMessage]] = {}
        self._recent: dict[tuple[str, str], deque[float]] = {}

    def messages(self, code: str, platform: str) -> list[RobotMessage]:
        return [m for m in self._messages.get(code, []) if m.platform == platform]

    def take(self, post: Post) -> RobotMessage:
        """Store a message; raise RobotRefusal as the platform would."""
        payload = _payload(post)
        _check_signature(post, payload, self._clock.true_time())
        kind, title, text = READERS[post.platform](payload)
        if post.platform != "wecom" and len(post.body) > MOST_BYTES:
            raise RobotRefusal(*_bad(post.platform, "message too long"))
        self._count(post)
        known = self._messages.setdefault(post.unit.code, [])
        message = RobotMessage(
            index=len(known) + 1,
            platform=post.platform,
            department=post.unit.code,
            at=self._clock.now(),
            kind=kind,
            title=title,
            text=text,
            body=payload,
        )
        known.append(message)
        self._feed.publish("robot", message)
        return message

    def _count(self, post: Post) -> None:
        now = self._clock.now()
        recent = self._recent.setdefault((post.platform, post.unit.code), deque())
        while recent and now - recent[0] >= MINUTE_S:
            recent.popleft()
        if len(recent) >= A_MINUTE[post.platform]:
            raise RobotRefusal(*TOO_OFTEN[post.platform])
        recent.append(now)


def accepted(platform: PlatformName) -> dict[str, Any]:
    if platform == "feishu":
        words = {"StatusCode": 0, "StatusMessage": "success", "msg": "success"}
        return {**words, "code": 0, "data": {}}
    return {"errcode": 0, "errmsg": "ok"}


def refused(platform: PlatformName, refusal: RobotRefusal) -> dict[str, Any]:
    if platform == "feishu":
        return {"code": refusal.code, "msg": refusal.message, "data": {}}
    return {"errcode": refusal.code, "errmsg": refusal.message}


def _payload(post: Post) -> dict[str, Any]:
    try:
        payload = json.loads(post.body)
    except ValueError as error:
        raise RobotRefusal(*_bad(post.platform, "invalid json")) from error
    if not isinstance(payload, dict):
        raise RobotRefusal(*_bad(post.platform, "invalid json"))
    return payload


def _bad(platform: PlatformName, what: str) -> tuple[int, str]:
    codes = {"wecom": 40058, "dingtalk": 40035, "feishu": 9499}
    return codes[platform], "Bad Request" if platform == "feishu" else what


def _check_signature(post: Post, payload: dict[str, Any], now: float) -> None:
    if post.platform == "wecom" and not post.query.get("key"):
        raise RobotRefusal(93000, "invalid webhook url")
    if post.platform == "dingtalk":
        if not post.query.get("access_token"):
            raise RobotRefusal(300005, "token is not exist")
        _check_dingtalk(post, now)
    if post.platform == "feishu":
        _check_feishu(post, payload, now)


def _check_dingtalk(post: Post, now: float) -> None:
    """sign = base64(HMAC-SHA256(secret, "timestamp\\nsecret")), timestamp in milliseconds."""
    secret, timestamp = post.unit.robot_secret, post.query.get("timestamp", "")
    if not secret:
        return
    if not timestamp.isdigit() or abs(now - int(timestamp) / 1000) > HOUR_S:
        raise RobotRefusal(310000, "invalid timestamp")
    expected = _hmac(secret.encode(), f"{timestamp}\n{secret}".encode())
    if not hmac.compare_digest(expected.encode(), post.query.get("sign", "").encode()):
        raise RobotRefusal(310000, "sign not match")


def _check_feishu(post: Post, payload: dict[str, Any], now: float) -> None:
    """sign = base64(HMAC-SHA256("timestamp\\nsecret", nothing)), timestamp in seconds."""
    secret, timestamp = post.unit.robot_secret, str(payload.get("timestamp", ""))
    if not secret:
        return
    fresh = timestamp.isdigit() and abs(now - int(timestamp)) <= HOUR_S
    expected = _hmac(f"{timestamp}\n{secret}".encode(), b"")
    given = str(payload.get("sign", ""))
    if not fresh or not hmac.compare_digest(expected.encode(), given.encode()):
        raise RobotRefusal(
            19021, "sign match fail or timestamp is not within one hour from current time"
        )


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


Read = tuple[str, str, str]  # kind, title, text


def _wecom(payload: dict[str, Any]) -> Read:
    kind = str(payload.get("msgtype", ""))
    limits = {
        "text": WECOM_TEXT_BYTES,
        "markdown": WECOM_MARKDOWN_BYTES,
        "markdown_v2": WECOM_MARKDOWN_BYTES,
    }
    if kind not in limits:
        raise RobotRefusal(40008, "invalid message type")
    text = _words(payload.get(kind), "content")
    if not text:
        raise RobotRefusal(44004, "empty content")
    if len(text.encode()) > limits[kind]:
        raise RobotRefusal(40058, f"{kind}.content exceed max length {limits[kind]}")
    return kind, "", text


def _dingtalk(payload: dict[str, Any]) -> Read:
    kind = str(payload.get("msgtype", ""))
    box = payload.get(kind)
    if kind == "text":
        title, text = "", _words(box, "content")
    elif kind in ("markdown", "link", "actionCard"):
        title, text = _words(box, "title"), _words(box, "text")
        if not title:
            raise RobotRefusal(40035, "缺少参数 title")
    else:
        raise RobotRefusal(400105, "不支持的消息类型")
    if not text:
        raise RobotRefusal(40035, "缺少参数 json")
    return kind, title, text


def _feishu(payload: dict[str, Any]) -> Read:
    kind = str(payload.get("msg_type", ""))
    if kind == "interactive" and isinstance(payload.get("card"), dict):
        return kind, _card_title(payload["card"]), json.dumps(payload["card"], ensure_ascii=False)
    text = ""
    if kind == "text":
        text = _words(payload.get("content"), "text")
    elif kind == "post" and isinstance(payload.get("content"), dict):
        text = json.dumps(payload["content"].get("post") or "", ensure_ascii=False)
    if not text:
        raise RobotRefusal(9499, "Bad Request")
    return kind, "", text


def _words(box: Any, name: str) -> str:
    value = box.get(name) if isinstance(box, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _card_title(card: dict[str, Any]) -> str:
    header = card.get("header")
    return _words(header.get("title") if isinstance(header, dict) else None, "content")


READERS = {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu}
