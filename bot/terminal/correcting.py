"""Types that citizens corrected and staff found mistaken, for whoever accepts or rejects them."""

from collections.abc import Sequence

from bot.adapters.store import SqlCorrections
from bot.domain.corrections import Verdict
from bot.domain.errors import BadSetting, NotFound
from bot.services.corrections import last_word
from bot.services.evaluation.report import Section
from bot.settings import Settings
from bot.wiring.ground import a_database


async def corrections(settings: Settings, accept: Sequence[int], reject: Sequence[int]) -> Section:
    """The corrections that wait, after these were judged. Raises NotFound, BadSetting."""
    if both := {*accept} & {*reject}:
        raise BadSetting(f"编号 {min(both)} 既要采纳又不要采纳。请只留一样。")
    async with a_database(settings) as database:
        kept = SqlCorrections(database)
        known = {one.id for verdict in Verdict for one in await kept.of(verdict)}
        if unknown := {*accept, *reject} - known:
            raise NotFound(f"没有编号为 {min(unknown)} 的更正。")
        await kept.decide(accept, Verdict.ACCEPTED)
        await kept.decide(reject, Verdict.REJECTED)
        waiting = last_word(await kept.of(Verdict.WAITING))
        accepted = last_word(await kept.of(Verdict.ACCEPTED))
    rows = [
        (one.id, f"{one.at:%Y-%m-%d}", one.was.value, one.wanted.value, one.text) for one in waiting
    ]
    columns = ("编号", "日期", "原判", "应当是", "内容")
    note = f"待审 {len(rows)} 条；已采纳 {len(accepted)} 条，下次 huiying train 时生效。"
    absent = "" if rows else f"没有要看的。{note}"
    return Section("corrections", "更正过的类型", columns, rows, note, absent, labels=5)
