"""The words of `huiying knowledge`."""

import asyncio
import getpass
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.releases import TrialState
from bot.terminal.screen import console, one_line, told_settings

app = typer.Typer(
    help="知识库：导出、导入、检查、训练、发布、退回。 The knowledge base: drafts and releases."
)

By = Annotated[str, typer.Option("--by", help="谁在操作：登录名；不填用本机的用户名")]
Note = Annotated[str, typer.Option(help="说明改了什么")]


@app.command("export")
def export_knowledge(
    target: Annotated[Path, typer.Argument(metavar="去处", help="文件夹，或 .csv、.xlsx 文件")],
    which: Annotated[str, typer.Option(help="draft 草稿，live 正在用的，或版本编号")] = "draft",
) -> None:
    """Write the knowledge base as a folder of files, or its questions as a table."""
    from bot.terminal import publishing

    print(asyncio.run(publishing.export(told_settings(opens_doors=False), target, which)))


@app.command("import")
def import_knowledge(
    source: Annotated[Path, typer.Argument(metavar="来源", help="文件夹，或 .csv、.xlsx 文件")],
    by: By = "",
) -> None:
    """Put a folder, or a table of questions, into the draft. A second time changes nothing."""
    from bot.terminal import publishing

    print(asyncio.run(publishing.bring_in(told_settings(opens_doors=False), source, _who(by))))


@app.command("check")
def check_knowledge(
    as_json: Annotated[bool, typer.Option("--json", help="每处一行 JSON")] = False,
) -> None:
    """Tell what is wrong with the draft, with file, line and hint. Exit code 1 if any is grave."""
    from bot.terminal import editing, publishing

    findings = asyncio.run(publishing.check(told_settings(opens_doors=False)))
    for finding in findings:
        mark = "要改" if finding.grave else "提醒"
        print(one_line(editing.as_record(finding)) if as_json else f"{mark} {finding}")
    if not findings and not as_json:
        print("知识库没有问题。")
    if any(finding.grave for finding in findings):
        raise typer.Exit(1)


@app.command("train")
def train_draft(
    by: By = "",
    name: Annotated[str, typer.Option(help="给这个版本起个名字")] = "",
    note: Note = "",
) -> None:
    """Train the draft aside and test it; nothing goes live. Exit code 1 if it did not pass."""
    from bot.terminal import publishing

    told = told_settings(opens_doors=False)
    with console.status("准备 …") as status:
        trial = asyncio.run(publishing.train(told, _who(by), name, note, status.update))
    for line in publishing.report_lines(trial):
        print(line)
    if trial.state is not TrialState.PASSED:
        raise typer.Exit(1)
    print(f"可以发布：huiying knowledge publish {trial.id}")


@app.command("run-trial", hidden=True)
def run_trial(number: int) -> None:
    """Run a trial that a worker took up."""
    from bot.terminal import publishing

    asyncio.run(publishing.run_trial(told_settings(opens_doors=False), number))


@app.command("publish")
def publish_knowledge(
    trial: Annotated[int | None, typer.Argument(metavar="第几次训练")] = None,
    by: By = "",
    note: Note = "",
    reason: Annotated[
        str, typer.Option(help="没有通过测试仍要发布的理由；之后要由另一个人发布")
    ] = "",
) -> None:
    """Make what passed its tests live, in every gateway within a second."""
    from bot.terminal import publishing

    told = told_settings(opens_doors=False)
    print(asyncio.run(publishing.publish(told, trial, _who(by), note, reason)))


@app.command("rollback")
def roll_back(
    to: Annotated[int | None, typer.Argument(metavar="第几次发布")] = None,
    by: By = "",
    note: Note = "",
) -> None:
    """Bring back the release before, or the named one: files, stories, model and units as one."""
    from bot.terminal import publishing

    told = told_settings(opens_doors=False)
    print(asyncio.run(publishing.roll_back(told, to, _who(by), note)))


@app.command("status")
def status_of_knowledge() -> None:
    """Tell what is live, what was released before, what is in the draft."""
    from bot.terminal import publishing

    for line in asyncio.run(publishing.status(told_settings(opens_doors=False))):
        print(line)


@app.command("diff")
def difference() -> None:
    """Show what publishing the draft would change, line by line."""
    from bot.terminal import publishing

    found = asyncio.run(publishing.difference(told_settings(opens_doors=False)))
    for one in found:
        print(f"--- {one.path}" + ("（新）" if one.before is None else ""))
        for line in one.lines():
            print(line)
    if not found:
        print("草稿和正在用的一样。")


def _who(by: str) -> str:
    return by.strip() or getpass.getuser()
