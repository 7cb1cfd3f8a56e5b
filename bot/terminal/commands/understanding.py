"""How messages are understood: trained, asked, explained, corrected, measured."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from bot.terminal.screen import (
    Text,
    console,
    mapping,
    one_line,
    plain,
    show,
    told_settings,
    typed,
)

if TYPE_CHECKING:
    from bot.terminal.evaluating import Report


def train(
    or_keep: Annotated[
        bool, typer.Option("--or-keep", help="数据库连不上时，沿用已有的模型，不算出错")
    ] = False,
) -> None:
    """Train a model from the knowledge files and the imported letters."""
    from bot import models
    from bot.terminal import editing

    told = told_settings(opens_doors=False)
    with console.status("训练模型 …") as status:
        work = models.train_or_keep if or_keep else models.train
        trained = asyncio.run(work(told, status.update))
        findings = editing.check_knowledge(told)
    if trained is None:
        print("数据库连不上，这次没有训练，沿用已有的模型。等数据库恢复后请再运行：huiying train")
        return
    said = "已训练新模型" if trained.fresh else "内容没有变化，沿用已有模型"
    print(f"{said} {trained.version}")
    for line in editing.in_short(findings):
        print(line)


def parse(
    text: Text,
    why: Annotated[bool, typer.Option("--why", help="说明为什么这样理解")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="与 --why 同用：写成一个 JSON 对象")
    ] = False,
) -> None:
    """Print how a text is understood, as one JSON object a line; with --why the reasons."""
    from bot.terminal import explaining

    if why:
        wanted = "".join(typed()) if text == "-" else text
        show(asyncio.run(explaining.why(told_settings(opens_doors=False), wanted)), as_json)
        return
    texts = (line.rstrip("\r\n") for line in typed()) if text == "-" else iter([text])
    told = told_settings(opens_doors=False)
    asyncio.run(explaining.parse(told, texts, lambda found: print(one_line(found), flush=True)))


def drift(
    accept: Annotated[
        bool, typer.Option("--accept", help="最近一周就是正常的样子，以后和它比")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """Compare how the last week's messages were understood with the model's release."""
    from bot import models
    from bot.terminal import drifting

    told = told_settings(opens_doors=False)
    model = models.current_model(told)
    show([asyncio.run(drifting.compare(told, model, accept))], as_json)


def explain(
    number: Annotated[str, typer.Argument(metavar="工单编号", help="在给市民的回执里")],
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """Print why a ticket became what it is: model, scores, words, rule, clause, every step."""
    from bot.terminal import explaining

    show(asyncio.run(explaining.explain(told_settings(opens_doors=False), number)), as_json)


def corrections(
    accept: Annotated[
        list[int] | None, typer.Option(help="采纳这一条作为例句，填编号，可多次")
    ] = None,
    reject: Annotated[list[int] | None, typer.Option(help="不采纳这一条，可多次")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """List types that citizens corrected and nobody has looked at; accept or reject them."""
    from bot.terminal import correcting

    told = told_settings(opens_doors=False)
    show([asyncio.run(correcting.corrections(told, accept or [], reject or []))], as_json)


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="知道类型或单位的消息：.jsonl、.csv、.xlsx；不填则评测公开来信和自写样本"
        ),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option("--compare", help="另训两个临时模型并排比较：只用自带例句；加上这份来信档案"),
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="列名对应，如 --column 诉求内容=content，可多次")
    ] = None,
    most: Annotated[int, typer.Option(help="每个文件最多评测多少条，0 表示全部", min=0)] = 0,
    pictures: Annotated[
        Path | None, typer.Option(help="把可靠性图和混淆矩阵画成 PNG，放进这个目录")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="整份报告写成一个 JSON 对象")] = False,
) -> None:
    """Score the model over messages whose type, unit or purpose is known: one report."""
    from bot.terminal import evaluating

    told = told_settings(opens_doors=False)
    gathered = evaluating.gather(files or [], mapping(column), most, archive)
    if pictures:
        evaluating.make_room(pictures)
    with Progress(console=console, transient=True) as progress:
        report = asyncio.run(evaluating.evaluate(told, gathered, progress))
    names = evaluating.names(told)
    if pictures:
        evaluating.draw(report, pictures, names)
    _tell(report, names, as_json)


def _tell(report: "Report", names: Mapping[str, str], as_json: bool) -> None:
    from bot.terminal import showing

    for remark in report.remarks:
        console.print(escape(plain(remark)), style="yellow", soft_wrap=True)
    if as_json:
        print(one_line(report.as_record()))
    else:
        showing.show(report.as_sections(), showing.paper(), names)
