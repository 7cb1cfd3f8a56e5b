"""Style and script of the pages: files that never change under their address."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.domain.errors import NotFound

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PATH = r"/console/static/{stamp:[0-9a-f]{12}}/{name:[a-z0-9.-]{1,64}}"
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file, and the stamp of what is in it."""

    data: bytes
    content_type: str
    stamp: str


def _read(path: Path) -> Asset:
    data = path.read_bytes()
    return Asset(data, TYPES[path.suffix], hashlib.sha256(data).hexdigest()[:12])


ASSETS = {path.name: _read(path) for path in FOLDER.iterdir() if path.suffix in TYPES}


def address_of(name: str) -> str:
    """Where a page finds this file."""
    return f"/console/static/{ASSETS[name].stamp}/{name}"


async def asset(request: web.Request) -> web.StreamResponse:
    """GET /console/static/…: a file that is the same for everybody."""
    found = ASSETS.get(request.match_info["name"])
    if found is None:
        raise NotFound("no such asset")
    response = web.Response(body=found.data, content_type=found.content_type, charset="utf-8")
    if found.stamp == request.match_info["stamp"]:
        # a page of the release before gets today's file, but nobody keeps it under that name
        response.headers["Cache-Control"] = FOR_EVER
    response.enable_compression()
    return response
