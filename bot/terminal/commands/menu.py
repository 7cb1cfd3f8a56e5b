"""The words of `huiying menu`."""

import asyncio
import getpass
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.screen import told_settings

app = typer.Typer(help="公众号菜单：查看、比较、推送。 The menu: shown, compared, pushed.")
File = Annotated[
    Path | None,
    typer.Argument(metavar="文件", help="菜单文件，JSON 或 YAML；不填用草稿里的菜单"),
]


@app.command("show")
def show_menu() -> None:
    """Print the live menu as a file that `diff` and `push` take."""
    from bot.terminal import pushing

    print(asyncio.run(pushing.live_menu(told_settings(opens_doors=False))), end="")


@app.command("diff")
def compare_menu(file: File = None) -> None:
    """Tell what pushing would change, a button a line. Exit code 1 if anything."""
    from bot.terminal import pushing

    lines = asyncio.run(pushing.difference(told_settings(opens_doors=False), file))
    print("\n".join(lines) if lines else pushing.SAME)
    if lines:
        raise typer.Exit(1)


@app.command("push")
def push_menu(
    file: File = None,
    by: Annotated[str, typer.Option("--by", help="谁在操作：登录名；不填用本机的用户名")] = "",
) -> None:
    """Make it the live menu, and everything else as it is: the worker shows it to WeChat."""
    from bot.terminal import pushing

    told, who = told_settings(opens_doors=False), by.strip() or getpass.getuser()
    for line in asyncio.run(pushing.push(told, file, who)):
        print(line)
