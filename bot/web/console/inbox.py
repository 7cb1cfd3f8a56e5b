"""The tickets of somebody's units: what is due first stands on top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from aiohttp import web

from bot.domain.confidential import is_confidential
from bot.domain.dispatch import Catalogue, Department
from bot.domain.highlighting import Piece, first_found, pieces
from bot.domain.mentions import Mark
from bot.domain.searching import Word, sought
from bot.domain.tickets import STATE_NAMES, TITLE_LENGTH, TYPE_NAMES
from bot.services.ports.lists import EXCERPT_LENGTH, SEARCHED_LENGTH, Line, Order, Sheet
from bot.web.console.cases import CASES
from bot.web.console.confidential import veil_over
from bot.web.console.deadline import Deadline, Urgency, age, deadline
from bot.web.console.filters import ORDERS, TABS, Filter
from bot.web.console.veil import Veil
from bot.web.console.visit import Visit

HEADINGS = {
    Urgency.LATE: "已经超期",
    Urgency.TODAY: "今天到期",
    Urgency.SOON: "这两天到期",
    Urgency.CALM: "以后到期",
    Urgency.OVER: "不用再办",
}
MARKS = {Mark.MENTIONED: "提到我", Mark.TAKEN_OVER: "已换人接手"}
"""Why a ticket stands out, as its reader sees it."""

BEFORE = 15
"""Characters that an excerpt shows before what was found."""


@dataclass(frozen=True)
class Row:
    """A ticket as it is listed: personal data hidden, times in words, what was found marked."""

    line: Line
    number: Sequence[Piece]
    title: Sequence[Piece]
    excerpt: Sequence[Piece]
    type_name: str
    state_name: str
    unit: str
    left: Deadline
    came: str
    confidential: bool
    marks: Sequence[str]


@dataclass(frozen=True)
class Heap:
    """Rows under one heading; "" where the list has none."""

    heading: str
    urgency: Urgency
    rows: Sequence[Row]


async def inbox(visit: Visit) -> web.StreamResponse:
    """GET /console/"""
    cases = visit.request.app[CASES]
    now, asked = cases.clock(), Filter.read(visit.request.query)
    sheet = await cases.casebook.look(visit.sight, visit.person.id, asked.query(now), now)
    units = _units(visit)
    return visit.render(
        "inbox.html",
        asked=asked,
        sheet=sheet,
        heaps=list(_heaps(sheet, asked, visit, now)),
        tabs=asked.tabs,
        everything=TABS[-1],
        types=TYPE_NAMES,
        orders=ORDERS,
        units=units,
        several=len(units) > 1,
        elsewhere=_elsewhere(sheet, asked),
        now=now,
    )


def _heaps(sheet: Sheet, asked: Filter, visit: Visit, now: datetime) -> Iterator[Heap]:
    words = sought(asked.words)
    rows = [_row(line, words, visit, now) for line in sheet.lines]
    if asked.by is not Order.DUE:
        yield Heap("", Urgency.CALM, rows)
        return
    for urgency, some in groupby(rows, key=lambda row: row.left.urgency):
        yield Heap(HEADINGS[urgency], urgency, list(some))


def _row(line: Line, words: Sequence[Word], visit: Visit, now: datetime) -> Row:
    veil = veil_over(line.type)
    return Row(
        line=line,
        number=pieces(line.number, words),
        title=pieces(veil.beginning(line.title, TITLE_LENGTH), words),
        excerpt=pieces(_excerpt(line.excerpt, veil, words), words),
        type_name=TYPE_NAMES[line.type],
        state_name=STATE_NAMES[line.state],
        unit=visit.house.unit(line.department),
        left=deadline(line.due_at, line.state, now),
        came=age(line.opened_at, now),
        confidential=is_confidential(line.type),
        marks=[words for mark, words in MARKS.items() if mark in line.marks],
    )


def _excerpt(text: str, veil: Veil, words: Sequence[Word]) -> str:
    """How the citizen's words begin, or what stands around the first word that was looked for."""
    begins = veil.beginning(text[:EXCERPT_LENGTH], EXCERPT_LENGTH)
    if not words or first_found(begins, words) is not None:
        return begins
    seen = veil.beginning(text, SEARCHED_LENGTH)
    at = first_found(seen, words)
    if at is None:
        return begins
    start = max(0, at - BEFORE)
    end = start + EXCERPT_LENGTH
    return f"{'…' if start else ''}{seen[start:end]}{'…' if end < len(seen) else ''}"


def _units(visit: Visit) -> Sequence[Department]:
    """The units whose tickets this person sees."""
    catalogue: Catalogue = visit.house.catalogue()
    return [one for one in catalogue.departments if visit.sight.covers(one.code)]


def _elsewhere(sheet: Sheet, asked: Filter) -> int:
    """How many there are in other tabs, where this one has none."""
    return 0 if sheet.lines else sum(sheet.counts.values())
