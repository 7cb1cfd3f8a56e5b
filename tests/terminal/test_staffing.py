"""`huiying people`: who has an account, from the terminal."""

import asyncio
import json

from bot.adapters.store import SqlAudit, SqlReleases, SqlRevisions
from bot.domain.releases import Release
from bot.services.knowledge.library import Library
from bot.services.ports.audit import TERMINAL
from bot.settings import Settings
from bot.wiring.ground import a_database, now
from bot.wiring.identity import INVITE, at_the_terminal
from tests.terminal.shell import ROOT, Terminal

PASSWORD = "路灯下的三只猫在唱歌"


def told(terminal: Terminal) -> Settings:
    return Settings(
        demo=True,
        data_dir=terminal.folder / "data",
        departments_file=ROOT / "departments.yml",
    )


def listed(terminal: Terminal) -> list[list[str]]:
    _, out, _ = terminal.types("people", "list", "--json")
    rows: list[list[str]] = json.loads(out)["people"]["rows"]
    return rows


def joins(terminal: Terminal, out: str) -> None:
    """Take the link that was printed."""
    token = out.strip().rpartition(INVITE)[2]

    async def take() -> None:
        async with at_the_terminal(told(terminal)) as (accounts, _, _):
            await accounts.accept(token, PASSWORD)

    asyncio.run(take())


def test_somebody_is_invited_by_words_that_people_use(terminal: Terminal):
    """Roles and unit by their names; the link is theirs, once."""
    code, out, _ = terminal.types(
        *("people", "invite", "li.wei", "李伟"),
        *("--role", "承办人员", "--role", "editor", "--department", "城市管理综合执法局"),
    )

    assert code == 0
    assert "24 小时" in out
    assert listed(terminal) == [
        ["li.wei", "李伟", "编辑、承办人员", "城市管理综合执法局", "等待加入", "无", ""]
    ]
    joins(terminal, out)
    assert listed(terminal)[0][4] == "在用"


def test_a_unit_that_was_added_in_the_console_can_be_staffed(terminal: Terminal):
    """The catalogue that is live counts, also here, once somebody edited it."""
    terminal.types("people", "list")  # makes the tables

    async def add() -> None:
        async with a_database(told(terminal)) as db:
            library = Library(SqlRevisions(db), SqlReleases(db), now)
            own = (ROOT / "departments.yml").read_text("utf-8")
            first = await library.seed({"departments.yml": own.encode()})
            unit = "\n- {code: new_parks, name: 新园林局}\n"
            edited = {"departments.yml": f"{own.rstrip()}{unit}".encode()}
            after = await library.add(edited, ("li",), parent=first.id)
            await library.releases.publish(Release(after.id or 0, "m1", "li", now()), None)

    asyncio.run(add())

    code, _, err = terminal.types(
        *("people", "invite", "li.wei", "李伟", "--role", "承办人员", "--department", "新园林局")
    )

    assert code == 0, err


def test_what_is_wrong_is_one_sentence(terminal: Terminal):
    """With what could be written instead."""
    invite = ("people", "invite", "li.wei", "李伟")
    for words, says in (
        ((*invite, "--role", "局长"), "管理员、编辑、发布人"),
        ((*invite, "--role", "staff"), "承办人员和督办要选所在的单位"),
        ((*invite, "--role", "staff", "--department", "没有的局"), "可以是"),
        (("people", "reset", "nobody"), "没有登录名为 nobody 的人"),
        (("people", "disable", "nobody"), "没有登录名为 nobody 的人"),
    ):
        code, out, err = terminal.types(*words)
        assert (code, out) == (2, "")
        assert says in err
    assert listed(terminal) == []


def test_the_last_admin_is_reset_here_and_never_disabled(terminal: Terminal):
    """Everything that is done here stands in the audit."""
    _, out, _ = terminal.types("people", "invite", "wang", "王芳", "--role", "管理员")
    joins(terminal, out)

    code, _, err = terminal.types("people", "disable", "wang")
    assert code == 2
    assert "至少要留一位" in err
    code, out, _ = terminal.types("people", "reset", "WANG")
    assert code == 0
    joins(terminal, out)

    assert [row[4] for row in listed(terminal)] == ["在用"]
    done = [line.what for line in asyncio.run(audit(terminal)) if line.who == TERMINAL]
    assert done == ["link_made", "reset", "link_made", "invited"]


def test_somebody_is_disabled_and_enabled(terminal: Terminal):
    """Meanwhile no link is made for them."""
    terminal.types("people", "invite", "wang", "王芳", "--role", "审计")

    assert terminal.types("people", "disable", "wang")[0] == 0
    assert [row[4] for row in listed(terminal)] == ["停用"]
    assert "请先恢复" in terminal.types("people", "reset", "wang")[2]
    assert terminal.types("people", "enable", "wang")[0] == 0
    assert [row[4] for row in listed(terminal)] == ["等待加入"]


async def audit(terminal: Terminal):
    async with a_database(told(terminal)) as database:
        return await SqlAudit(database).read()
