"""What operators look after: deliveries, books, descriptions, health."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.terminal.screen import one_line, told_settings


def undelivered(
    again: Annotated[str, typer.Option(help="再送一次：填其中一件的编号，或 all 表示全部")] = "",
) -> None:
    """List what could not be delivered and needs a human; send it again."""
    from bot.terminal import parcels

    told = told_settings(opens_doors=False)
    for line in asyncio.run(parcels.undelivered(told, again)):
        print(line)


def reconcile(
    days: Annotated[int, typer.Option(help="回看多少天内的消息和办理记录", min=1)] = 14,
    mend: Annotated[bool, typer.Option("--mend", help="能修的就修好")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="每件一行 JSON")] = False,
) -> None:
    """Go through the books: tell what lost its way, and mend it. Exit code 1 if anything did."""
    from bot.terminal import reconciling

    told = told_settings(opens_doors=False)
    found = asyncio.run(reconciling.reconcile(told, days, mend))
    if as_json:
        for finding in found:
            print(one_line(reconciling.as_record(finding)))
    elif found:
        Console(highlight=False).print(reconciling.as_table(found, mend))
    else:
        print("账目相符：没有丢失的消息、工单和回复。")
    if found:
        raise typer.Exit(1)


def openapi(
    schemas: Annotated[
        Path | None, typer.Option(help="把各个 JSON Schema 写进这个文件夹，如 docs/schemas")
    ] = None,
) -> None:
    """Print what our doors for programs take and say, as OpenAPI 3.1."""
    from bot.terminal import describing

    if schemas is None:
        print(describing.document_for(told_settings(opens_doors=False)))
    else:
        for path in describing.write_schemas(schemas):
            print(path)


def doctor() -> None:
    """Check settings, stores, model, account and departments; say what to do about each finding."""
    from bot.terminal.doctor import examine

    async def tell() -> bool:
        well = True
        async for finding in examine(told_settings()):
            mark = "[green]正常[/]" if finding.ok else "[red]有问题[/]"
            Console(highlight=False).print(f"{mark} {finding.name}：{finding.text}")
            well &= finding.ok
        return well

    if not asyncio.run(tell()):
        raise typer.Exit(1)
