"""The bot's own sentences: found, and put in other words."""

import asyncio

from aiohttp import web

from bot.web.console.counted import number_of
from bot.web.console.releases import what_may
from bot.web.console.saving import SAVED, refusal
from bot.web.console.stories import script_of
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
    name, texts = form["name"], form.all("text")

    async def write() -> None:
        opened = await studio.drafts.open()
        before, edit = opened.files.get(DOMAIN, b""), studio.stories.saying
        content = await asyncio.to_thread(edit, before, name, texts)
        await studio.drafts.put(DOMAIN, content, visit.person.login, number_of(form["seen"]))

    if refused := await refusal(write()):
        return await _show(visit, refused.words, refused.status, (form["which"], name, texts))
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
