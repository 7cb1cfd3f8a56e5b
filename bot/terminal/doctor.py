"""Examines an installation: what works, what does not, and what to do about it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot import models
from bot.adapters.catalogue import load_catalogue
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.redis import redis_answers
from bot.adapters.wechat.errors_table import entry_for
from bot.adapters.wechat.failures import CallFailed, Refused
from bot.domain.errors import HuiyingError
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.wiring.ground import a_database, ground, now
from bot.wiring.wechat import a_line

LEAST_DISK_GB = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `text` says what was found and, if not `ok`, what to do."""

    name: str
    ok: bool
    text: str


Look = Callable[[Settings], Awaitable[str]]


class Trouble(HuiyingError):
    """Something needs the operator; the message says what to do."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything, one thing after another; one trouble does not hide the next."""
    for name, look in LOOKS:
        try:
            yield Finding(name, True, await look(settings))
        except HuiyingError as trouble:
            yield Finding(name, False, str(trouble))
        except Exception as error:  # the doctor's boundary: a broken part is a finding
            yield Finding(name, False, f"检查时出错（{type(error).__name__}：{error}）")


async def _departments(settings: Settings) -> str:
    catalogue, deliveries = load_catalogue(settings.departments_file, department_secrets())
    if catalogue.coordinating_centre not in deliveries:
        centre = catalogue.name_of(catalogue.coordinating_centre)
        raise Trouble(
            f"{settings.departments_file} 里协调中心“{centre}”没有 deliver，"
            "没有单位接收的工单会送不出去。请给它填写 deliver（webhook 或群机器人）。"
        )
    through_centre = len(catalogue.departments) - len(deliveries)
    return f"{len(catalogue.departments)} 个单位，其中 {through_centre} 个经上级或协调中心接收"


async def _database(settings: Settings) -> str:
    async with a_database(settings) as database:
        return "SQLite" if database.is_sqlite else "PostgreSQL"


async def _redis(settings: Settings) -> str:
    async with ground(settings) as base:
        if not await redis_answers(base.redis):
            raise Trouble("Redis 没有应答，请检查 HUIYING_REDIS_URL。")
    return "应答正常"


async def _model(settings: Settings) -> str:
    engine = await RasaEngine.load(models.current_model(settings))
    entries, today = engine.knowledge.entries(), now().date()
    expired = [entry.key for entry in entries if not entry.valid(today)]
    if expired:
        named = "、".join(expired[:5])
        raise Trouble(
            f"{len(expired)} 条问答已过期，市民会被告知正在核对：{named}。请更新 nlu/faq/。"
        )
    samples = sum(entry.sample for entry in entries)
    hint = f"，其中 {samples} 条是示例答案，上线前请核对并去掉 sample: true" if samples else ""
    return f"模型 {engine.model}，{len(entries)} 条问答{hint}"


async def _account(settings: Settings) -> str:
    async with ground(settings) as base, a_line(base) as (_, tokens):
        try:
            await tokens.current()
        except Refused as refused:
            entry = entry_for(refused.code)
            raise Trouble(
                f"微信接口报错 {refused.code}：{entry.meaning}。请{entry.remedy}。"
            ) from None
        except CallFailed as failure:
            raise Trouble(
                f"连不上微信接口 {settings.wechat_api_url}（{failure}）。"
                "请检查网络和 HUIYING_WECHAT_API_URL。"
            ) from None
    return "access_token 获取正常"


async def _address(settings: Settings) -> str:
    if not settings.demo and not settings.own_url.startswith("https://"):
        raise Trouble(
            f"对外地址是 {settings.own_url}。请把 HUIYING_PUBLIC_URL 设为 https:// 开头的公网地址，"
            "微信后台的服务器地址填它加 /wechat。"
        )
    return f"{settings.own_url}/wechat"


async def _disk(settings: Settings) -> str:
    free_gb = shutil.disk_usage(settings.data_dir).free / 1024**3
    if free_gb < LEAST_DISK_GB:
        raise Trouble(f"{settings.data_dir} 所在磁盘只剩 {free_gb:.1f} GB，请清理或扩容。")
    return f"可用 {free_gb:.0f} GB"


LOOKS: Sequence[tuple[str, Look]] = (
    ("派单目录", _departments),
    ("数据库", _database),
    ("Redis", _redis),
    ("模型与问答", _model),
    ("微信账号", _account),
    ("对外地址", _address),
    ("磁盘", _disk),
)
