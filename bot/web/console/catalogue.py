"""The dispatch catalogue of the draft: which unit handles what, written as a form."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import BadFile, NotFound
from bot.services.knowledge.units import mark_of
from bot.web.console.catalogue_form import SPARE, typed
from bot.web.console.releases import what_may
from bot.web.console.saving import SAVED, Refused, refusal
from bot.web.console.studio import STORIES, studio_of
from bot.web.console.visit import Visit

PAGE = f"{STORIES}/catalogue"
NEW = f"{PAGE}/new"
CHANGED = (
    "刚才有别的同志改了这个单位。您填的还在，没有丢；他改成的写在旁边，"
    "请对照着改好，再按一次保存（会盖过他的）。"
)


@dataclass(frozen=True)
class Shown:
    """A unit as its form shows it. `mark` is what it was then, "" of a new one."""

    unit: Department
    mark: str
    refused: Refused | None = None
    theirs: Department | None = None


async def listed(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/catalogue"""
    catalogue, fault = None, None
    try:
        catalogue = await studio_of(visit).units.catalogue()
    except BadFile as error:
        fault = error
    live = visit.house.catalogue()
    return visit.render(
        "catalogue.html", catalogue=catalogue, fault=fault, live=live, **what_may(visit)
    )


async def new(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/catalogue/new"""
    catalogue = await _catalogue(visit)
    return _form(visit, catalogue, Shown(Department("", "", catalogue.coordinating_centre, ()), ""))


async def one(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/catalogue/unit/{code}"""
    catalogue = await _catalogue(visit)
    unit = _unit(visit, catalogue)
    return _form(visit, catalogue, Shown(unit, mark_of(unit)))


async def add(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/catalogue/new"""
    form, catalogue = await visit.form(), await _catalogue(visit)
    return await _save(visit, catalogue, typed(form, form["code"], catalogue), "")


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/catalogue/unit/{code}"""
    form, catalogue = await visit.form(), await _catalogue(visit)
    unit = typed(form, _unit(visit, catalogue).code, catalogue)
    return await _save(visit, catalogue, unit, form["mark"] or mark_of(None))


async def _save(
    visit: Visit, catalogue: Catalogue, unit: Department, mark: str
) -> web.StreamResponse:
    units = studio_of(visit).units
    refused = await refusal(units.put(unit, visit.person.login, mark))
    if refused is None:
        return visit.go(PAGE, SAVED)
    if refused.status == 409:
        theirs = (await units.catalogue()).units.get(unit.code)
        twice = Refused(CHANGED, refused.status)
        return _form(visit, catalogue, Shown(unit, mark_of(theirs), twice, theirs))
    return _form(visit, catalogue, Shown(unit, mark, refused))


async def _catalogue(visit: Visit) -> Catalogue:
    try:
        return await studio_of(visit).units.catalogue()
    except BadFile:
        raise NotFound("the draft's catalogue cannot be read") from None


def _unit(visit: Visit, catalogue: Catalogue) -> Department:
    unit = catalogue.units.get(visit.request.match_info["code"])
    if unit is None:
        raise NotFound("no such unit")
    return unit


def _form(visit: Visit, catalogue: Catalogue, shown: Shown) -> web.Response:
    return visit.render(
        "catalogue_unit.html",
        status=shown.refused.status if shown.refused else 200,
        catalogue=catalogue,
        unit=shown.unit,
        shown=shown,
        spare=range(len(shown.unit.clauses), len(shown.unit.clauses) + SPARE),
        **what_may(visit),
    )
