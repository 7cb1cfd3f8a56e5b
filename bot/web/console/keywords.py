"""Words that ask for one thing: written, compared, live at once, taken back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.entry_age import Age, age_of
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.keywords import MOST, Keyword, Keywords
from bot.services.faq import Book
from bot.web.console.account_desk import (
    ACCOUNT,
    KEYWORDS,
    earlier,
    now_of,
    publish,
    shown,
    was_compared,
)
from bot.web.console.faq_desk import desk_of
from bot.web.console.visit import Form, Visit

KINDS = {"question": "回答问答", "says": "当成一句话"}
APART = " · "
"""Between the question and the key of an entry, where one is chosen by typing."""
EMPTY_ROWS = 4
_BETWEEN = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True)
class Row:
    """One line of the form; `trouble` says why citizens would not get what it leads to."""

    words: str = ""
    kind: str = "question"
    value: str = ""
    trouble: str = ""


async def keywords(visit: Visit) -> web.StreamResponse:
    """GET /console/menu/keywords: what is live, or, to be looked at again, an earlier state."""
    part = visit.request.app[ACCOUNT].keywords
    former = await earlier(visit, part)
    now = await now_of(part)
    book = await _book(visit)
    rows = _rows(former or (now and now.value) or Keywords(), book, visit)
    return await _page(visit, book, rows, former)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/menu/keywords: compared first, live when it comes back."""
    form, book = await visit.form(), await _book(visit)
    typed = _typed(form)
    try:
        made = Keywords.of([_told(row, at, book) for at, row in enumerate(typed)])
    except FieldRejected as wrong:
        return await _page(visit, book, typed, problem=wrong.problem, wrong=wrong.field)
    if not was_compared(form, made):
        return await _page(visit, book, typed, made)
    if problem := await publish(visit, visit.request.app[ACCOUNT].keywords, made, form):
        return await _page(visit, book, typed, problem=problem)
    return visit.go(KEYWORDS, "已发布：从现在起，市民发这些词就直接得到回答。")


async def _page(
    visit: Visit,
    book: Book | None,
    rows: Sequence[Row],
    changed: Keywords | None = None,
    problem: str = "",
    wrong: str = "",
) -> web.Response:
    values = await shown(visit, visit.request.app[ACCOUNT].keywords, changed, problem, wrong)
    entries = book.live.values() if book else ()
    return visit.render(
        "keywords.html",
        rows=[*rows, *[Row()] * EMPTY_ROWS],
        kinds=KINDS,
        choices=[f"{one.question}{APART}{one.key}" for one in entries],
        **values,
    )


async def _book(visit: Visit) -> Book | None:
    """None before there is a knowledge base."""
    try:
        return await desk_of(visit).faq.book()
    except NotFound:
        return None


def _rows(some: Keywords, book: Book | None, visit: Visit) -> list[Row]:
    return [_row(one, book, visit) for one in some.all]


def _row(one: Keyword, book: Book | None, visit: Visit) -> Row:
    words = "、".join(one.words)
    if one.says:
        return Row(words, "says", one.says)
    entry = book.live.get(one.question) if book else None
    if entry is None:
        return Row(words, value=one.question, trouble="这条问答已经没有了，请换一条")
    expired = age_of(entry, desk_of(visit).clock().date()) is Age.EXPIRED
    trouble = "这条问答已过期，现在不起作用" if expired else ""
    return Row(words, value=f"{entry.question}{APART}{entry.key}", trouble=trouble)


def _typed(form: Form) -> list[Row]:
    """Where nothing stands there is no keyword."""
    at, rows = 0, []
    while form.has(f"words-{at}") and at <= MOST + EMPTY_ROWS:
        row = Row(form[f"words-{at}"], form[f"kind-{at}"], form[f"value-{at}"])
        rows += [row] if row.words or row.value else []
        at += 1
    return rows


def _told(row: Row, at: int, book: Book | None) -> Mapping[str, Any]:
    """For `Keywords.of`. Raises FieldRejected where there is no such entry."""
    words = [word for word in _BETWEEN.split(row.words) if word]
    if row.kind == "says":
        return {"words": words, "says": row.value}
    key = row.value.rpartition(APART)[2].strip()
    if key and (book is None or key not in book.live):
        raise FieldRejected(f"leads-{at}", "没有这条问答，或者还没有发布。请从列表里选一条。")
    return {"words": words, "question": key}
