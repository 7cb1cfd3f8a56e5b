"""Templates of a unit: what it answers with again and again, to be written and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.domain.errors import FieldRejected
from bot.domain.people import sight_of
from bot.domain.templates import LONGEST_NAME, LONGEST_TEXT, SAMPLES, VARIABLES, Template
from bot.web.console.cases import CASES
from bot.web.console.visit import Form, Visit

PAGE = "/console/templates"
NEW = "new"


@dataclass(frozen=True)
class Returned:
    """A form that came back: which one, what was typed, and what is wrong with which field."""

    id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    error: str = ""

    def value(self, id: str, name: str, kept: str = "") -> str:
        """What stands in this field of the form for this template."""
        return self.fields.get(name, kept) if id == self.id else kept


async def page(visit: Visit) -> web.StreamResponse:
    """GET /console/templates"""
    return await _shown(visit, Returned())


async def add(visit: Visit) -> web.StreamResponse:
    """POST /console/templates: a new one, of one's unit or for everybody."""
    return await _saved(visit, None)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/templates/{id}"""
    return await _saved(visit, visit.request.match_info["id"])


async def drop(visit: Visit) -> web.StreamResponse:
    """POST /console/templates/{id}/drop"""
    templates = visit.request.app[CASES].templates
    await templates.drop(visit.person, visit.request.match_info["id"])
    return visit.go(PAGE, told="已删除。")


async def _saved(visit: Visit, template_id: str | None) -> web.StreamResponse:
    form, templates = await visit.form(), visit.request.app[CASES].templates
    fields = {"name": form["name"], "text": form.raw("text").strip()}
    try:
        await templates.save(
            visit.person, fields, template_id=template_id, common=_for_all(visit, form)
        )
    except FieldRejected as error:
        back = Returned(template_id or NEW, fields, error.field, error.problem)
        return await _shown(visit, back, 422)
    return visit.go(PAGE, told="模板已保存。")


async def _shown(visit: Visit, back: Returned, status: int = 200) -> web.StreamResponse:
    templates, person = visit.request.app[CASES].templates, visit.person
    known = [one for one in await templates.of(person) if one not in SAMPLES]
    return visit.render(
        "templates.html",
        status=status,
        known=[(one, templates.may_change(person, one), _whose(visit, one)) for one in known],
        samples=SAMPLES,
        variables=VARIABLES,
        back=back,
        may_be_common=_sees_all(visit),
        longest_name=LONGEST_NAME,
        longest_text=LONGEST_TEXT,
    )


def _whose(visit: Visit, template: Template) -> str:
    return visit.house.unit(template.department) if template.department else "所有单位"


def _for_all(visit: Visit, form: Form) -> bool:
    return form["common"] == "1" and _sees_all(visit)


def _sees_all(visit: Visit) -> bool:
    return sight_of(visit.person, visit.house.catalogue()).departments is None
