"""Releases and stories in a real browser: words that are hostile, on a desk and on a telephone."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.domain.knowledge_check import Finding, Place
from bot.domain.people import Role
from bot.domain.releases import Changed, Figure, Report, Shadow, StoryFailure
from bot.services.ports.people import Known
from bot.services.signing_in import Session
from bot.web.console.cookies import SESSION
from tests.builders import NOW
from tests.web.console.chromium import (
    DESKTOP,
    IN_CHROMIUM,
    LONG_MS,
    PHONE,
    Window,
    a_window,
    fits,
)
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import ConsoleHouse, a_person
from tests.web.console.questions import LAMP
from tests.web.console.studios import RULES

pytestmark = IN_CHROMIUM
expect.set_options(timeout=LONG_MS)
BAD = "".join(one for one in "".join(HOSTILE[:30]) if one.isprintable() and one not in '"\\$')
LONG = "供暖期从每年十月二十五日到次年四月十日" * 12
PERSON = a_person(Role.EDITOR, Role.PUBLISHER, login="zhao", name=BAD[:60])


@pytest_asyncio.fixture(loop_scope="module")
async def house() -> ConsoleHouse:
    """Whatever can be written is hostile, or long."""
    house = ConsoleHouse()
    await house.studios.install()
    house.people.known = [Known(PERSON, NOW, True)]
    drafts = house.studios.drafts
    changed = LAMP.changed(answer=f"{BAD[:900]}{LONG}", ways=(*LAMP.ways, BAD[:200]))
    await drafts.put_entry(changed, "zhao", None)
    rule = f'- rule: "{BAD[:900]}"\n  steps:\n  - intent: "{BAD[:90]}"\n  - action: "{LONG}"\n'
    await drafts.put(RULES, f"rules:\n{rule}".encode(), "zhao", None)
    await house.studios.trials.propose("zhao", BAD[:60], f"{BAD[:200]}{LONG}")
    figure = Figure(BAD[:60], 9, 0.1, 0.9, (BAD[:80],))
    await house.studios.works(
        Report(
            (Finding(Place(RULES, 2), BAD[:300], LONG, True),),
            stories=3,
            failures=(StoryFailure(RULES, BAD[:90], BAD[:90], LONG, BAD[:90]),),
            figures=(figure,),
            shadow=Shadow(9, {BAD[:90]: 3}, (Changed(BAD[:80], "类型", LONG, BAD[:80]),)),
        )
    )
    return house


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "telephone"])
async def test_hostile_words_run_nowhere_and_nobody_scrolls_sideways(
    chromium: Browser, house: ConsoleHouse, size: ViewportSize
):
    """On every page, and a dialogue can be held beside them."""
    async with a_window(chromium, house) as window:
        page = await come_in(window, house.signing_in.seat(PERSON), size)
        pages = ("releases", "releases/draft", "releases/trials/1", "releases/1", "stories")
        for path in (*pages, "stories/sayings", f"stories/file/{RULES}", "stories/smalltalk"):
            await page.goto(f"{house.own_url}/console/{path}")
            assert await fits(page), path
        await page.fill("#chat-words", BAD[:200])
        await page.press("#chat-words", "Enter")
        await expect(page.locator(".chat .citizen").last).to_contain_text(BAD[:40])
        await expect(page.locator(".chat .how").last).to_be_in_viewport()  # what was said last
        assert await fits(page)


async def come_in(window: Window, session: Session, size: ViewportSize) -> Page:
    page = await window.open("/console/sign-in", size)
    await page.context.add_cookies(
        [
            {
                "name": SESSION,
                "value": session.id,
                "domain": "127.0.0.1",
                "path": "/",
                "secure": True,
                "httpOnly": True,
            }
        ]
    )
    return page
