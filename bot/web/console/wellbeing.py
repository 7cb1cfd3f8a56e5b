"""What the house needs to work, and whether it does, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.web.checks import Finding

NAMES = {
    "database": "数据库",
    "spool": "本机暂存",
    "redis": "Redis",
    "dialogue": "听懂市民的话",
    "wechat": "微信接口",
    "outbox": "对外发送",
    "alarms": "警报",
}
TROUBLE = {
    "database": "连不上。市民的消息先存在本机硬盘上，恢复后自动补上。",
    "spool": "本机硬盘满了，请马上清理。",
    "redis": "连不上。服务照常，只是慢一点。",
    "dialogue": "暂时停了。市民来消息会先得到回执，恢复后自动接着办。",
    "wechat": "有的接口现在不能用。",
    "outbox": "有消息等了 10 分钟以上还没有发出去，请看发送程序是不是在运行。",
}
CHANNELS = {
    "customer_service": "客服消息",
    "subscription": "订阅通知",
    "template": "模板消息",
    "everything": "所有接口",
}
NO_RIGHT = 48001
"""The account is not certified for this call."""
LIMITED = (
    "受限模式：公众号现在不能主动给市民发客服消息（48001，一般是还没有认证）。"
    "单位的答复都存着，市民下一次来消息时，最先给他看。"
)


@dataclass(frozen=True)
class Part:
    """One thing that is needed."""

    name: str
    ok: bool
    words: str


def parts_of(findings: Mapping[str, Finding]) -> Sequence[Part]:
    """Each that was looked at."""
    return [
        Part(NAMES.get(name, name), one.ok, _words(name, one)) for name, one in findings.items()
    ]


def limits_of(findings: Mapping[str, Finding]) -> Sequence[str]:
    """What the account may not do at the moment, as sentences."""
    shut = findings["wechat"].details if "wechat" in findings else {}
    limited = shut.get("customer_service") == NO_RIGHT
    others = [
        f"微信的{CHANNELS.get(name, name)}现在不能用（{code}），会自动再试。"
        for name, code in shut.items()
        if name in CHANNELS and not (limited and name == "customer_service")
    ]
    return [LIMITED, *others] if limited else others


def _words(name: str, found: Finding) -> str:
    if not found.ok:
        return TROUBLE.get(name, "不正常。")
    if name == "alarms":
        many = int(sum(found.details.values()))
        return f"24 小时内 {many} 次" if many else "24 小时内没有"
    if name == "outbox":
        return f"{found.details.get('waiting', 0)} 件正在路上"
    if name == "spool" and found.details.get("waiting"):
        return f"{found.details['waiting']} 条等着存进数据库"
    return "正常"
