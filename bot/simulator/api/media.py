"""Temporary media: /cgi-bin/media/upload and /cgi-bin/media/get."""

import asyncio

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.streams import StreamReader

from bot.simulator.api.door import Call, Endpoint, Payload
from bot.simulator.errors import ApiError

MOST = 64 << 20  # above any upload: the stream must not pause the connection it was copied from


async def upload(call: Call) -> Payload:
    kind = call.request.query.get("type", "")
    data, content_type, filename = await _part(call)
    medium = call.platform.media.add(kind, data, content_type, filename)
    return {"type": kind, "media_id": medium.id, "created_at": int(medium.created_at)}


async def get(call: Call) -> Payload | web.Response:
    media_id = call.request.query.get("media_id", "")
    if not media_id:
        raise ApiError(41006)
    medium = call.platform.media.get(media_id)
    if medium.kind == "video":
        return {"video_url": f"{call.origin}/media/{medium.id}"}
    return web.Response(
        body=medium.data,
        content_type=medium.content_type,
        headers={"Content-disposition": f'attachment; filename="{medium.filename}"'},
    )


async def _part(call: Call) -> tuple[bytes, str, str]:
    """The form's field `media`; raise 41005 when there is none."""
    reader = MultipartReader(call.request.headers, _stream(call))
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == "media":
            content_type = part.headers.get("Content-Type", "application/octet-stream")
            return bytes(await part.read()), content_type, part.filename or ""
    raise ApiError(41005)


def _stream(call: Call) -> StreamReader:
    """The body again as a stream: the door has read it for the log."""
    if not call.request.content_type.startswith("multipart/"):
        raise ApiError(41005)
    stream = StreamReader(call.request.protocol, MOST, loop=asyncio.get_running_loop())
    stream.feed_data(call.body)
    stream.feed_eof()
    return stream


ENDPOINTS = (
    Endpoint("media/upload", "POST", upload),
    Endpoint("media/get", "GET", get),
)
