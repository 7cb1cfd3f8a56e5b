"""GET /read/{token}: an answer too long for the chat, as a page."""

from aiohttp import web

from bot.web.keys import PAGES
from bot.web.pages import page


async def read(request: web.Request) -> web.StreamResponse:
    """Whoever has the link may read: its token cannot be guessed."""
    text = await request.app[PAGES].read(request.match_info["token"])
    return page("您的答复", text)
