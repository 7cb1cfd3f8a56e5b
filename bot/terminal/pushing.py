"""`huiying menu`: in the terminal what the menu's page does."""

import difflib
from pathlib import Path

from bot.adapters.knowledge.menus import MenuFile, menu_in
from bot.domain.errors import BadFile, FieldRejected, NotFound
from bot.domain.menu import Menu
from bot.services.knowledge.at_once import AtOnce
from bot.services.ports.audit import TERMINAL
from bot.settings import Settings
from bot.terminal.publishing import knowledge
from bot.wiring.menus import the_menu

SAME = "和线上的菜单一样。"
NONE = "线上还没有在这里设过菜单。"
REMEDY = "三个按钮，下面各五个；每个要有名称和一句话（key）或网址（url）。"


async def live_menu(settings: Settings) -> str:
    """As a file. Raises NotFound where there is none."""
    async with knowledge(settings) as base:
        menu = (await the_menu(base).now()).value
    if menu is None:
        raise NotFound(NONE)
    return MenuFile().write({}, menu).decode()


async def difference(settings: Settings, file: Path | None) -> list[str]:
    """What pushing this file, or the draft's menu, would change; nothing where it is the same.

    Raises NotFound and BadFile.
    """
    async with knowledge(settings) as base:
        part = the_menu(base)
        wanted = await _wanted(part, file)
        return _between((await part.now()).value, wanted)


async def push(settings: Settings, file: Path | None, by: str) -> list[str]:
    """Make it live; returns what is told. Raises NotFound, BadFile and StepNotAllowed."""
    async with knowledge(settings) as base:
        part = the_menu(base)
        wanted, now = await _wanted(part, file), await part.now()
        if not (lines := _between(now.value, wanted)):
            return [SAME]
        release = await part.publish(wanted, by, TERMINAL, now.release.id or 0)
    live = f"已发布（第 {release.id} 次）。正在运行的 worker 几秒钟内推送到公众号。"
    return [*lines, live, "要退回，在工作台的“菜单”里点以前的那一版。"]


async def _wanted(part: AtOnce[Menu], file: Path | None) -> Menu:
    if file is not None:
        return _read(file)
    drafted = await part.drafted()
    if drafted is None:
        raise NotFound("草稿里没有菜单。请写上菜单文件：huiying menu diff 菜单.json")
    return drafted


def _read(file: Path) -> Menu:
    try:
        return menu_in(file.read_bytes())
    except OSError as error:
        raise BadFile(file, None, f"打不开（{error.strerror}）。", "请检查路径。") from None
    except BadFile as error:
        raise BadFile(file, error.line, error.problem, error.remedy) from None
    except FieldRejected as wrong:
        raise BadFile(file, None, f"菜单不对（{wrong.field}）：{wrong.problem}", REMEDY) from None


def _between(live: Menu | None, wanted: Menu) -> list[str]:
    if live == wanted:
        return []
    before = live.lines() if live else []
    told = difflib.unified_diff(before, wanted.lines(), lineterm="", n=20)
    return ["- 线上的菜单", "+ 推送以后", *(line for line in [*told][3:])]
