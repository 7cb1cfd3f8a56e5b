"""The list of known questions: which of them help, which are out of date, which wait."""

from collections import Counter
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.domain.entry_age import AGE_NAMES, age_of
from bot.domain.people import Right
from bot.domain.web_links import WebLink, dead_in
from bot.services.faq import COUNTED, Book, Change
from bot.web.console.faq_desk import LIST, desk_of
from bot.web.console.faq_filter import ORDERS, PAGE_SIZE, STATES, FaqFilter
from bot.web.console.faq_words import CHANGES, topic_name, topic_of
from bot.web.console.visit import Visit


async def listed(visit: Visit) -> web.StreamResponse:
    """GET /console/faq"""
    desk, asked = desk_of(visit), FaqFilter.read(visit.request.query)
    book = await desk.faq.book()
    dead = await desk.dead()
    rows = asked.rows(book, await desk.numbers(), desk.clock().date(), dead)
    beginning = (asked.page - 1) * PAGE_SIZE
    return visit.render(
        "faq.html",
        asked=asked,
        rows=rows[beginning : beginning + PAGE_SIZE],
        total=len(rows),
        pages=max(1, -(-len(rows) // PAGE_SIZE)),
        topics=_topics(book),
        units=_owners(visit, book),
        states=STATES,
        orders=ORDERS,
        counts=_counts(book, visit, dead),
        topic_name=topic_name,
        changes=CHANGES,
        ages=AGE_NAMES,
        days=COUNTED.days,
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
        page=LIST,
    )


def _topics(book: Book) -> list[tuple[str, str]]:
    known = {topic_of(one) for one in book.entries}
    return sorted(((topic, topic_name(topic)) for topic in known), key=lambda one: one[1])


def _owners(visit: Visit, book: Book) -> Sequence[tuple[str, str]]:
    """The units that answer for something; also one that the catalogue does not know."""
    known = {one.owner for one in book.entries if one.owner}
    return sorted((code, visit.house.unit(code)) for code in known)


def _counts(book: Book, visit: Visit, dead: Mapping[str, WebLink]) -> Counter[str]:
    """What there is to do, whatever is asked for."""
    today = desk_of(visit).clock().date()
    counted = Counter(age_of(one, today).value for one in book.entries)
    counted["broken"] = sum(bool(dead_in(one, dead)) for one in book.entries)
    counted["unreleased"] = sum(book.change(one.key) is not Change.NONE for one in book.entries)
    return counted
