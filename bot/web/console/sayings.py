"""The bot's own sentences: found, and put in other words."""

import asyncio

from aiohttp import web

from bot.domain.errors import BadFile, FieldRejected, SavedMeanwhile, StoreAway, TurnConflict
from bot.web.console.counted import number_of
from bot.web.console.releases import what_may
from bot.web.console.saving import BUSY, SAVED
from bot.web.console.stories import MOVED, script_of
from bot.web.console.studio import STORIES, studio_of
from bot.web.console.visit import Visit

DOMAIN = "domain.yml"
PAGE = f"{STORIES}/sayings"
NEW = "new"


async def listed(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/sayings"""
    return await _show(visit)


async def save(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/sayings: one sentence in other words, or a new one."""
    form, studio = await visit.form(), studio_of(visit)
    name, texts, seen = form["name"], form.all("text"), form["seen"]
    typed = (form["which"], name, texts)
    try:
        opened = await studio.drafts.open()
        before, edit = opened.files.get(DOMAIN, b""), studio.stories.saying
        content = await asyncio.to_thread(edit, before, name, texts)
        version = number_of(seen)
        await studio.drafts.put(DOMAIN, content, visit.person.login, version)
    except SavedMeanwhile:
        return await _show(visit, MOVED, 409, typed)
    except FieldRejected as error:
        return await _show(visit, error.problem, 422, typed)
    except BadFile as error:
        return await _show(visit, f"{error.problem}{error.remedy}", 422, typed)
    except (TurnConflict, StoreAway):
        return await _show(visit, BUSY, 503, typed)
    return visit.go(f"{PAGE}?q={name}", SAVED)


async def _show(
    visit: Visit,
    problem: str = "",
    status: int = 200,
    typed: tuple[str, str, list[str]] = ("", "", []),
) -> web.Response:
    opened = await studio_of(visit).drafts.open()
    script = await script_of(visit, opened)
    asked = visit.request.query.get("q", "").strip()[:100]
    found = [
        one
        for one in script.sayings.values()
        if all(word in " ".join((one.name, *one.texts)) for word in asked.split())
        or one.name == typed[0]
    ]
    return visit.render(
        "sayings.html",
        status=status,
        asked=asked,
        found=found,
        total=len(script.sayings),
        fault=script.faults.get(DOMAIN, ""),
        problem=problem,
        typed=typed,
        seen=opened.version,
        **what_may(visit),
    )
