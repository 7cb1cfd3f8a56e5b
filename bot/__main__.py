"""The command `huiying`."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from bot import knowledge_terminal, mistyped
from bot.domain.errors import HuiyingError
from bot.terminal import (
    complain,
    console,
    mapping,
    one_line,
    plain,
    show,
    told_settings,
    typed,
    until_signal,
)

app = typer.Typer(
    help="回应：微信公众号上的群众诉求机器人。 A citizen-service bot for WeChat official accounts.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge_terminal.app, name="knowledge")
people = typer.Typer(help="工作台的人员：邀请、名单、重置、停用。 Who may use the console.")
app.add_typer(people, name="people")

Text = Annotated[
    str, typer.Argument(metavar="文字", help="要理解的一句话；- 表示从标准输入逐行读取")
]

Login = Annotated[str, typer.Argument(metavar="登录名", help="字母、数字、点、横线，如 li.wei")]


@app.command()
def run(
    port: Annotated[int, typer.Option(help="网关端口；被占用时用后面的空闲端口")] = 8080,
    data_dir: Annotated[
        Path, typer.Option(help="演示数据放在哪里", envvar="HUIYING_DATA_DIR")
    ] = Path("data"),
) -> None:
    """Start everything on this machine, with the WeChat simulator. Ctrl-C ends all of it."""
    from bot.demo import demonstrate

    folder = data_dir.resolve()
    asyncio.run(until_signal(lambda stopping: demonstrate(folder, port, stopping, console)))


@app.command()
def gateway() -> None:
    """Answer WeChat, departments and operators."""
    from bot import models
    from bot.wiring.gateway import serve

    told = told_settings()
    asyncio.run(until_signal(lambda stopping: serve(told, models.current_model(told), stopping)))


@app.command()
def worker() -> None:
    """Deliver what waits, fetch what citizens attached."""
    from bot.wiring.worker import deliver

    told = told_settings()
    asyncio.run(until_signal(lambda stopping: deliver(told, stopping)))


@app.command()
def simulator(
    port: Annotated[int, typer.Option(help="模拟器端口")] = 8081,
    gateway_url: Annotated[str, typer.Option(help="网关地址")] = "http://127.0.0.1:8080",
) -> None:
    """The WeChat platform in small: a chat window and a department's desk in the browser."""
    from bot import commands

    told = told_settings()
    asyncio.run(
        until_signal(lambda stopping: commands.simulator(told, port, gateway_url, stopping))
    )


@app.command()
def train(
    or_keep: Annotated[
        bool, typer.Option("--or-keep", help="数据库连不上时，沿用已有的模型，不算出错")
    ] = False,
) -> None:
    """Train a model from the knowledge files and the imported letters."""
    from bot import editing, models

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


@app.command()
def parse(
    text: Text,
    why: Annotated[bool, typer.Option("--why", help="说明为什么这样理解")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="与 --why 同用：写成一个 JSON 对象")
    ] = False,
) -> None:
    """Print how a text is understood, as one JSON object a line; with --why the reasons."""
    from bot import commands

    if why:
        wanted = "".join(typed()) if text == "-" else text
        show(asyncio.run(commands.why(told_settings(opens_doors=False), wanted)), as_json)
        return
    texts = (line.rstrip("\r\n") for line in typed()) if text == "-" else iter([text])
    told = told_settings(opens_doors=False)
    asyncio.run(commands.parse(told, texts, lambda found: print(one_line(found), flush=True)))


@app.command()
def drift(
    accept: Annotated[
        bool, typer.Option("--accept", help="最近一周就是正常的样子，以后和它比")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """Compare how the last week's messages were understood with the model's release."""
    from bot import drifting, models

    told = told_settings(opens_doors=False)
    model = models.current_model(told)
    show([asyncio.run(drifting.compare(told, model, accept))], as_json)


@app.command()
def similar(
    text: Text,
    as_json: Annotated[bool, typer.Option("--json", help="每封信一行 JSON")] = False,
) -> None:
    """Print the answered letters of the archive that are most like a text."""
    from bot import archiving

    wanted = "".join(typed()) if text == "-" else text
    found = asyncio.run(archiving.similar(told_settings(opens_doors=False), wanted))
    for letter in found:
        told = f"{letter.id} {letter.title}\n来信：{letter.content}\n答复：{letter.reply}\n"
        print(one_line(asdict(letter)) if as_json else told)
    if not found and not as_json:
        print("没有相近的来信")


@app.command()
def explain(
    number: Annotated[str, typer.Argument(metavar="工单编号", help="在给市民的回执里")],
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """Print why a ticket became what it is: model, scores, words, rule, clause, every step."""
    from bot import commands

    show(asyncio.run(commands.explain(told_settings(opens_doors=False), number)), as_json)


@app.command()
def corrections(
    accept: Annotated[
        list[int] | None, typer.Option(help="采纳这一条作为例句，填编号，可多次")
    ] = None,
    reject: Annotated[list[int] | None, typer.Option(help="不采纳这一条，可多次")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """List types that citizens corrected and nobody has looked at; accept or reject them."""
    from bot import commands

    told = told_settings(opens_doors=False)
    show([asyncio.run(commands.corrections(told, accept or [], reject or []))], as_json)


@app.command()
def import_letters(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件…", help="信件档案：.jsonl、.csv 或 .xlsx")
    ],
    column: Annotated[
        list[str] | None, typer.Option(help="列名对应，如 --column 诉求内容=content，可多次")
    ] = None,
) -> None:
    """Keep archives of letters without personal data, and train on them."""
    from bot import archiving, models

    told = told_settings(opens_doors=False)
    with console.status("读取信件 …") as status:
        counted = asyncio.run(archiving.import_letters(told, files, mapping(column), status.update))
        for remark in counted.remarks:
            print(plain(remark))
        print(counted.sentence)
        trained = asyncio.run(models.train(told, status.update))
    print(f"模型 {trained.version} 已可用；正在运行的网关一秒内换上")


@app.command()
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
    from bot import evaluating, showing

    told = told_settings(opens_doors=False)
    gathered = evaluating.gather(files or [], mapping(column), most, archive)
    if pictures:
        evaluating.make_room(pictures)
    with Progress(console=console, transient=True) as progress:
        report = asyncio.run(evaluating.evaluate(told, gathered, progress))
    names = evaluating.names(told)
    if pictures:
        evaluating.draw(report, pictures, names)
    for remark in report.remarks:
        console.print(escape(plain(remark)), style="yellow", soft_wrap=True)
    if as_json:
        print(one_line(report.as_record()))
    else:
        showing.show(report.as_sections(), showing.paper(), names)


@app.command()
def replay(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="要重放的信件：.jsonl、.csv 或 .xlsx")
    ],
    limit: Annotated[int, typer.Option(help="最多重放多少封，0 表示全部")] = 0,
    citizens: Annotated[int, typer.Option(help="同时有多少位市民在写信")] = 8,
    report: Annotated[Path | None, typer.Option(help="把逐封结果写成 JSON lines")] = None,
) -> None:
    """Send letters through a simulator and the real door of a private house; tell what became."""
    from bot.replay import replay_file

    result = asyncio.run(replay_file(file, limit, citizens, report, console))
    print(result)


@people.command("list")
def list_people(
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """List who has an account for the console."""
    from bot import staffing

    show([asyncio.run(staffing.everybody(told_settings(opens_doors=False)))], as_json)


@people.command("invite")
def invite_person(
    login: Login,
    name: Annotated[str, typer.Argument(metavar="姓名")],
    role: Annotated[list[str], typer.Option(help="角色，如 管理员、承办人员，可多次")],
    department: Annotated[
        str | None, typer.Option(help="所在单位的代码或名称，承办人员和督办要填")
    ] = None,
) -> None:
    """Invite somebody; prints a link, good once and for a day, to choose a password by."""
    from bot import staffing

    told = told_settings(opens_doors=False)
    _hand_over(asyncio.run(staffing.invite(told, login, name, role, department)))


@people.command("reset")
def reset_person(login: Login) -> None:
    """Void somebody's password and authenticator; prints a link to choose a new password by."""
    from bot import staffing

    _hand_over(asyncio.run(staffing.reset(told_settings(opens_doors=False), login)))


@people.command("disable")
def disable_person(login: Login) -> None:
    """Let somebody in no more. The last admin stays."""
    from bot import staffing

    person = asyncio.run(staffing.set_disabled(told_settings(opens_doors=False), login, True))
    print(f"已停用 {person.name}（{person.login}），已登录的地方也退出了。")


@people.command("enable")
def enable_person(login: Login) -> None:
    """Let somebody in again."""
    from bot import staffing

    person = asyncio.run(staffing.set_disabled(told_settings(opens_doors=False), login, False))
    print(f"已恢复 {person.name}（{person.login}），用原来的密码登录。")


def _hand_over(link: str) -> None:
    print("请把这个链接交给本人，24 小时内打开一次，设好密码：")
    print(link)


@app.command()
def undelivered(
    again: Annotated[str, typer.Option(help="再送一次：填其中一件的编号，或 all 表示全部")] = "",
) -> None:
    """List what could not be delivered and needs a human; send it again."""
    from bot import commands

    told = told_settings(opens_doors=False)
    for line in asyncio.run(commands.undelivered(told, again)):
        print(line)


@app.command()
def reconcile(
    days: Annotated[int, typer.Option(help="回看多少天内的消息和办理记录", min=1)] = 14,
    mend: Annotated[bool, typer.Option("--mend", help="能修的就修好")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="每件一行 JSON")] = False,
) -> None:
    """Go through the books: tell what lost its way, and mend it. Exit code 1 if anything did."""
    from bot import commands

    told = told_settings(opens_doors=False)
    found = asyncio.run(commands.reconcile(told, days, mend))
    if as_json:
        for finding in found:
            print(one_line(commands.as_record(finding)))
    elif found:
        Console(highlight=False).print(commands.as_table(found, mend))
    else:
        print("账目相符：没有丢失的消息、工单和回复。")
    if found:
        raise typer.Exit(1)


@app.command()
def openapi(
    schemas: Annotated[
        Path | None, typer.Option(help="把各个 JSON Schema 写进这个文件夹，如 docs/schemas")
    ] = None,
) -> None:
    """Print what our doors for programs take and say, as OpenAPI 3.1."""
    from bot import describing

    if schemas is None:
        print(describing.document_for(told_settings(opens_doors=False)))
    else:
        for path in describing.write_schemas(schemas):
            print(path)


@app.command()
def doctor() -> None:
    """Check settings, stores, model, account and departments; say what to do about each finding."""
    from bot.doctor import examine

    async def tell() -> bool:
        well = True
        async for finding in examine(told_settings()):
            mark = "[green]正常[/]" if finding.ok else "[red]有问题[/]"
            Console(highlight=False).print(f"{mark} {finding.name}：{finding.text}")
            well &= finding.ok
        return well

    if not asyncio.run(tell()):
        raise typer.Exit(1)


def main() -> None:
    """Run the command; an error of ours is one sentence, not a trace."""
    try:
        sys.exit(app(sys.argv[1:] or ["--help"], prog_name="huiying", standalone_mode=False))
    except mistyped.UsageError as error:
        complain(mistyped.sentence(error))
    except HuiyingError as error:
        complain(str(error))
    sys.exit(2)


if __name__ == "__main__":
    main()
