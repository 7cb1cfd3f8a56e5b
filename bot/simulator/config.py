"""What a simulator is started with."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.simulator import webhooks
from bot.simulator.cipher import MessageCipher

Mode = Literal["plain", "compatible", "safe"]

ONE_TIME_NOTICE = "sim-one-time-notice-0000000000000000000001"
LONG_TERM_NOTICE = "sim-long-term-notice-000000000000000000002"
SERVICE_TEMPLATE = "sim-service-template-000000000000000000003"


@dataclass(frozen=True, slots=True)
class SimulatedDepartment:
    """A unit with a receiver of its own at `/hook/{code}` and `/robot/{platform}/{code}`."""

    code: str
    name: str
    secret: str  # Standard Webhooks: whsec_<base64>; empty: only its group robots are reachable
    robot_secret: str = ""  # DingTalk's SEC… or Feishu's key; empty: the robot asks for no sign


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """A notice the account was granted in WeChat's console."""

    id: str
    title: str
    kind: Literal["one_time", "long_term", "template"]


DEFAULT_TEMPLATES = (
    NoticeTemplate(ONE_TIME_NOTICE, "办理结果通知", "one_time"),
    NoticeTemplate(LONG_TERM_NOTICE, "诉求进度通知", "long_term"),
    NoticeTemplate(SERVICE_TEMPLATE, "工单办理进度提醒", "template"),
)

# Calls a day, as WeChat grants them to a verified service account.
DEFAULT_DAILY_LIMITS: Mapping[str, int] = {
    "token": 2_000,
    "stable_token": 500_000,
    "message/custom/send": 500_000,
    "message/template/send": 100_000,
    "message/subscribe/bizsend": 100_000,
    "media/get": 200_000,
    "media/upload": 100_000,
    "menu/create": 1_000,
    "menu/get": 10_000,
    "menu/delete": 1_000,
    "user/info": 500_000,
}


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """One official account on one simulated platform. Times are in seconds."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str | None = None  # 43 characters; needed in safe and compatible mode
    callback_url: str = ""
    departments: tuple[SimulatedDepartment, ...] = ()
    mode: Mode = "safe"
    retry_after_s: float = 5.0  # the cut, and the pace of the tries
    tries: int = 3
    retry_repeats_signature: bool = True  # not documented by WeChat: try both
    failures_before_pause: int = 80  # so many pushes without an answer within five minutes …
    pause_s: float = 60.0  # … and the platform stops pushing for this long
    account_id: str = "gh_3f1c5a9be207"
    account_name: str = "智慧城市服务号"
    citizens: tuple[str, ...] = ()  # who stands ready in the chat window, not yet following
    templates: tuple[NoticeTemplate, ...] = DEFAULT_TEMPLATES
    daily_limits: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_DAILY_LIMITS))
    clock: Callable[[], float] = time.time
    loopback_only: bool = True  # the control API and the pages answer this machine alone

    def __post_init__(self) -> None:
        """Raise ValueError for what could never work, before anything is started."""
        if self.mode != "plain":
            MessageCipher(self.aes_key or "", self.app_id)
        for department in self.departments:
            webhooks.keys_of(department.secret)
        if self.tries < 1 or self.retry_after_s <= 0:
            raise ValueError("tries must be at least 1 and retry_after_s above 0")
