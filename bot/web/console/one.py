"""One ticket on a telephone, for who opened the link to it: that ticket, and nothing else."""

from dataclasses import replace

from aiohttp import web

from bot.domain.errors import NotFound
from bot.domain.people import sight_of
from bot.services.ticket_links import LASTS
from bot.web.console import cookies, ticket
from bot.web.console.keys import LINKS
from bot.web.console.visit import Visit, one_address


async def page(visit: Visit) -> web.StreamResponse:
    """GET /console/one/{word}: the ticket; a button, as long as nobody has opened the link.

    Chats fetch what is sent through them: to look at a link must not open it.
    """
    try:
        held = await holding(visit)
    except NotFound:
        return ended(visit)
    return await ticket.ticket(held) if held else visit.render("one_closed.html")


async def open_it(visit: Visit) -> web.StreamResponse:
    """POST /console/one/{word}: from now on the link is this browser's."""
    word = _word(visit)
    try:
        one = await visit.request.app[LINKS].open(word, _shown(visit))
    except NotFound:
        return ended(visit)
    response = visit.go(one_address(word))
    cookies.keep(response, cookies.of_link(word), one.browser, int(LASTS.total_seconds()))
    return response


async def holding(visit: Visit) -> Visit | None:
    """The visit of who opened the link in this browser; None while nobody has.

    What that person may see is asked anew, each time. Raises NotFound.
    """
    one = await visit.request.app[LINKS].look(_word(visit), _shown(visit))
    sight = one and sight_of(one.person, visit.house.catalogue())
    return replace(visit, one=one, sight=sight) if sight else None


def ended(visit: Visit) -> web.Response:
    """It opens nothing here. Which of the reasons it is, is nobody's business."""
    return visit.render("one_ended.html", status=403)


def _word(visit: Visit) -> str:
    return visit.request.match_info["word"]


def _shown(visit: Visit) -> str | None:
    return visit.request.cookies.get(cookies.of_link(_word(visit)))
