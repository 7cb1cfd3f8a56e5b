"""One file of the knowledge base as it is written: its lines numbered, saved into the draft."""

import asyncio
import difflib
from collections.abc import Sequence

from aiohttp import web

from bot.domain.errors import NotFound
from bot.domain.knowledge_check import Finding
from bot.domain.revisions import belongs
from bot.web.console.counted import number_of
from bot.web.console.releases import what_may
from bot.web.console.saving import SAVED, refusal
from bot.web.console.studio import STORIES, studio_of
from bot.web.console.visit import Visit

BODY_BYTES = 10 << 20
"""A file of a megabyte, of which a browser makes nine bytes a character."""
TWICE = (
    "刚才有别的同志先保存了这个文件。您写的还在下面，没有丢；"
    "请对照差别，把要留的改好，再按一次保存（会盖过他的）。"
)
SHOWN = 200
SPARE = 3
"""Empty lines below the last one."""


async def show(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/file/{path}"""
    opened = await studio_of(visit).drafts.open()
    path = _path(visit)
    if path not in opened.files:
        raise NotFound("no such file")
    text = opened.files[path].decode("utf-8", "replace")
    return await _show(visit, text, opened.version)


async def save(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/file/{path}"""
    form, drafts = await visit.form(), studio_of(visit).drafts
    path, seen = _path(visit), form["seen"]
    text = form.raw("text").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    version = number_of(seen)

    async def write() -> None:
        # read once aside: the draft finds it known
        await asyncio.to_thread(drafts.writing.check, {path: text.encode()})
        await drafts.put(path, text.encode(), visit.person.login, version)

    refused = await refusal(write())
    if refused is None:
        return visit.go(f"{STORIES}/file/{path}", SAVED)
    if refused.status == 409:
        return await _show_both(visit, text)
    where = f"第 {refused.line} 行：" if refused.line else ""
    problem = f"{where}{refused.words}"
    return await _show(visit, text, version, problem, refused.line, refused.status)


async def _show_both(visit: Visit, mine: str) -> web.Response:
    opened = await studio_of(visit).drafts.open()
    theirs = opened.files.get(_path(visit), b"").decode("utf-8", "replace")
    return await _show(visit, mine, opened.version, TWICE, status=409, theirs=theirs)


async def _show(
    visit: Visit,
    text: str,
    seen: int,
    problem: str = "",
    wrong: int = 0,
    status: int = 200,
    theirs: str | None = None,
) -> web.Response:
    path, asked = _path(visit), visit.request.query.get("line", "")
    return visit.render(
        "knowledge_file.html",
        status=status,
        path=path,
        text=text,
        lines=text.count("\n") + SPARE,
        here=number_of(asked),
        wrong=wrong,
        problem=problem,
        seen=seen,
        difference=_difference(theirs, text) if theirs is not None else (),
        findings=[] if problem else await _findings(visit, path),
        **what_may(visit),
    )


async def _findings(visit: Visit, path: str) -> Sequence[Finding]:
    """What the check says of this file, as the draft has it."""
    studio = studio_of(visit)
    opened = await studio.drafts.open()
    found = await studio.findings(opened.files)
    return [one for one in found if one.place.file == path][:SHOWN]


def _difference(theirs: str, mine: str) -> Sequence[str]:
    told = difflib.unified_diff(theirs.splitlines(), mine.splitlines(), lineterm="", n=2)
    return list(told)[2 : SHOWN + 2]


def _path(visit: Visit) -> str:
    path = visit.request.match_info["path"]
    if not belongs(path):
        raise NotFound("no such file")
    return path
