"""The page of one known question, as it is drawn for whoever reads or writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.entry_age import AGE_NAMES, age_of
from bot.domain.entry_hints import Hint, hints
from bot.domain.entry_rules import is_web_address
from bot.domain.misspelt import names_of
from bot.domain.people import Right
from bot.domain.web_links import WebLink, dead_in, used_by
from bot.services.faq import COUNTED, Book, Change
from bot.services.previewing import Said
from bot.web.console.faq_desk import NEW, desk_of, page_of
from bot.web.console.faq_form import Typed, line_of
from bot.web.console.faq_words import CHANGES, FIELDS, OTHER, TOPICS, path_of, topic_name, topic_of
from bot.web.console.visit import Form, Visit

HOLDS_FOR = timedelta(days=365)
MOST_WORDS = 30
"""So many of a group's words are ways to ask: more of the same teach nothing."""


@dataclass(frozen=True)
class Tried:
    """A citizen's sentence, and what the bot says to it."""

    words: str
    live: Said
    draft: Said


async def show(
    visit: Visit, book: Book, typed: Typed, status: int = 200, tried: Tried | None = None
) -> web.Response:
    """The form with what stands in it."""
    entry, is_new = typed.entry, typed.entry.key == NEW
    today = desk_of(visit).clock().date()
    return visit.render(
        "faq_entry.html",
        status=status,
        typed=typed,
        entry=entry,
        here=page_of(entry.key),
        is_new=is_new,
        change=Change.NONE if is_new else book.change(entry.key),
        changes=CHANGES,
        age=age_of(entry, today),
        ages=AGE_NAMES,
        numbers=(await desk_of(visit).numbers()).get(entry.key, Numbers()),
        days=COUNTED.days,
        found=await hints_of(visit, book, entry),
        dead=_dead_of(book, entry, await desk_of(visit).dead()),
        fields=FIELDS,
        units=visit.house.catalogue().departments,
        topics=_topics(book),
        topic=topic_of(entry),
        topic_name=topic_name,
        opens=is_web_address(entry.url),
        tried=tried,
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
        may_publish=visit.person.may(Right.PUBLISH_KNOWLEDGE),
    )


async def begun_from(
    visit: Visit, book: Book, key: str, words: Sequence[str], form: Form
) -> web.Response:
    """The form of this entry, or of a new one, with what citizens said as ways to ask."""
    known = book.drafted[key] if key else blank(visit)
    said = [way for one in words[:MOST_WORDS] if (way := line_of(one))]
    entry = known.changed(
        question=known.question or sorted(said, key=len)[len(said) // 2],
        ways=tuple(dict.fromkeys((*known.ways, *said))),
    )
    typed = Typed.drawn(known, book.version).with_entry(entry).of_group(form)
    return await show(visit, book, typed)


async def hints_of(visit: Visit, book: Book, entry: FaqEntry) -> list[Hint]:
    """What its writer had better look at; nothing before a new one is begun."""
    is_new = entry.key == NEW
    if is_new and not (entry.question or entry.answer or entry.ways):
        return []
    catalogue = visit.house.catalogue()
    today = desk_of(visit).clock().date()
    # its name will follow from its question
    named = entry.changed(key="new_entry") if is_new else entry
    dead = await desk_of(visit).dead()
    return hints(named, book.asked, today, catalogue.units, dead, names_of(catalogue))


def _dead_of(
    book: Book, entry: FaqEntry, dead: Mapping[str, WebLink]
) -> list[tuple[WebLink, list[FaqEntry]]]:
    """What does not open in this answer, and the other answers that lead there, too."""
    others = [one for one in book.entries if one.key != entry.key]
    return [(link, used_by(link.url, others)) for link in dead_in(entry, dead)]


def blank(visit: Visit) -> FaqEntry:
    """Where a new entry begins: checked today, by this person's unit, for a year."""
    today = desk_of(visit).clock().date()
    return FaqEntry(
        key=NEW,
        question="",
        answer="",
        owner=visit.person.department or "",
        updated=today.isoformat(),
        valid_until=(today + HOLDS_FOR).isoformat(),
        path=path_of(OTHER),
    )


def _topics(book: Book) -> list[tuple[str, str]]:
    known = {topic_of(one) for one in book.entries} | {*TOPICS}
    return sorted(((one, topic_name(one)) for one in known), key=lambda pair: pair[1])
