"""A ticket whose every word means harm, and what no page may make of it."""

import re
from dataclasses import replace

from playwright.async_api import Page

from bot.domain.tickets import Event, Step, Ticket
from bot.services.ports.casebook import Said, Speaker
from tests.builders import NOW, a_ticket
from tests.web.console.hostile import HOSTILE
from tests.web.console.office import later

ALL_OF_THEM = "\n".join(HOSTILE)
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
SHOWN = TURNS.sub("", ALL_OF_THEM)
"""Signs that turn the direction of writing are dropped: see bot/web/console/veil.py."""


def hostile_ticket() -> Ticket:
    """Every field that a citizen's words may reach holds all of them."""
    words = dict.fromkeys(("title", "content", "place", "when", "contact"), ALL_OF_THEM)
    ticket = a_ticket(**words, faq={"question": ALL_OF_THEM, "answer": ALL_OF_THEM})
    fact = {"kind": "line", "name": ALL_OF_THEM, "words": ALL_OF_THEM, "first": ALL_OF_THEM}
    unit = {"code": ALL_OF_THEM, "score": 0.5, "reason": ALL_OF_THEM}
    why = {
        "rule": ALL_OF_THEM,
        "words": [ALL_OF_THEM],
        "model": ALL_OF_THEM,
        "faq": [["faq1", 0.5]],
        "departments": [unit],
        "facts": [fact],
    }
    first, second = ticket.log
    opened = replace(first, data={**first.data, "understanding": why})
    sent = replace(second, data={**second.data, "reason": ALL_OF_THEM})
    ticket = replace(ticket, log=(opened, sent))
    by = {"by": {"id": "p1", "name": ALL_OF_THEM}, "text": ALL_OF_THEM}
    ticket = ticket.after(Event(Step.NOTED, later(ticket), "construction", by))
    corrected = {"place": {"was": ALL_OF_THEM, "is": ALL_OF_THEM}}
    told = {"text": ALL_OF_THEM, "corrected": corrected}
    return ticket.after(Event(Step.CORRECTED, later(ticket), "citizen", told))


async def talked(*_: object, **__: object) -> list[Said]:
    """What was said around such a ticket."""
    return [Said(Speaker.CITIZEN, ALL_OF_THEM, NOW), Said(Speaker.BOT, ALL_OF_THEM, NOW)]


async def nothing_of_theirs_is_markup(page: Page) -> None:
    """No element that only they could have put there, and none of their directions leaks."""
    theirs = "iframe, object, embed, svg, math, style, base, plaintext, xmp, [onerror], [onload]"
    assert await page.locator(f"main :is({theirs}, script, img[src=x], [hx-get])").count() == 0
    assert "evil.example" not in await page.evaluate("document.baseURI")
    loose = await page.evaluate(
        "[...document.querySelectorAll('main bdi, main .said')]"
        ".filter(one => !getComputedStyle(one).unicodeBidi.includes('isolate')"
        " && getComputedStyle(one).unicodeBidi !== 'plaintext').length"
    )
    assert loose == 0
