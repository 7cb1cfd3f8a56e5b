"""One known question: read, changed, tried, taken out."""

import hashlib
from dataclasses import replace

from aiohttp import web

from bot.domain.entries import FaqEntry
from bot.domain.errors import FieldRejected, NotFound, SavedMeanwhile, StoreAway, TurnConflict
from bot.services.faq import Book, Saved
from bot.web.console.faq_desk import LIST, NEW, desk_of, page_of
from bot.web.console.faq_form import Typed
from bot.web.console.faq_view import Tried, blank, hints_of, show
from bot.web.console.faq_words import FIELDS
from bot.web.console.keys import AUDIT
from bot.web.console.saving import BUSY
from bot.web.console.visit import Form, Visit

TOLD = {
    Saved.LIVE: "已生效：市民从现在起看到的就是新的答案。",
    Saved.WAITS: "已存进草稿。问题和问法变了，要等下一次发布，机器人学过以后才生效。",
    Saved.HELD: "已存进草稿，还没有生效：要等下一次发布。",
    Saved.SAME: "没有改动，不用保存。",
}
GONE = "刚才有别的同志撤下了这一条。您写的都还在下面；再按一次保存，就是把它恢复成您写的这样。"


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/faq/{key}"""
    book = await desk_of(visit).faq.book()
    return await show(visit, book, Typed.drawn(_known(visit, book), book.version))


async def save(visit: Visit) -> web.StreamResponse:
    """POST /console/faq/{key}: into the draft, or live at once where only the answer changed."""
    _, book, typed = await _typed(visit)
    try:
        key, told = await _saved(visit, typed)
    except FieldRejected as wrong:
        typed = replace(typed, wrong=wrong.field, problem=wrong.problem)
        return await show(visit, book, typed, 422)
    except SavedMeanwhile:
        return await _clashed(visit, typed)
    except (TurnConflict, StoreAway):
        return await show(visit, book, replace(typed, problem=BUSY), 503)
    await _end_group(visit, key, typed)
    return visit.go(page_of(key), told)


async def show_hints(visit: Visit) -> web.StreamResponse:
    """POST …/hints: what to look at, while somebody writes."""
    _, book, typed = await _typed(visit)
    if not visit.by_htmx:
        return await show(visit, book, typed)
    found = await hints_of(visit, book, typed.entry)
    return visit.render("faq_hints.html", found=found, fields=FIELDS)


async def try_out(visit: Visit) -> web.StreamResponse:
    """POST …/try: what the bot says to a sentence, live and with what stands in the form."""
    fields, book, typed = await _typed(visit)
    tried = await _tried(visit, book, typed.entry, fields["say"])
    if not visit.by_htmx:
        return await show(visit, book, typed, tried=tried)
    return visit.render("faq_tried.html", tried=tried, key=typed.entry.key)


async def retire(visit: Visit) -> web.StreamResponse:
    """POST …/retire"""
    _, book, typed = await _typed(visit)
    key = typed.entry.key
    try:
        await desk_of(visit).faq.retire(key, visit.person.login, typed.seen)
    except SavedMeanwhile:
        return await _clashed(visit, typed)
    told = "已从草稿里撤下。下一次发布以前，机器人还会回答它。"
    return visit.go(page_of(key) if key in book.live else LIST, told)


async def restore(visit: Visit) -> web.StreamResponse:
    """POST …/restore"""
    _, _, typed = await _typed(visit)
    key = typed.entry.key
    try:
        await desk_of(visit).faq.restore(key, visit.person.login, typed.seen)
    except SavedMeanwhile as error:
        return visit.go(page_of(key), str(error))
    return visit.go(page_of(key), "已恢复成线上的内容。")


# --- how ---


async def _typed(visit: Visit) -> tuple[Form, Book, Typed]:
    fields, book = await visit.form(), await desk_of(visit).faq.book()
    return fields, book, Typed.read(fields, _known(visit, book), book.version)


def _known(visit: Visit, book: Book) -> FaqEntry:
    """The entry of the address; an empty one where a new one begins. Raises NotFound."""
    key = visit.request.match_info["key"]
    return blank(visit) if key == NEW else book.entry(key)


async def _saved(visit: Visit, typed: Typed) -> tuple[str, str]:
    """The entry's name, and what is told of it. Raises as `save` says."""
    faq, by = desk_of(visit).faq, visit.person.login
    if typed.entry.key == NEW:
        entry = _named(typed)
        await faq.add(entry, by)
        return entry.key, f"已新增。{TOLD[Saved.WAITS]}"
    saved = await faq.save(typed.entry, by, typed.seen)
    if saved is Saved.LIVE:
        audit, now = visit.request.app[AUDIT], desk_of(visit).clock()
        await audit.write(visit.person.id, "answer_changed", typed.entry.key, {}, now)
    return typed.entry.key, TOLD[saved]


def _named(typed: Typed) -> FaqEntry:
    """A new entry with the name that was given to it, or one that follows from its question."""
    follows = f"q_{hashlib.sha256(typed.entry.question.encode()).hexdigest()[:10]}"
    return typed.entry.changed(key=typed.named or follows)


async def _end_group(visit: Visit, key: str, typed: Typed) -> None:
    """What was not answered before is answered now."""
    if not (typed.ids or typed.task):
        return
    try:
        await desk_of(visit).box.answered(typed.ids, key, visit.person.login, typed.task)
    except NotFound:
        return  # somebody has dealt with it meanwhile: the answer is as good


async def _clashed(visit: Visit, typed: Typed) -> web.Response:
    """Somebody else was first: what they saved, and what this person wrote, side by side."""
    book = await desk_of(visit).faq.book()
    theirs = book.drafted.get(typed.entry.key)
    if theirs is None:
        return await show(visit, book, replace(typed, seen=book.version, problem=GONE), 409)
    return await show(visit, book, typed.over(theirs, book.version), 409)


async def _tried(visit: Visit, book: Book, entry: FaqEntry, words: str) -> Tried | None:
    if not words:
        return None
    preview, drafted = desk_of(visit).preview, {**book.drafted}
    if entry.question or entry.answer:
        drafted[entry.key] = entry
    live = await preview.live(words)
    return Tried(words, live, await preview.draft(words, list(drafted.values())))
