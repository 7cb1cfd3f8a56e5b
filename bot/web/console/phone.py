"""A link to one ticket for one's own telephone, drawn as a code that its camera reads."""

import segno
from aiohttp import web
from markupsafe import Markup

from bot.web.console.keys import LINKS
from bot.web.console.visit import Visit, one_address


async def make(visit: Visit) -> web.StreamResponse:
    """POST /console/tickets/{number}/phone: the only time that this link is shown."""
    word = await visit.request.app[LINKS].make(visit.person, visit.number)
    link = f"{visit.house.own_url}{one_address(word)}"
    return visit.render("phone.html", link=link, picture=_drawn(link), here=visit.ticket_page)


def _drawn(link: str) -> Markup:
    code = segno.make(link, error="m", micro=False)
    # its size is the page's business: a strict policy allows no style of its own
    drawn = code.svg_inline(scale=4, border=4, omitsize=True, light="#fff", svgclass=None)
    return Markup(drawn)  # made of modules alone: nothing in it needs escaping
