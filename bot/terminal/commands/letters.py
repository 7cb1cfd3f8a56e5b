"""A city's archive of letters: kept, searched, sent again."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.screen import Text, console, mapping, one_line, plain, told_settings, typed


def similar(
    text: Text,
    as_json: Annotated[bool, typer.Option("--json", help="每封信一行 JSON")] = False,
) -> None:
    """Print the answered letters of the archive that are most like a text."""
    from bot.terminal import archiving

    wanted = "".join(typed()) if text == "-" else text
    found = asyncio.run(archiving.similar(told_settings(opens_doors=False), wanted))
    for letter in found:
        told = f"{letter.id} {letter.title}\n来信：{letter.content}\n答复：{letter.reply}\n"
        print(one_line(asdict(letter)) if as_json else told)
    if not found and not as_json:
        print("没有相近的来信")


def import_letters(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件…", help="信件档案：.jsonl、.csv 或 .xlsx")
    ],
    column: Annotated[
        list[str] | None, typer.Option(help="列名对应，如 --column 诉求内容=content，可多次")
    ] = None,
) -> None:
    """Keep archives of letters without personal data, and train on them."""
    from bot import models
    from bot.terminal import archiving

    told = told_settings(opens_doors=False)
    with console.status("读取信件 …") as status:
        counted = asyncio.run(archiving.import_letters(told, files, mapping(column), status.update))
        for remark in counted.remarks:
            print(plain(remark))
        print(counted.sentence)
        trained = asyncio.run(models.train(told, status.update))
    print(f"模型 {trained.version} 已可用；正在运行的网关一秒内换上")


def replay(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="要重放的信件：.jsonl、.csv 或 .xlsx")
    ],
    limit: Annotated[int, typer.Option(help="最多重放多少封，0 表示全部")] = 0,
    citizens: Annotated[int, typer.Option(help="同时有多少位市民在写信")] = 8,
    report: Annotated[Path | None, typer.Option(help="把逐封结果写成 JSON lines")] = None,
) -> None:
    """Send letters through a simulator and the real door of a private house; tell what became."""
    from bot.terminal.replay import replay_file

    result = asyncio.run(replay_file(file, limit, citizens, report, console))
    print(result)
