"""`huiying people`: who has an account for the console, from the terminal of its machine."""

from collections.abc import Sequence

from bot.domain.dispatch import Catalogue
from bot.domain.errors import BadSetting, FieldRejected, NotFound
from bot.domain.people import ROLE_NAMES, Person, Role
from bot.domain.zone import SHANGHAI
from bot.services.evaluation.report import Section
from bot.services.lockout import as_login
from bot.services.ports.people import Known, People
from bot.settings import Settings
from bot.wiring.identity import at_the_terminal, link_of

ROLES = {**{role.value: role for role in Role}, **{name: role for role, name in ROLE_NAMES.items()}}
"""A role by its word, in either language."""


async def everybody(settings: Settings) -> Section:
    """Who has an account."""
    async with at_the_terminal(settings) as (_, people, catalogue):
        rows = [_row(known, catalogue) for known in await people.all()]
    columns = ("登录名", "姓名", "角色", "单位", "状态", "验证器", "加入日期")
    absent = "" if rows else "还没有人。请运行：huiying people invite 登录名 姓名 --role 管理员"
    return Section("people", "工作台的人员", columns, rows, "", absent, labels=7)


async def invite(
    settings: Settings, login: str, name: str, roles: Sequence[str], department: str | None
) -> str:
    """The link by which they choose a password. Raises BadSetting."""
    wanted = frozenset(map(_role, roles))
    async with at_the_terminal(settings) as (accounts, _, catalogue):
        try:
            unit = _unit(department, catalogue)
            return link_of(settings, await accounts.invite(None, login, name, wanted, unit))
        except FieldRejected as rejected:
            raise BadSetting(rejected.problem) from None


async def reset(settings: Settings, login: str) -> str:
    """As `invite`; nothing of before lets them in any more. Raises NotFound and BadSetting."""
    async with at_the_terminal(settings) as (accounts, people, _):
        person = await _find(people, login)
        try:
            return link_of(settings, await accounts.reset(None, person.id))
        except FieldRejected as rejected:
            raise BadSetting(rejected.problem) from None


async def set_disabled(settings: Settings, login: str, disabled: bool) -> Person:
    """Raises NotFound, and LastAdmin."""
    async with at_the_terminal(settings) as (accounts, people, _):
        person = await _find(people, login)
        return await accounts.change(
            None,
            person.id,
            name=person.name,
            roles=person.roles,
            department=person.department,
            disabled=disabled,
        )


async def _find(people: People, login: str) -> Person:
    person = await people.by_login(as_login(login))
    if person is None:
        raise NotFound(f"没有登录名为 {login} 的人。名单：huiying people list")
    return person


def _role(word: str) -> Role:
    if word.strip() not in ROLES:
        raise BadSetting(f"没有“{word}”这个角色。可以是：{'、'.join(ROLE_NAMES.values())}。")
    return ROLES[word.strip()]


def _unit(word: str | None, catalogue: Catalogue) -> str | None:
    """The code of the unit with this code or name."""
    if not word:
        return None
    codes = {name: one.code for one in catalogue.departments for name in (one.code, one.name)}
    if word not in codes:
        known = "、".join(one.name for one in catalogue.departments)
        raise BadSetting(f"没有“{word}”这个单位。可以是：{known}。")
    return codes[word]


def _row(known: Known, catalogue: Catalogue) -> tuple[str, ...]:
    person, joined = known.person, known.joined_at
    names = {one.code: one.name for one in catalogue.departments}
    state = "停用" if person.disabled else "在用" if joined else "等待加入"
    return (
        person.login,
        person.name,
        "、".join(name for role, name in ROLE_NAMES.items() if role in person.roles),
        names.get(person.department or "", person.department or ""),
        state,
        "有" if known.has_authenticator else "无",
        f"{joined.astimezone(SHANGHAI):%Y-%m-%d}" if joined else "",
    )
