"""What the commands do that start no part of the bot."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.table import Table

from bot import models
from bot.adapters.catalogue import load_catalogue
from bot.adapters.similar import SimilarLetters
from bot.adapters.store import SqlCorrections, SqlLetters, SqlOutbox, SqlTickets
from bot.domain.corrections import Verdict
from bot.domain.errors import BadSetting, NotFound
from bot.domain.numbers import find_number
from bot.domain.parcels import Addressee, Parcel
from bot.domain.zone import SHANGHAI
from bot.services import explanation, understanding
from bot.services.corrections import last_word
from bot.services.evaluation.report import Section
from bot.services.reasons import Reasons
from bot.services.reconciling import KIND_NAMES, Finding
from bot.settings import Settings, department_secrets
from bot.simulator.config import SimulatedDepartment, SimulatorConfig
from bot.simulator.server import create_app as create_simulator
from bot.web.server import listen
from bot.wiring.books import a_reconciler
from bot.wiring.citizens import take_open_turns
from bot.wiring.ground import a_database, ground, now
from bot.wiring.wechat import account


async def parse(
    settings: Settings, texts: Iterable[str], tell: Callable[[dict[str, Any]], None]
) -> None:
    """Tell how each text is understood."""
    from bot.adapters.rasa.engine import RasaEngine

    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    engine = await RasaEngine.load(await models.some_model(settings), actions=None)
    for text in texts:
        tell(await understanding.describe(text, engine, catalogue, engine.habits))


async def corrections(settings: Settings, accept: Sequence[int], reject: Sequence[int]) -> Section:
    """Citizens' corrections that wait, after these were judged. Raises NotFound, BadSetting."""
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
    columns = ("编号", "日期", "原判", "市民说是", "内容")
    note = f"待审 {len(rows)} 条；已采纳 {len(accepted)} 条，下次 huiying train 时生效。"
    absent = "" if rows else f"没有要看的。{note}"
    return Section("corrections", "市民更正的类型", columns, rows, note, absent, labels=5)


async def why(settings: Settings, text: str) -> list[Section]:
    """Why a text is understood as it is. Raises BadSetting."""
    if not text.strip():
        raise BadSetting("没有写要理解的话。例如：huiying parse --why 路灯坏了")
    return await _reasons(settings, await models.some_model(settings), text)


async def explain(settings: Settings, number: str) -> list[Section]:
    """The decisions behind a ticket, and what the current model goes by. Raises NotFound."""
    number = find_number(number) or number.strip()
    if not number:
        raise BadSetting("没有写工单编号。例如：huiying explain 20261123-4821-07")
    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    async with a_database(settings) as database:
        try:
            ticket = await SqlTickets(database).find(number)
        except NotFound:
            remedy = "编号在给市民的回执里，形如 20261123-4821-07。"
            raise NotFound(f"没有编号为 {number} 的工单。{remedy}") from None
    told = explanation.explain(ticket, catalogue)
    try:
        model = models.current_model(settings)
    except BadSetting as error:
        return [*told, Section("words", "分量最重的字词", (), [], absent=str(error))]
    outcome, *reasons = await _reasons(settings, model, explanation.opening_words(ticket))
    note = explanation.since_then(ticket, model.name.removesuffix(".tar.gz"))
    return [*told, replace(outcome, title="现在再看", note=note), *reasons]


async def _reasons(settings: Settings, model: Path, text: str) -> list[Section]:
    from bot.adapters.examples import NearestExamples
    from bot.adapters.rasa.engine import RasaEngine
    from bot.showing import NAMES

    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    engine = await RasaEngine.load(model, actions=None)
    index = settings.data_dir / models.INDEX
    archive = SimilarLetters(index) if index.exists() else None
    async with a_database(settings) as database:
        examples = NearestExamples(models.ROOT / "nlu", archive, SqlLetters(database))
        weights, habits = engine.weights, engine.habits
        return await Reasons(engine, weights, examples, catalogue, habits, NAMES).of(text)


async def undelivered(settings: Settings, again: str) -> list[str]:
    """What needs a human, a line each; `again` names a parcel, or "all", to send once more."""
    async with a_database(settings) as database:
        outbox = SqlOutbox(database)
        parcels = await outbox.needing_a_human()
        chosen = [parcel for parcel in parcels if again in (parcel.id, "all")]
        if again and not chosen:
            raise NotFound(f"没有编号为 {again} 的未送达件。")
        for parcel in chosen:
            await outbox.send_again(parcel.id, now())
    lines = [undelivered_line(parcel) for parcel in parcels]
    return [*lines, f"共 {len(parcels)} 件未送达，其中 {len(chosen)} 件已安排再送。"]


def undelivered_line(parcel: Parcel) -> str:
    """One undelivered parcel, without its words."""
    to = "市民" if parcel.addressee is Addressee.CITIZEN else parcel.target
    return (
        f"{parcel.id}  {parcel.created_at:%m-%d %H:%M}  {parcel.state.value}  "
        f"给 {to}  工单 {parcel.number or '无'}  试了 {parcel.attempts} 次：{parcel.error}"
    )


async def reconcile(settings: Settings, days: int, mend: bool) -> Sequence[Finding]:
    """What lost its way within so many days, mended if asked for and possible."""
    async with ground(settings) as base:

        async def take_turns() -> None:
            await take_open_turns(base, await models.some_model(settings))

        reconciler = a_reconciler(base, base.clock, take_turns)
        # beyond that, what was delivered is no longer on the books
        back = timedelta(days=min(days, settings.keep_messages_days))
        found = await reconciler.findings(base.clock() - back, mend)
        if any(finding.mended for finding in found):
            await base.waker.wake()
        return found


def as_record(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values."""
    return {
        "kind": finding.kind.value,
        "name": KIND_NAMES[finding.kind],
        "subject": finding.subject,
        "since": finding.since.astimezone(SHANGHAI).isoformat(),
        "mended": finding.mended,
    }


def as_table(found: Sequence[Finding], mend: bool) -> Table:
    """Findings for a terminal."""
    table = Table("问题", "对象", "自何时", "处理")
    for finding in found:
        since = f"{finding.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        left = "需要人工处理" if mend else "未处理"
        done = "已修复" if finding.mended else left
        table.add_row(KIND_NAMES[finding.kind], finding.subject, since, done)
    return table


async def simulator(
    settings: Settings, port: int, gateway_url: str, stopping: asyncio.Event
) -> None:
    """Serve the simulated platform until `stopping` is set."""
    ground_account = account(settings)
    catalogue, deliveries = load_catalogue(settings.departments_file, department_secrets())
    config = SimulatorConfig(
        app_id=ground_account.app_id,
        app_secret=ground_account.secret,
        token=ground_account.token,
        aes_key=ground_account.aes_key or None,
        mode=settings.wechat_mode,
        callback_url=f"{gateway_url}/wechat",
        departments=tuple(
            SimulatedDepartment(unit.code, unit.name, deliveries[unit.code].secret or "")
            for unit in catalogue.departments
            if unit.code in deliveries
        ),
        citizens=("王大爷", "李女士", "小张"),
    )
    runner = await listen(create_simulator(config), "127.0.0.1", port)
    await stopping.wait()
    await runner.cleanup()
