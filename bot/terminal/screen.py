"""The terminal: what a command is told there, what it prints, how it is asked to end."""

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bot import logs
from bot.services.evaluation.report import Section
from bot.settings import Settings
from bot.settings.environment import department_secrets, load

console = Console(stderr=True, highlight=False)
Text = Annotated[
    str, typer.Argument(metavar="文字", help="要理解的一句话；- 表示从标准输入逐行读取")
]


def told_settings(*, opens_doors: bool = True) -> Settings:
    """The settings of this process, with its logs set up and their secrets hidden in them.

    Raises BadSetting.
    """
    logs.set_up()
    told = load(opens_doors=opens_doors)
    logs.hide((*told.hidden, *department_secrets().values()))
    logging.getLogger().setLevel(told.log_level.upper())
    return told


def typed() -> Iterator[str]:
    """The lines of the standard input. Raises BadFile."""
    from bot.adapters.rows import lines_of

    return (line for _, line in lines_of(Path("标准输入"), sys.stdin.buffer))


def mapping(columns: list[str] | None) -> dict[str, str]:
    """What `--column 原列名=字段` says. Raises BadParameter."""
    pairs = [column.partition("=") for column in columns or ()]
    for name, sign, field in pairs:
        if not sign or not name or not field:
            raise typer.BadParameter(f"“{name}”应写成 原列名=字段，例如 诉求内容=content")
    return {name: field for name, _, field in pairs}


def complain(wrong: str) -> None:
    """Say what is wrong."""
    # whole, so that a path can be copied; a bracket in it is no markup
    console.print(f"[red]✗[/] {escape(plain(wrong))}", soft_wrap=True)


def plain(sentence: str) -> str:
    """What a file holds and a sentence repeats moves no cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in sentence)


def show(sections: Sequence[Section], as_json: bool) -> None:
    """As tables, or as one object by the sections' names."""
    if as_json:
        print(one_line({section.name: section.as_record() for section in sections}))
    else:
        from bot.terminal import showing

        showing.show(sections, showing.paper())


def one_line(found: dict[str, Any]) -> str:
    """As JSON that people can read, too."""
    return json.dumps(found, ensure_ascii=False)


async def until_signal(
    work: Callable[[asyncio.Event], Coroutine[Any, Any, None] | Awaitable[None]],
) -> None:
    """Run `work` until it ends or the process is asked to."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stopping.set)
    await work(stopping)
