"""Known questions as files: taken away, edited elsewhere, brought back into the draft."""

from datetime import datetime

from aiohttp import web

from bot.domain.errors import BadFile, FieldRejected, SavedMeanwhile
from bot.domain.people import Right
from bot.services.ports.exchange import Sheet
from bot.web.console.faq_desk import LIST, desk_of
from bot.web.console.keys import AUDIT
from bot.web.console.visit import Visit

FILES = f"{LIST}/import-export"
LARGEST = 20 << 20
"""Bytes of a file: ten thousand questions take a third of it."""
BODY = LARGEST + (1 << 20)
TYPES = {
    Sheet.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Sheet.CSV: "text/csv; charset=utf-8",
    Sheet.YAML: "application/yaml; charset=utf-8",
}


async def files(visit: Visit) -> web.StreamResponse:
    """GET /console/faq/import-export"""
    return _show(visit)


async def take(visit: Visit) -> web.StreamResponse:
    """GET …/faq.{kind}: the draft, or what is live, as a file."""
    kind = Sheet(visit.request.match_info["kind"])
    desk, live = desk_of(visit), visit.request.query.get("which") == "live"
    data = await desk.files.written(kind, live)
    name = f"faq-{'live' if live else 'draft'}-{desk.clock():%Y%m%d}.{kind}"
    headers = {
        "Content-Type": TYPES[kind],
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return web.Response(body=data, headers=headers)


async def bring(visit: Visit) -> web.StreamResponse:
    """POST /console/faq/import-export: all of a file, or nothing of it."""
    sent = (await visit.form()).file("file")
    if sent is None or not sent.filename:
        return _show(visit, "请先选一个文件。")
    desk = desk_of(visit)
    try:
        changed = await desk.files.brought(sent.filename, sent.file.read(), visit.person.login)
    except BadFile as error:
        line = f"第 {error.line} 行，" if error.line else ""
        return _show(visit, f"{line}{error.problem}{error.remedy}", sent.filename)
    except FieldRejected as error:
        return _show(visit, error.problem, sent.filename)
    except SavedMeanwhile:
        return _show(visit, "刚才有别的同志在改同样的问答。请再导入一次。", sent.filename)
    if not changed:
        return visit.go(FILES, "文件和草稿一样，没有改动。")
    await _note(visit, desk.clock(), changed)
    return visit.go(f"{LIST}?state=unreleased", f"已导入草稿：{changed} 条有变化，等下一次发布。")


def _show(visit: Visit, problem: str = "", name: str = "") -> web.Response:
    return visit.render(
        "faq_files.html",
        status=422 if problem else 200,
        problem=problem,
        name=name,
        page=FILES,
        largest=LARGEST >> 20,
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
    )


async def _note(visit: Visit, now: datetime, changed: int) -> None:
    audit = visit.request.app[AUDIT]
    await audit.write(visit.person.id, "faq_imported", "", {"entries": str(changed)}, now)
