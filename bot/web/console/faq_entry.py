"""One known question: read, changed, tried, taken out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from aiohttp import web

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.entry_age import AGE_NAMES, age_of
from bot.domain.entry_hints import Hint, hints
from bot.domain.entry_rules import is_web_address
from bot.domain.errors import FieldRejected, SavedMeanwhile, StoreAway, TurnConflict
from bot.domain.people import Right
from bot.services.faq import Book, Change, Saved
from bot.services.rehearsing import Said
from bot.web.console.faq import COUNTED
from bot.web.console.faq_desk import LIST, NEW, desk_of, page_of
from bot.web.console.faq_form import Typed
from bot.web.console.faq_words import CHANGES, FIELDS, FOLDER, OTHER, topic_name, topic_of
from bot.web.console.keys import AUDIT
from bot.web.console.steps import BUSY
from bot.web.console.visit import Form, Visit

HOLDS_FOR = timedelta(days=365)
TOLD = {
    Saved.LIVE: "已生效：群众从现在起看到的就是新的答案。",
    Saved.WAITS: "已存进草稿。问题和问法变了，要等下一次发布，机器人学过以后才生效。",
    Saved.HELD: "已存进草稿，还没有生效：要等下一次发布。",
    Saved.SAME: "没有改动，不用保存。",
}
GONE = "刚才有别的同志撤下了这一条。您写的都还在下面；再按一次保存，就是把它恢复成您写的这样。"


@dataclass(frozen=True)
class Tried:
    """A citizen's sentence, and what the bot says to it."""

    words: str
    live: Said
    draft: Said


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/faq/{key}"""
    book = await desk_of(visit).faq.book()
    return await _show(visit, book, Typed.drawn(_known(visit, book), book.version))


async def save(visit: Visit) -> web.StreamResponse:
    """POST /console/faq/{key}: into the draft, or live at once where only the answer changed."""
    fields, faq = await visit.form(), desk_of(visit).faq
    book = await faq.book()
    typed = Typed.read(fields, _known(visit, book), book.version)
    try:
        if _is_new(visit):
            entry = _named(typed.entry, fields)
            await faq.add(entry, visit.person.login)
            return visit.go(page_of(entry.key), f"已新增。{TOLD[Saved.WAITS]}")
        saved = await faq.save(typed.entry, visit.person.login, typed.seen)
    except FieldRejected as wrong:
        typed = replace(typed, wrong=wrong.field, problem=wrong.problem)
        return await _show(visit, book, typed, 422)
    except SavedMeanwhile:
        return await _clashed(visit, typed)
    except (TurnConflict, StoreAway):
        return await _show(visit, book, replace(typed, problem=BUSY), 503)
    if saved is Saved.LIVE:
        await _note(visit, "answer_changed")
    return visit.go(page_of(_key(visit)), TOLD[saved])


async def show_hints(visit: Visit) -> web.StreamResponse:
    """POST …/hints: what to look at, while somebody writes."""
    fields, desk = await visit.form(), desk_of(visit)
    book = await desk.faq.book()
    typed = Typed.read(fields, _known(visit, book), book.version)
    if not visit.by_htmx:
        return await _show(visit, book, typed)
    return visit.render("faq_hints.html", found=_hints(visit, book, typed.entry), fields=FIELDS)


async def try_out(visit: Visit) -> web.StreamResponse:
    """POST …/try: what the bot says to a sentence, live and with what stands in the form."""
    fields, desk = await visit.form(), desk_of(visit)
    book = await desk.faq.book()
    typed = Typed.read(fields, _known(visit, book), book.version)
    tried = await _tried(visit, book, typed.entry, fields["say"])
    if not visit.by_htmx:
        return await _show(visit, book, typed, tried=tried)
    return visit.render("faq_tried.html", tried=tried, key=typed.entry.key)


async def retire(visit: Visit) -> web.StreamResponse:
    """POST …/retire"""
    fields, key = await visit.form(), _key(visit)
    book = await desk_of(visit).faq.book()
    typed = Typed.read(fields, _known(visit, book), book.version)
    try:
        await desk_of(visit).faq.retire(key, visit.person.login, _seen(fields))
    except SavedMeanwhile:
        return await _clashed(visit, typed)
    told = "已从草稿里撤下。下一次发布以前，机器人还会回答它。"
    return visit.go(page_of(key) if key in book.live else LIST, told)


async def restore(visit: Visit) -> web.StreamResponse:
    """POST …/restore"""
    fields, key = await visit.form(), _key(visit)
    try:
        await desk_of(visit).faq.restore(key, visit.person.login, _seen(fields))
    except SavedMeanwhile as error:
        return visit.go(page_of(key), str(error))
    return visit.go(page_of(key), "已恢复成线上的内容。")


# --- how ---


async def _show(
    visit: Visit, book: Book, typed: Typed, status: int = 200, tried: Tried | None = None
) -> web.Response:
    desk, key = desk_of(visit), typed.entry.key
    now = desk.clock()
    numbers = await desk.numbers(now - COUNTED)
    is_new = _is_new(visit)
    return visit.render(
        "faq_entry.html",
        status=status,
        typed=typed,
        entry=typed.entry,
        here=page_of(NEW if is_new else key),
        is_new=is_new,
        change=Change.NONE if is_new else book.change(key),
        is_live=key in book.live,
        changes=CHANGES,
        age=age_of(typed.entry, now.date()),
        ages=AGE_NAMES,
        numbers=numbers.get(key, Numbers()),
        days=COUNTED.days,
        found=_hints(visit, book, typed.entry) if status != 409 else [],
        fields=FIELDS,
        units=visit.house.catalogue().departments,
        topics=_topics(book),
        topic=topic_of(typed.entry),
        topic_name=topic_name,
        opens=is_web_address(typed.entry.url),
        tried=tried,
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
        may_publish=visit.person.may(Right.PUBLISH_KNOWLEDGE),
    )


async def _clashed(visit: Visit, typed: Typed) -> web.Response:
    """Somebody else was first: what they saved, and what this person wrote, side by side."""
    book = await desk_of(visit).faq.book()
    theirs = book.drafted.get(typed.entry.key)
    if theirs is None:
        return await _show(visit, book, replace(typed, seen=book.version, problem=GONE), 409)
    return await _show(visit, book, typed.over(theirs, book.version), 409)


async def _tried(visit: Visit, book: Book, entry: FaqEntry, words: str) -> Tried | None:
    if not words:
        return None
    rehearsal = desk_of(visit).rehearsal
    drafted = {**book.drafted}
    if entry.question or entry.answer:
        drafted[entry.key] = entry
    live = await rehearsal.live(words)
    return Tried(words, live, await rehearsal.draft(words, list(drafted.values())))


def _hints(visit: Visit, book: Book, entry: FaqEntry) -> list[Hint]:
    units = {one.code for one in visit.house.catalogue().departments}
    today = desk_of(visit).clock().date()
    begun = entry.changed(key="new_entry") if _is_new(visit) else entry
    if _is_new(visit) and not (entry.question or entry.answer or entry.ways):
        return []
    return hints(begun, book.asked, today, units)


def _topics(book: Book) -> Sequence[tuple[str, str]]:
    known = {topic_of(one) for one in book.entries} | {OTHER}
    return sorted(((one, topic_name(one)) for one in known), key=lambda pair: pair[1])


def _known(visit: Visit, book: Book) -> FaqEntry:
    """The entry of the address; an empty one where a new one begins. Raises NotFound."""
    if not _is_new(visit):
        return book.entry(_key(visit))
    today = desk_of(visit).clock().date()
    return FaqEntry(
        key=NEW,
        question="",
        answer="",
        owner=visit.person.department or "",
        updated=today.isoformat(),
        valid_until=(today + HOLDS_FOR).isoformat(),
        path=_path(OTHER),
    )


def _named(entry: FaqEntry, fields: Form) -> FaqEntry:
    """A new entry with the name that was given to it, or one that follows from its question."""
    topic = fields["topic"]
    named = f"q_{hashlib.sha256(entry.question.encode()).hexdigest()[:10]}"
    right = topic.replace("_", "").replace("-", "").isalnum() and topic.isascii()
    return entry.changed(key=fields["key"] or named, path=_path(topic if right else OTHER))


def _path(topic: str) -> str:
    return f"{FOLDER}/{topic}.yml"


async def _note(visit: Visit, what: str) -> None:
    now = desk_of(visit).clock()
    await visit.request.app[AUDIT].write(visit.person.id, what, _key(visit), {}, now)


def _key(visit: Visit) -> str:
    return visit.request.match_info["key"]


def _is_new(visit: Visit) -> bool:
    return _key(visit) == NEW


def _seen(fields: Form) -> int:
    seen = fields["seen"]
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
