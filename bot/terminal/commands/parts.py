"""Starting the parts: everything at once, or one of them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.screen import console, told_settings, until_signal


def run(
    port: Annotated[int, typer.Option(help="网关端口；被占用时用后面的空闲端口")] = 8080,
    data_dir: Annotated[
        Path, typer.Option(help="演示数据放在哪里", envvar="HUIYING_DATA_DIR")
    ] = Path("data"),
) -> None:
    """Start everything on this machine, with the WeChat simulator. Ctrl-C ends all of it."""
    from bot.demo.showing import demonstrate

    folder = data_dir.resolve()
    asyncio.run(until_signal(lambda stopping: demonstrate(folder, port, stopping, console)))


def gateway() -> None:
    """Answer WeChat, departments and operators."""
    from bot import models
    from bot.wiring.gateway import serve

    told = told_settings()
    asyncio.run(until_signal(lambda stopping: serve(told, models.current_model(told), stopping)))


def worker() -> None:
    """Deliver what waits, fetch what citizens attached."""
    from bot.wiring.worker import deliver

    told = told_settings()
    asyncio.run(until_signal(lambda stopping: deliver(told, stopping)))


def simulator(
    port: Annotated[int, typer.Option(help="模拟器端口")] = 8081,
    gateway_url: Annotated[str, typer.Option(help="网关地址")] = "http://127.0.0.1:8080",
) -> None:
    """The WeChat platform in small: a chat window and a department's desk in the browser."""
    from bot.terminal.simulating import simulate

    told = told_settings()
    asyncio.run(until_signal(lambda stopping: simulate(told, port, gateway_url, stopping)))
