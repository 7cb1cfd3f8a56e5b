"""How the house is doing: each number leads to the list that it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from bot.domain.people import Right
from bot.domain.tickets import TYPE_NAMES
from bot.domain.understood import CLASS_NAMES
from bot.services.overview import Overview, Picture
from bot.services.ports.dispatches import Undelivered
from bot.services.ports.tally import Tally
from bot.web.checks import Finding
from bot.web.console.figures import Figure, of_tickets
from bot.web.console.filters import OPEN_TAB, SPANS, TABS, TODAY, Filter
from bot.web.console.standing import UnitRow, standings
from bot.web.console.upkeep import overdue_answers
from bot.web.console.visit import Visit
from bot.web.console.wellbeing import Part, limits_of, parts_of
from bot.web.keys import HEALTH

OVERVIEW = web.AppKey("OVERVIEW", Overview)
UNITS = "/console/departments"
HEAPS = TABS[1:4]
"""Each open ticket lies in one of them."""


@dataclass(frozen=True)
class PostRow:
    """What one unit has not got."""

    name: str
    address: str
    undelivered: Undelivered


@dataclass(frozen=True)
class Board:
    """Everything the page shows."""

    picture: Picture
    heard: Sequence[Figure]
    model: str
    sees_tickets: bool
    sees_answers: bool
    opened: Sequence[Figure] = ()
    heaps: Sequence[Figure] = ()
    ages: Sequence[Figure] = ()
    units: Sequence[UnitRow] = ()
    post: Sequence[PostRow] = ()
    parts: Sequence[Part] = ()
    limits: Sequence[str] = ()
    open: Figure = field(default=Figure("", 0))
    overdue: Figure = field(default=Figure("", 0))


async def overview(visit: Visit) -> web.StreamResponse:
    """GET /console/overview"""
    asked = visit.request.app[OVERVIEW]
    picture = await asked.of(visit.person)
    findings = await visit.request.app[HEALTH].findings()
    answers = await overdue_answers(visit)
    board = _board(visit, picture, findings, answers)
    return visit.render("overview.html", board=board, now=asked.clock())


def _board(
    visit: Visit,
    picture: Picture,
    findings: Mapping[str, Finding],
    answers: Mapping[str, int],
) -> Board:
    shown: dict[str, Any] = {}
    if picture.tickets:
        shown = _of_tickets(visit, picture.tally) | {
            "post": list(_post(visit, picture)),
            "units": standings(visit, picture.tally, answers),
        }
    dialogue = findings.get("dialogue", Finding(True))
    return Board(
        picture=picture,
        heard=_heard(picture.tally),
        model=str(dialogue.details.get("model", "")),
        sees_tickets=visit.person.may(Right.SEE_TICKETS),
        sees_answers=visit.person.may(Right.SEE_KNOWLEDGE),
        parts=parts_of(findings),
        limits=limits_of(findings),
        **shown,
    )


def _of_tickets(visit: Visit, tally: Tally) -> dict[str, Any]:
    figure = partial(of_tickets, visit)
    heaps = [
        figure(tab.words, sum(tally.states[state] for state in tab.states), Filter(tab=tab))
        for tab in HEAPS
    ]
    return {
        "opened": [
            figure(TYPE_NAMES[kind], many, Filter(tab=TABS[-1], kind=kind, age=TODAY))
            for kind, many in tally.opened_today.items()
        ],
        "heaps": heaps,
        "ages": [
            figure(age.words, tally.ages[age.at_most], Filter(tab=OPEN_TAB, age=age))
            for age in SPANS
        ],
        "open": figure("未办结", sum(one.number for one in heaps), Filter(tab=OPEN_TAB)),
        "overdue": figure("超期", tally.overdue, Filter(tab=OPEN_TAB, overdue=True)),
    }


def _heard(tally: Tally) -> list[Figure]:
    """The most frequent first. Classes are of the model: who reads them does not look them up."""
    ordered = sorted(tally.heard.items(), key=lambda one: (-one[1], one[0]))
    return [Figure(CLASS_NAMES.get(name, name), many) for name, many in ordered]


def _post(visit: Visit, picture: Picture) -> Iterator[PostRow]:
    def worst(one: tuple[str, Undelivered]) -> tuple[int, int, str]:
        code, undelivered = one
        return (-undelivered.stuck, -undelivered.waiting, code)

    for code, undelivered in sorted(picture.undelivered.items(), key=worst):
        if undelivered.oldest_at is None:  # it waits for the time that the unit wished
            continue
        address = f"{UNITS}/{code}" if code in visit.house.catalogue().units else ""
        yield PostRow(visit.house.unit(code), address, undelivered)
