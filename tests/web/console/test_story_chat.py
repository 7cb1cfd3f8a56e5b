"""The try-it chat: with what is live or with a trial, each person for themselves."""

import pytest

from bot.domain.people import Role
from tests.web.console.house import Client, ConsoleHouse, a_browser, a_person, signed_in
from tests.web.console.pages import look, send
from tests.web.console.studios import RULES, Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
PAGE = "/console/stories"
CHAT = f"{PAGE}/chat"


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    return console.studios


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse, studios):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def test_somebody_talks_to_what_is_live_and_no_citizen_hears_of_it(
    browser: Client, console: ConsoleHouse, studios, headers
):
    """The dialogue goes on from sentence to sentence, and a tap is taken."""
    await send(browser, CHAT, headers, {"with": "live", "words": "你好"})
    _, text = await send(browser, CHAT, headers, {"with": "live", "tap": "好"})

    assert "live听到：你好（第1句）" in text
    assert "live听到：好（第2句）" in text
    assert "听成“问候”87%" in text
    assert console.clerks.store.parcels == []


async def test_a_trial_is_talked_to_before_it_is_live(browser: Client, studios, headers):
    """Another partner begins a dialogue of its own."""
    await studios.drafts.put(RULES, b"rules: []\n", "zhao", None)
    await studios.trials.propose("zhao")
    trial = await studios.works()
    assert trial
    await send(browser, CHAT, headers, {"with": "live", "words": "你好"})

    fields = {"with": "1", "partner": "live", "before": "你好", "words": "在吗"}
    _, text = await send(browser, CHAT, headers, fields)

    assert f"{trial.model}听到：在吗（第1句）" in text
    assert '<option value="1" selected>' in text


async def test_another_gateway_hears_what_was_said_before(console: ConsoleHouse, studios):
    """The page brings it along."""
    async with a_browser(console.app()) as browser:
        headers = signed_in(browser, console.signing_in.seat(EDITOR))
        fields = [("with", "live"), ("partner", "live"), ("before", "你好"), ("words", "在吗")]
        _, text = await send(browser, CHAT, headers, fields)

    assert "live听到：在吗（第2句）" in text


async def test_a_dialogue_is_forgotten(browser: Client, console: ConsoleHouse, studios, headers):
    """When somebody says so, and after an hour."""
    say = {"with": "live", "words": "你好"}
    await send(browser, CHAT, headers, say)
    _, text = await send(browser, CHAT, headers, {"with": "live", "anew": "1"})
    assert "你好" not in text

    await send(browser, CHAT, headers, say)
    studios.clerks.clock.forward(minutes=61)
    assert "live听到" not in await look(browser, CHAT)


async def test_everybody_talks_for_themselves(
    browser: Client, console: ConsoleHouse, studios, headers
):
    """A colleague sees nothing of it."""
    await send(browser, CHAT, headers, {"with": "live", "words": "秘密"})
    signed_in(browser, console.signing_in.seat(PUBLISHER))

    assert "秘密" not in await look(browser, CHAT)


@pytest.mark.parametrize("partner", ["7", "x", "-1", "9" * 30])
async def test_a_partner_that_is_none_is_told(browser: Client, studios, headers, partner: str):
    """Its model may be gone."""
    status, text = await send(browser, CHAT, headers, {"with": partner, "words": "你好"})

    assert status == 200
    assert "已经不在了" in text
