"""People: who has an account, with which roles; invited, changed, reset and disabled here."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.domain.errors import FieldRejected, LastAdmin, NotFound
from bot.domain.people import RIGHTS, ROLE_NAMES, Person, Role
from bot.services.ports.people import Known
from bot.web.console.keys import ACCOUNTS, PEOPLE
from bot.web.console.visit import Form, Visit

LIST = "/console/people"
ROLE_WORDS: Mapping[Role, str] = {
    Role.ADMIN: "管理人员账号和单位；登录要两步验证；看不到市民的诉求",
    Role.EDITOR: "改问答和流程，不能自己发布",
    Role.PUBLISHER: "发布编辑改好的内容，也能退回到上一版",
    Role.SUPERVISOR: "看本单位和下级单位的工单，能办理，能看保密件",
    Role.STAFF: "看本单位的工单，签收、答复、退回",
    Role.AUDITOR: "只看不办：所有工单和审计记录；不能再兼别的角色",
}


@dataclass(frozen=True)
class Typed:
    """What stands in the form's fields, also when it was refused."""

    login: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    department: str | None = None
    disabled: bool = False

    @classmethod
    def of(cls, person: Person) -> "Typed":
        return cls(person.login, person.name, person.roles, person.department, person.disabled)

    @classmethod
    def read(cls, fields: Form) -> "Typed":
        """Unknown roles are not among those offered: they are left out."""
        known = {role.value for role in Role}
        return cls(
            fields["login"],
            fields["name"],
            frozenset(Role(one) for one in fields.all("roles") if one in known),
            fields["department"] or None,
            bool(fields["disabled"]),
        )


async def everybody(visit: Visit) -> web.StreamResponse:
    """GET /console/people"""
    known = await visit.request.app[PEOPLE].all()
    return visit.render("people.html", known=sorted(known, key=_order))


async def new(visit: Visit) -> web.StreamResponse:
    """GET /console/people/new"""
    return _form(visit, None, Typed())


async def invite(visit: Visit) -> web.StreamResponse:
    """POST /console/people"""
    typed = Typed.read(await visit.form())
    try:
        token = await visit.request.app[ACCOUNTS].invite(
            visit.person, typed.login, typed.name, typed.roles, typed.department
        )
    except FieldRejected as rejected:
        return _form(visit, None, typed, rejected)
    return _link(visit, typed.name, token)


async def one(visit: Visit) -> web.StreamResponse:
    """GET /console/people/{id}"""
    known = await _known(visit)
    return _form(visit, known, Typed.of(known.person))


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/people/{id}"""
    known, typed = await _known(visit), Typed.read(await visit.form())
    try:
        await visit.request.app[ACCOUNTS].change(
            visit.person,
            known.person.id,
            name=typed.name,
            roles=typed.roles,
            department=typed.department,
            disabled=typed.disabled,
        )
    except (FieldRejected, LastAdmin) as wrong:
        return _form(visit, known, typed, wrong)
    return visit.go(LIST, f"已保存：{typed.name}。")


async def reset(visit: Visit) -> web.StreamResponse:
    """POST /console/people/{id}/reset"""
    known = await _known(visit)
    try:
        token = await visit.request.app[ACCOUNTS].reset(visit.person, known.person.id)
    except LastAdmin as wrong:
        return _form(visit, known, Typed.of(known.person), wrong)
    return _link(visit, known.person.name, token)


async def _known(visit: Visit) -> Known:
    """Raises NotFound."""
    wanted = visit.request.match_info["id"]
    for known in await visit.request.app[PEOPLE].all():
        if known.person.id == wanted:
            return known
    raise NotFound("no such person")


def _form(
    visit: Visit,
    known: Known | None,
    typed: Typed,
    wrong: FieldRejected | LastAdmin | None = None,
) -> web.Response:
    return visit.render(
        "person.html",
        status=422 if wrong else 200,
        known=known,
        typed=typed,
        roles=[(role, ROLE_NAMES[role], ROLE_WORDS[role]) for role in RIGHTS],
        units=visit.house.catalogue().departments,
        field=wrong.field if isinstance(wrong, FieldRejected) else "",
        problem=_words(wrong),
    )


def _words(wrong: FieldRejected | LastAdmin | None) -> str:
    if wrong is None:
        return ""
    return wrong.problem if isinstance(wrong, FieldRejected) else str(wrong)


def _link(visit: Visit, name: str, token: str) -> web.Response:
    """The only time that the link is shown."""
    link = f"{visit.house.own_url}/console/invite/{token}"
    return visit.render("person_link.html", name=name, link=link)


def _order(known: Known) -> tuple[bool, str]:
    return known.person.disabled, known.person.login
