"""The demonstration as somebody sees it who types `huiying run`."""

import asyncio
import os
from pathlib import Path

from rich.console import Console
from ruamel.yaml import YAML

from bot.adapters.catalogue import load_catalogue
from bot.demo.credentials import demo_secrets, secret_variable
from bot.demo.house import a_house
from bot.demo.places import Places
from bot.settings import Settings
from bot.wiring.ground import a_database
from bot.wiring.identity import first_link

EXAMPLE = """\
[bold]试一试[/]（在模拟器左边的聊天窗口里写）
  社保卡丢了怎么补办
      当场回答，带来源和日期
  人民路23号门口路灯坏了三天没人修
      开工单、转给主管单位；在中间的部门窗口签收、答复，市民马上收到
  查询
      工单在谁手里、办到哪一步、最晚哪天答复
  我家着火了
      先告诉您打 119，同时提醒值班人员
"""


async def demonstrate(data_dir: Path, port: int, stopping: asyncio.Event, console: Console) -> None:
    """Start every part, say where they are, keep them up until `stopping` is set, end them all."""
    places = Places.free(data_dir, port)
    status = console.status("准备 …")
    status.start()
    try:
        async with a_house(places, status.update, stopping) as supervisor:
            status.stop()
            supervisor.say = lambda told: console.print(f"[yellow]![/] {told}")
            if not stopping.is_set():
                _say_where(console, places, await _first_link(places))
            await _either(stopping, supervisor.failed)
            console.print("正在停止 …")
    finally:
        status.stop()
    console.print("已全部停止。")


async def _first_link(places: Places) -> str | None:
    """Where the first admin of the console begins, while there is nobody."""
    departments, made = places.data_dir / "departments.yml", demo_secrets(places.data_dir)
    told = Settings(
        demo=True,
        data_dir=places.data_dir,
        database_url=os.environ.get("HUIYING_DATABASE_URL"),
        departments_file=departments,
        port=places.gateway_port,
    )
    codes = [unit["code"] for unit in YAML(typ="safe").load(departments)["departments"]]
    secrets_made = {secret_variable(code): made.for_department(code) for code in codes}
    catalogue, _ = load_catalogue(departments, secrets_made)
    async with a_database(told) as database:
        return await first_link(told, catalogue, database)


def _say_where(console: Console, places: Places, first_link: str | None) -> None:
    console.print(f"\n[bold green]已启动[/]  微信模拟器（聊天和部门窗口）  {places.simulator_url}/")
    console.print(f"        网关健康状况                {places.gateway_url}/health")
    console.print(f"        工作台（承办人员、管理员）      {places.gateway_url}/console")
    console.print(f"        日志                      {places.data_dir / 'logs'}\n")
    if first_link:
        console.print("[bold]工作台的第一位管理员[/]  登录名 admin，24 小时内打开链接设好密码：")
        # whole, so that it can be copied
        console.print(f"  {first_link}\n", soft_wrap=True, markup=False)
    console.print(EXAMPLE)
    console.print("按 Ctrl-C 全部停止。")


async def _either(*events: asyncio.Event) -> None:
    """Return when one of them is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
