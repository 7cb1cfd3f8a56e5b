"""What citizens attached, for who may see the ticket. A citizen chose these bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from aiohttp import web

from bot.domain.confidential import is_confidential
from bot.domain.errors import NotFound, TryLater
from bot.domain.parcels import Attachment, AttachmentState
from bot.web.console.cases import CASES, Cases
from bot.web.console.keys import AUDIT
from bot.web.console.visit import Visit

REDRAWN = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""Pictures that we drew anew ourselves (adapters/vault.py): they alone are shown as they are."""
PLAYED = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4"}
"""What browsers play; still a download for who opens it by itself."""
SOUNDS = frozenset({".amr", ".spx"})
"""What no browser plays: turned into WAV."""


@dataclass(frozen=True)
class Enclosed:
    """One attachment: how it is `shown`, and the end of its address if it is converted for that."""

    id: str
    shown: str
    converted: str


def enclosed(attachments: Sequence[Attachment]) -> list[Enclosed]:
    """What came with a ticket, for its page."""
    return [
        Enclosed(one.id, _shown_as(one), "/sound" if _is_converted(one) else "")
        for one in attachments
    ]


def _shown_as(attachment: Attachment) -> str:
    """How a page shows it: picture, sound, film, file, or waiting and lost."""
    if attachment.state is AttachmentState.FAILED:
        return "lost"
    if attachment.path is None:
        return "waiting"
    suffix = _suffix(attachment)
    if suffix in REDRAWN:
        return "picture"
    if suffix in SOUNDS or PLAYED.get(suffix, "").startswith("audio/"):
        return "sound"
    return "film" if suffix in PLAYED else "file"


def _is_converted(attachment: Attachment) -> bool:
    """Whether it is heard as something else than it came."""
    return _suffix(attachment) in SOUNDS


async def file(visit: Visit) -> web.StreamResponse:
    """GET …/files/{id}: a picture to be seen, anything else to be saved."""
    attachment, data = await _opened(visit)
    suffix = _suffix(attachment)
    if suffix in REDRAWN:
        return _answer(data, REDRAWN[suffix], "inline", attachment.id, suffix)
    kind = PLAYED.get(suffix, "application/octet-stream")
    return _answer(data, kind, "attachment", attachment.id, suffix)


async def sound(visit: Visit) -> web.StreamResponse:
    """GET …/files/{id}/sound: a voice as every browser plays it."""
    attachment, data = await _opened(visit)
    if not _is_converted(attachment):
        raise NotFound("no such sound")
    wav = await visit.request.app[CASES].sounds.playable(data)
    return _answer(wav, "audio/wav", "attachment", attachment.id, ".wav")


async def _opened(visit: Visit) -> tuple[Attachment, bytes]:
    cases, wanted = visit.request.app[CASES], visit.request.match_info["id"]
    attached = await cases.casebook.attachments(visit.sight, visit.number)
    found = next((one for one in attached if one.id == wanted), None)
    if found is None or found.state is AttachmentState.FAILED:
        raise NotFound("no such attachment")
    if found.path is None:
        raise TryLater("the file is still being fetched")
    await _note_reading(visit, cases, visit.number, found)
    return found, await cases.vault.open(found.path)


async def _note_reading(visit: Visit, cases: Cases, number: str, file: Attachment) -> None:
    ticket = await cases.casebook.find(visit.sight, number)
    if is_confidential(ticket.appeal.type):
        details = {"attachment": file.id}
        await visit.request.app[AUDIT].write(
            visit.person.id, "case_read", number, details, cases.clock()
        )


def _answer(
    data: bytes, content_type: str, disposition: str, name: str, suffix: str
) -> web.Response:
    return web.Response(
        body=data,
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'{disposition}; filename="{name}{suffix}"',
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def _suffix(attachment: Attachment) -> str:
    return PurePosixPath(attachment.path or "").suffix
