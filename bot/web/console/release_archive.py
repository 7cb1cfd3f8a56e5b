"""The knowledge base comes back as a zip: looked at first, then it is the draft."""

import asyncio
import json
from collections.abc import Mapping

from aiohttp import web

from bot.domain.errors import BadFile, FieldRejected, SavedMeanwhile
from bot.domain.revisions import name_of
from bot.services.knowledge.archives import LARGEST_ARCHIVE, Unpacked, unpacked
from bot.services.knowledge.drafts import Opened
from bot.web.console import differences
from bot.web.console.counted import number_of
from bot.web.console.releases import what_may
from bot.web.console.studio import RELEASES, note, studio_of
from bot.web.console.visit import Visit

BODY_BYTES = LARGEST_ARCHIVE + (1 << 20)
"""Of the form with the archive in it."""
SHOWN = 20
Changes = Mapping[str, str | None]
"""Path to the name of its new content, None where the file goes."""


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/releases/upload"""
    return _form(visit)


async def look(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/upload: what the archive would change; nothing is changed yet."""
    sent = (await visit.form()).file("archive")
    if sent is None:
        return _form(visit, "请选一个 zip 文件。")
    try:
        found = await asyncio.to_thread(_opened, visit, sent.file.read(LARGEST_ARCHIVE + 1))
    except FieldRejected as error:
        return _form(visit, error.problem)
    except BadFile as error:
        line = f"第 {error.line} 行，" if error.line else ""
        return _form(visit, f"{error.path}：{line}{error.problem}{error.remedy}")
    return await _show(visit, found)


async def take(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/upload/draft: what was looked at becomes the draft."""
    fields, drafts = await visit.form(), studio_of(visit).drafts
    changes, seen = _read(fields["changes"]), fields["seen"]
    kept = await drafts.library.revisions.contents([one for one in changes.values() if one])
    files = {path: kept[name] if name else None for path, name in changes.items()}
    try:
        await drafts.put_all(files, visit.person.login, number_of(seen))
    except SavedMeanwhile:
        problem = "刚才有别的同志改了同一处，草稿没有动。请再传一次，看清楚差别。"
        return _form(visit, problem, 409)
    except FieldRejected as error:
        return _form(visit, error.problem)
    await note(visit, "knowledge_brought", str(len(files)))
    return visit.go(f"{RELEASES}/draft", f"已放进草稿，改了 {len(files)} 个文件。发布以后才生效。")


# --- how ---


def _opened(visit: Visit, data: bytes) -> Unpacked:
    """Raises FieldRejected and BadFile."""
    found = unpacked(data)
    studio_of(visit).drafts.writing.check(found.files)
    return found


async def _show(visit: Visit, found: Unpacked) -> web.Response:
    studio = studio_of(visit)
    opened = await studio.drafts.open()
    changes = _changes(opened, found)
    await studio.drafts.library.revisions.keep(
        [found.files[one] for one in changes if changes[one]]
    )
    between = await studio.comparing.files(opened.files, found.files)
    return visit.render(
        "release_archive.html",
        problem="",
        between=differences.shown(between),
        found=found,
        others=found.others[:SHOWN],
        changes=json.dumps(changes),
        seen=opened.version,
        words=differences,
        **what_may(visit),
    )


def _changes(opened: Opened, found: Unpacked) -> Changes:
    """What the draft lacks, and what the archive lacks."""
    paths = sorted({*opened.files, *found.files})
    return {
        path: name_of(found.files[path]) if path in found.files else None
        for path in paths
        if opened.files.get(path) != found.files.get(path)
    }


def _read(words: str) -> Changes:
    """Raises FieldRejected for what is none of ours."""
    try:
        told = json.loads(words)
    except ValueError:
        told = None
    right = isinstance(told, dict) and all(
        isinstance(name, str) or name is None for name in told.values()
    )
    if not right:
        raise FieldRejected("changes", "这个页面的内容不完整，请再传一次。")
    return {str(path): name for path, name in told.items()}


def _form(visit: Visit, problem: str = "", status: int = 0) -> web.Response:
    return visit.render(
        "release_archive.html",
        status=status or (422 if problem else 200),
        problem=problem,
        found=None,
        most=LARGEST_ARCHIVE >> 20,
        **what_may(visit),
    )
