"""The last week beside a model's release, for whoever looks at them."""

from pathlib import Path

from bot.adapters.releases import keep_release, release_of
from bot.adapters.store import SqlDiary
from bot.domain.drift import LEAST, SHIFTED, Counts, Drift, drift
from bot.domain.errors import BadSetting
from bot.services.drift import last_week
from bot.services.evaluation.report import Cell, Section
from bot.settings import Settings
from bot.wiring.ground import a_database, now

ENOUGH_TO_ACCEPT = 200
"""Messages. Whoever takes a lived week for the ordinary one should have seen some."""
_TITLE = "最近一周与模型发布时"
_SILENT = "当前模型最近一周还没有读过一条消息，没有可比的数字。"
_COLUMNS = ("项目", "发布时", "最近一周", "变化")


async def compare(settings: Settings, model: Path, accept: bool) -> Section:
    """The last week beside the release of `model`; accepted, it is the ordinary one from now on.

    Raises BadSetting when there is nothing to compare with, or too little to accept.
    """
    release = release_of(model)
    if release is None:
        raise BadSetting("这个模型没有留下发布时的参照。请重新训练：huiying train")
    async with a_database(settings) as database:
        week = await last_week(SqlDiary(database), release.model, now)
    if accept:
        if week.messages < ENOUGH_TO_ACCEPT:
            raise BadSetting(
                f"最近一周只有 {week.messages} 条，至少 {ENOUGH_TO_ACCEPT} 条才能作参照。"
            )
        keep_release(model, week)
    return _section(release.counts, week, drift(release.counts, week), accept)


def _section(release: Counts, week: Counts, found: Drift, accepted: bool) -> Section:
    if not week.messages:
        return Section("drift", _TITLE, _COLUMNS, (), absent=_SILENT)
    changed = {True: "明显变化", False: ""}
    rows: list[tuple[Cell, ...]] = [
        ("消息数", release.messages, week.messages, ""),
        ("平均置信度", release.confidence, week.confidence, changed[found.confidence]),
        ("没听懂", release.fallback, week.fallback, changed[found.fallback]),
        ("构成（PSI）", None, found.index, changed[found.mix]),
    ]
    names = release.classes.keys() | week.classes.keys()
    for name in sorted(names, key=lambda one: (-_share(release, one), one)):
        rows.append((name, _share(release, name), _share(week, name), ""))
    note = _verdict(found, accepted)
    return Section("drift", _TITLE, _COLUMNS, rows, note=note)


def _verdict(found: Drift, accepted: bool) -> str:
    if accepted:
        return "已经把最近一周记作正常，以后和它比。"
    if not found.enough:
        return f"消息太少（不到 {LEAST} 条），还看不出什么。"
    if found.alarms:
        return "和发布时不一样了：请看看最近的诉求，补例句重新训练；本来就该这样，用 --accept。"
    return f"没有明显变化（PSI 到 {SHIFTED} 才算）。"


def _share(counts: Counts, name: str) -> float:
    return counts.classes.get(name, 0) / counts.messages if counts.messages else 0.0
