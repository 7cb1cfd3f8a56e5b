"""The words of `huiying people`."""

import asyncio
from typing import Annotated

import typer

from bot.terminal.screen import show, told_settings

app = typer.Typer(help="工作台的人员：邀请、名单、重置、停用。 Who may use the console.")

Login = Annotated[str, typer.Argument(metavar="登录名", help="字母、数字、点、横线，如 li.wei")]


@app.command("list")
def list_people(
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 对象")] = False,
) -> None:
    """List who has an account for the console."""
    from bot.terminal import staffing

    show([asyncio.run(staffing.everybody(told_settings(opens_doors=False)))], as_json)


@app.command("invite")
def invite_person(
    login: Login,
    name: Annotated[str, typer.Argument(metavar="姓名")],
    role: Annotated[list[str], typer.Option(help="角色，如 管理员、承办人员，可多次")],
    department: Annotated[
        str | None, typer.Option(help="所在单位的代码或名称，承办人员和督办要填")
    ] = None,
) -> None:
    """Invite somebody; prints a link, good once and for a day, to choose a password by."""
    from bot.terminal import staffing

    told = told_settings(opens_doors=False)
    _hand_over(asyncio.run(staffing.invite(told, login, name, role, department)))


@app.command("reset")
def reset_person(login: Login) -> None:
    """Void somebody's password and authenticator; prints a link to choose a new password by."""
    from bot.terminal import staffing

    _hand_over(asyncio.run(staffing.reset(told_settings(opens_doors=False), login)))


@app.command("disable")
def disable_person(login: Login) -> None:
    """Let somebody in no more. The last admin stays."""
    from bot.terminal import staffing

    person = asyncio.run(staffing.set_disabled(told_settings(opens_doors=False), login, True))
    print(f"已停用 {person.name}（{person.login}），已登录的地方也退出了。")


@app.command("enable")
def enable_person(login: Login) -> None:
    """Let somebody in again."""
    from bot.terminal import staffing

    person = asyncio.run(staffing.set_disabled(told_settings(opens_doors=False), login, False))
    print(f"已恢复 {person.name}（{person.login}），用原来的密码登录。")


def _hand_over(link: str) -> None:
    print("请把这个链接交给本人，24 小时内打开一次，设好密码：")
    print(link)
