"""The try-it chat: talks to what is live, or to a trial. No citizen hears of it."""

from typing import Any

from aiohttp import web

from bot.domain.errors import BadFile, NotFound
from bot.services.knowledge.trial_chats import LIVE, MOST_SAID
from bot.web.console import story_words
from bot.web.console.studio import STORIES, studio_of
from bot.web.console.visit import Form, Visit

CHAT = f"{STORIES}/chat"
GONE = "这一版已经不在了，请换一个再试。"


async def page(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/chat"""
    asked = visit.request.query.get("with", "")
    return visit.render("chat.html", alone=True, **await talk_values(visit, asked))


async def say(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/chat: say something, begin anew, or talk to another one."""
    form, chats = await visit.form(), studio_of(visit).chats
    person, what, problem = visit.person.id, form["with"] or LIVE, ""
    if form.has("anew"):
        chats.forget(person)
    elif words := form["tap"] or form["words"]:
        try:
            await _catch_up(visit, form, what)
            await chats.say(person, what, words)
        except (NotFound, BadFile):
            problem = GONE
    values = await talk_values(visit, what, problem)
    if visit.by_htmx:
        return visit.render("chat_box.html", **values)
    return visit.render("chat.html", alone=True, **values)


async def talk_values(visit: Visit, what: str = "", problem: str = "") -> dict[str, Any]:
    """What the chat shows: so far, and to whom one may talk."""
    chats = studio_of(visit).chats
    trials = await chats.trials()
    known = {LIVE, *map(str, trials)}
    chosen = what if what in known else LIVE
    said = chats.talk(visit.person.id, chosen)
    return {
        "chat": CHAT,
        "partner": chosen,
        "trials": trials,
        "said": said,
        "taps": said[-1].reply.choices if said else (),
        "chat_words": story_words,
        "chat_problem": problem,
    }


async def _catch_up(visit: Visit, form: Form, what: str) -> None:
    """The other gateway has heard the rest of this dialogue: it is said once more here."""
    chats, before = studio_of(visit).chats, form.all("before")[-MOST_SAID:]
    if form["partner"] == what and not chats.talk(visit.person.id, what):
        for words in before:
            await chats.say(visit.person.id, what, words)
