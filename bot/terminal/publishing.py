"""`huiying knowledge`: in the terminal what editors and publishers do in the console."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot import models
from bot.adapters.knowledge.folder import read_folder, write_folder
from bot.adapters.knowledge.tables import as_csv, as_xlsx, read_table
from bot.adapters.store.last_words import last_words
from bot.domain.errors import BadFile, BadSetting, FieldRejected, NotFound
from bot.domain.knowledge_check import Finding
from bot.domain.releases import STATE_NAMES, Release, Report, Trial
from bot.domain.revisions import FOLDERS, Difference, Files, Revision
from bot.services.ports.knowledge import Live, Tell
from bot.settings import Settings
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import a_database, now
from bot.wiring.knowledge import KnowledgeBase, Nobody

if TYPE_CHECKING:
    from bot.adapters.knowledge.workshop import RasaWorkshop

TABLES: dict[str, Callable[..., bytes]] = {".csv": as_csv, ".xlsx": as_xlsx}
MOST_MESSAGES = 2000
"""Of the last week's messages so many are read again by a new model, the newest."""


@asynccontextmanager
async def knowledge(settings: Settings) -> AsyncIterator[KnowledgeBase]:
    """The knowledge base; the first one is that of this installation."""
    async with a_database(settings) as database:
        base = KnowledgeBase(database, settings, now, Nobody())
        await base.library.seed(models.installed(settings))
        yield base


async def export(settings: Settings, target: Path, which: str) -> str:
    """Write the draft, what is `live` or a revision by its number, as a folder or a table."""
    async with knowledge(settings) as base:
        files = await _files(base, which)
        try:
            return _written(base, files, target)
        except OSError as error:
            problem = f"写不进去（{error.strerror}）。"
            raise BadFile(target, None, problem, "请换一个地方。") from None


def _written(base: KnowledgeBase, files: Files, target: Path) -> str:
    if table := TABLES.get(target.suffix.lower()):
        entries = base.drafts.writing.entries(files)
        target.write_bytes(table(entries))
        return f"已导出 {len(entries)} 条问答：{target}"
    write_folder(files, target)
    return f"已导出 {len(files)} 个文件：{target}"


async def _files(base: KnowledgeBase, which: str) -> Files:
    if which == "draft":
        return (await base.drafts.open()).files
    if which == "live":
        return await base.library.files((await base.library.live())[1])
    if not which.isdigit():
        raise BadSetting(f"没有“{which}”这个版本。请写 draft、live 或版本的编号。")
    return await base.library.files(await base.library.revisions.revision(int(which)))


async def bring_in(settings: Settings, source: Path, by: str) -> str:
    """Put a folder or a table into the draft; what is the same already changes nothing."""
    async with knowledge(settings) as base:
        before = await base.drafts.open()
        try:
            await _put(base, before.files, source, by)
        except FieldRejected as rejected:
            raise BadFile(source, None, rejected.problem, "没有导入任何内容。") from None
        after = await base.drafts.open()
    changed = [path for path in {*before.files, *after.files}
               if before.files.get(path) != after.files.get(path)]  # fmt: skip
    if not changed:
        return "内容和草稿一样，没有改动。"
    return f"已导入草稿，改动 {len(changed)} 个文件。下一步：huiying knowledge train"


async def _put(base: KnowledgeBase, before: Files, source: Path, by: str) -> None:
    if source.suffix.lower() not in TABLES:
        files = read_folder(source)
        await base.drafts.put_all({**_gone(before, files), **files}, by)
        return
    known = {one.key: one for one in base.drafts.writing.entries(before)}
    entries = [one for one in read_table(source, known) if known.get(one.key) != one]
    await base.drafts.put_entries(entries, by)


def _gone(before: Files, new: Files) -> dict[str, bytes | None]:
    """What a folder no longer holds, as far as it brings that folder at all."""
    brought = {
        f"{folder}/" for folder in FOLDERS if any(one.startswith(f"{folder}/") for one in new)
    }
    return {path: None for path in before if path not in new and path.startswith((*brought,))}


async def check(settings: Settings) -> list[Finding]:
    """What is wrong with the draft, and what is to be decided since a new version was installed."""
    async with knowledge(settings) as base:
        return [*await base.drafts.check(), *await base.shipped.findings()]


async def train(
    settings: Settings, by: str, name: str, note: str, say: Callable[[str], None]
) -> Trial:
    """Try the draft out, here and now."""
    async with knowledge(settings) as base:
        return await _run(base, await base.trials.begin(by, name, note), say)


async def run_trial(settings: Settings, number: int) -> Trial:
    """Run a trial that somebody took up for us, beside everything else on this machine."""
    os.nice(10)
    async with knowledge(settings) as base:
        trial = await base.library.releases.trial(number)
        return await _run(base, trial, lambda sentence: None)


async def _run(base: KnowledgeBase, trial: Trial, say: Callable[[str], None]) -> Trial:
    # Rasa takes seconds to import
    from bot.adapters.knowledge.workshop import RasaWorkshop

    settings = base.settings
    workshop = RasaWorkshop(
        shelving=base.shelving,
        inspect=base.inspect,
        calendar=a_calendar(settings),
        clock=now,
        letters=lambda: models.lessons(settings),
        messages=lambda: last_words(base.database, now(), MOST_MESSAGES),
        measure=models.keep_reference,
    )
    return await base.trials.run(trial, _Telling(workshop, say))


class _Telling:
    """The port `Workshop` for another one that also tells this terminal."""

    def __init__(self, workshop: "RasaWorkshop", say: Callable[[str], None]) -> None:
        self._workshop, self._say = workshop, say

    async def try_out(
        self, files: Files, live: Live | None, tell: Tell
    ) -> tuple[str | None, Report]:
        async def both(sentence: str) -> None:
            self._say(f"{sentence} …")
            await tell(sentence)

        return await self._workshop.try_out(files, live, both)


async def publish(settings: Settings, number: int | None, by: str, note: str, reason: str) -> str:
    """Publish a trial, the newest if none is named; with a reason only ask somebody else to."""
    async with knowledge(settings) as base:
        trial = await _trial(base, number)
        assert trial.id
        if reason:
            await base.publishing.ask_to_override(trial.id, by, reason)
            return f"已记下理由。请另一位同志运行：huiying knowledge publish {trial.id} --by 登录名"
        return _released(await base.publishing.publish(trial.id, by, note))


async def _trial(base: KnowledgeBase, number: int | None) -> Trial:
    if number is not None:
        return await base.library.releases.trial(number)
    newest = await base.library.releases.trials(1)
    if not newest:
        raise NotFound("还没有训练过草稿。请先运行：huiying knowledge train")
    return newest[0]


async def roll_back(settings: Settings, to: int | None, by: str, note: str) -> str:
    """Bring an earlier release back."""
    async with knowledge(settings) as base:
        return _released(await base.publishing.roll_back(by, to, note))


async def difference(settings: Settings) -> list[Difference]:
    """What publishing the draft would change."""
    async with knowledge(settings) as base:
        return await base.drafts.difference()


async def status(settings: Settings) -> list[str]:
    """How it stands, a line each."""
    async with knowledge(settings) as base:
        opened = await base.drafts.open()
        releases = await base.library.releases.releases(10)
        trials = await base.library.releases.trials(5)
        names = {one.id: one for one in await base.library.revisions.revisions(500)}
    authors = "、".join(opened.authors)
    changed = f"改了 {len(opened.changed)} 个文件（{authors}）" if opened.changed else "没有改动"
    lines = [f"草稿：在版本 {opened.base.id} 上{changed}"]
    lines += ["发布（最新的在最上面，正在用）："] if releases else ["还没有发布过。"]
    lines += [f"  {_release_line(one, names.get(one.revision))}" for one in releases]
    lines += ["训练和测试："] if trials else []
    return lines + [f"  {_trial_line(one)}" for one in trials]


def _release_line(release: Release, revision: Revision | None) -> str:
    which = f"版本 {release.revision} {revision.name if revision else ''}".strip()
    told = f"第 {release.id} 次  {release.at:%Y-%m-%d %H:%M}  {release.by}  {which}"
    reason = f"（未通过测试仍发布，{release.asked_by}：{release.reason}）" if release.reason else ""
    return f"{told}  模型 {release.model}  {release.note}{reason}".rstrip()


def _trial_line(trial: Trial) -> str:
    told = (
        f"第 {trial.id} 次  {trial.asked_at:%m-%d %H:%M}  {trial.asked_by}  版本 {trial.revision}"
    )
    return f"{told}  {STATE_NAMES[trial.state]}  {trial.progress}".rstrip()


def report_lines(trial: Trial) -> list[str]:
    """What a trial found, for a terminal."""
    report = trial.report or Report()
    model = f"，模型 {trial.model}" if trial.model else ""
    lines = [f"第 {trial.id} 次训练：{STATE_NAMES[trial.state]}{model}"]
    lines += [f"  {one}" for one in trial.against]
    if report.stories:
        lines.append(f"测试对话：{report.stories - len(report.failures)}/{report.stories} 通过")
    for figure in report.figures:
        before = f"（现在 {figure.live:.1%}）" if figure.live is not None else ""
        lines.append(f"{figure.name}：{figure.new:.1%}{before}，{figure.of} 条")
    shadow = report.shadow
    if shadow.of:
        lines.append(
            f"最近一周的 {shadow.of} 条消息，会变的：{sum(shadow.counts.values()) or '没有'}"
        )
        lines += [f"  {change}：{many} 条" for change, many in list(shadow.counts.items())[:20]]
    return lines


def _released(release: Release) -> str:
    what = f"第 {release.id} 次，版本 {release.revision}，模型 {release.model}"
    return f"已发布：{what}。网关一秒内换上。"
