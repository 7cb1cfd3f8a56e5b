"""`huiying menu`: compared in the terminal before it is pushed."""

import asyncio
import json

import pytest

from bot.domain.releases import Release
from bot.settings import Settings
from bot.terminal.publishing import knowledge
from tests.builders import NOW
from tests.terminal.shell import ROOT, Terminal


@pytest.fixture
def house(terminal: Terminal) -> Terminal:
    """Something is live, without a menu."""
    folder = terminal.folder / "data"
    folder.mkdir(exist_ok=True)
    told = Settings(demo=True, data_dir=folder, departments_file=ROOT / "departments.yml")

    async def release() -> None:
        async with knowledge(told) as base:
            await base.library.releases.publish(Release(1, "m1", "huiying", NOW), None)

    asyncio.run(release())
    return terminal


def a_menu(terminal: Terminal, *names: str) -> str:
    below = [{"type": "view", "name": "网上办事", "url": "https://www.example.gov.cn/"}]
    last = {"name": "办事", "sub_button": below}
    buttons = [{"type": "click", "name": name, "key": "查询我的工单"} for name in names]
    path = terminal.folder / "menu.json"
    path.write_text(json.dumps({"button": [*buttons, last]}, ensure_ascii=False), "utf-8")
    return path.name


def test_a_menu_is_compared_pushed_and_the_same_afterwards(house: Terminal):
    """Exit code 1 as long as something differs, in words that anybody reads."""
    file = a_menu(house, "查进度")

    code, out, _ = house.types("menu", "diff", file)
    assert code == 1
    assert "+1 查进度：发一句话 查询我的工单" in out
    assert "+  2.1 网上办事：打开网页 https://www.example.gov.cn/" in out

    code, out, _ = house.types("menu", "push", file, "--by", "wang")
    assert code == 0
    assert "已发布（第 2 次）" in out
    assert house.types("menu", "diff", file)[:2] == (0, "和线上的菜单一样。\n")
    assert house.types("menu", "diff")[0] == 0  # the draft has it as well
    assert "和线上的菜单一样" in house.types("menu", "push", file)[1]

    other = a_menu(house, "我的工单")
    _, out, _ = house.types("menu", "diff", other)
    assert "-1 查进度：发一句话 查询我的工单\n+1 我的工单：发一句话 查询我的工单\n" in out
    assert json.loads(house.types("menu", "show")[1])["button"][0]["name"] == "查进度"


def test_what_wechat_would_refuse_is_told_with_the_place(house: Terminal):
    file = a_menu(house, "名字太长太长太长")

    code, _, err = house.types("menu", "push", file)

    assert code == 2
    assert "name-0" in err
    assert "太长了，最多 5 个汉字" in err


def test_without_a_menu_or_a_file_it_says_what_to_do(house: Terminal):
    code, _, err = house.types("menu", "show")
    assert (code, "还没有在这里设过菜单" in err) == (2, True)
    assert "请写上菜单文件" in house.types("menu", "diff")[2]
    assert "打不开" in house.types("menu", "diff", "nothing.json")[2]
