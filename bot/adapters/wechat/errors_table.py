"""WeChat's error codes, and what each makes us do. docs/wechat.md prints this table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.zone import SHANGHAI

OFF_FOR = timedelta(days=1)
"""A call that the account may not make is tried again after a day: accounts get certified."""
STOPPED_FOR = timedelta(minutes=10)
ONE_MINUTE = timedelta(minutes=1)


class Action(StrEnum):
    """What an error code makes us do."""

    BACK_OFF = "back_off"  # wait 1, 2, 4 s and try again, at most 3 times
    REFRESH = "refresh"  # fetch the token anew once, repeat once, then stop every call and alarm
    NEXT_CHANNEL = "next_channel"  # this way is closed for this citizen: take the next
    PAUSE = "pause"  # stop this call for a while, take the next way meanwhile
    SWITCH_OFF = "switch_off"  # the account may not do this: switch it off and say so
    STOP = "stop"  # our settings are wrong: stop every call and alarm
    PARK = "park"  # a human must look: one alarm per code and hour


@dataclass(frozen=True)
class Entry:
    """One error code. `remedy` is what an operator does about it, empty if nothing."""

    code: int
    action: Action
    meaning: str
    remedy: str = ""
    alarm: bool = False


TABLE = (
    Entry(-1, Action.BACK_OFF, "微信系统繁忙"),
    Entry(
        40001,
        Action.REFRESH,
        "令牌无效或不是最新",
        "核对 AppSecret；确认没有别的程序在换令牌",
        alarm=True,
    ),
    Entry(
        40014, Action.REFRESH, "令牌不合法", "核对 AppSecret；确认没有别的程序在换令牌", alarm=True
    ),
    Entry(42001, Action.REFRESH, "令牌已过期", "核对本机时间", alarm=True),
    Entry(43004, Action.NEXT_CHANNEL, "对方没有关注"),
    Entry(43101, Action.NEXT_CHANNEL, "对方没有同意接收这种通知"),
    Entry(45015, Action.NEXT_CHANNEL, "超过可以主动回复的时间"),
    Entry(45047, Action.NEXT_CHANNEL, "主动回复的条数已用完"),
    Entry(40007, Action.PARK, "媒体文件不存在或已过期（只保留三天）"),
    Entry(40037, Action.NEXT_CHANNEL, "通知模板不存在", "核对通知模板的编号", alarm=True),
    Entry(47003, Action.NEXT_CHANNEL, "通知模板的字段不符", "核对通知模板的字段设置", alarm=True),
    Entry(45009, Action.PAUSE, "当天调用次数已用完（到北京时间零点）", "公众平台可申请提高上限"),
    Entry(45011, Action.PAUSE, "调用太频繁（一分钟）"),
    Entry(
        48001,
        Action.SWITCH_OFF,
        "账号没有这个接口的权限（受限模式）",
        "完成微信认证，或改用服务号",
        alarm=True,
    ),
    Entry(
        40164,
        Action.STOP,
        "本机地址不在 IP 白名单",
        "微信开发者平台“基础信息 → 开发密钥 → API IP 白名单”加入本机出口地址",
        alarm=True,
    ),
    Entry(40125, Action.STOP, "AppSecret 不对", "核对 HUIYING_WECHAT_APP_SECRET", alarm=True),
    Entry(40013, Action.STOP, "AppID 不对", "核对 HUIYING_WECHAT_APP_ID", alarm=True),
    Entry(
        40243,
        Action.STOP,
        "AppSecret 已被冻结",
        "在公众平台解冻，或重置后更新 HUIYING_WECHAT_APP_SECRET",
        alarm=True,
    ),
)

OFF = {Action.SWITCH_OFF: OFF_FOR, Action.STOP: STOPPED_FOR, Action.REFRESH: STOPPED_FOR}
BY_CODE = {entry.code: entry for entry in TABLE}


def entry_for(code: int) -> Entry:
    """What to do about this code; a code nobody foresaw is parked."""
    return BY_CODE.get(code) or Entry(
        code, Action.PARK, "这里没有列出的错误", "按错误码查微信文档", alarm=True
    )


def off_until(entry: Entry, now: datetime) -> datetime:
    """Until when a call stays switched off after this error."""
    if entry.code == 45009:
        tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=SHANGHAI)
    return now + OFF.get(entry.action, ONE_MINUTE)
