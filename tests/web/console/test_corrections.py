"""What citizens corrected becomes an example with one press."""

import pytest

from bot.domain.corrections import Correction, Verdict
from bot.domain.people import Role
from bot.domain.tickets import Type
from bot.services.ports.changes import Changes
from tests.builders import NOW
from tests.web.console.hostile import HOSTILE, theirs_among
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
PAGE = "/console/unanswered/corrections"


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def corrected(clerks: Clerks, *texts: str) -> list[Correction]:
    """Citizens say that each of these was no complaint but a suggestion."""
    said = [Correction.of(one, Type.COMPLAINT, Type.SUGGESTION, "m1", NOW) for one in texts]
    await clerks.store.tickets.apply(Changes(corrections=said))
    return await clerks.store.corrections.of(Verdict.WAITING)


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.REJECTED])
async def test_one_press_decides(
    browser: Client, console: ConsoleHouse, clerks: Clerks, token, verdict: Verdict
):
    """Who did it is written down; the words hold no telephone."""
    first, second = await corrected(clerks, "多装几盏灯，13812345678", "公园早点开门")

    shown = await (await browser.get(PAGE)).text()
    response = await browser.post(f"{PAGE}/{verdict}", data={"id": f"{first.id}"}, headers=token)

    assert "138" not in shown
    for words in ("多装几盏灯", "投诉", "建议"):
        assert words in shown
    left = await response.text()
    assert "多装几盏灯" not in left
    assert "公园早点开门" in left
    assert [one.id for one in await clerks.store.corrections.of(verdict)] == [first.id]
    line = console.audit.lines[-1]
    assert (line.who, line.what, line.subject) == (
        EDITOR.id,
        f"correction_{verdict}",
        f"{first.id}",
    )
    assert (await clerks.store.corrections.of(Verdict.WAITING)) == [second]


async def test_nothing_waits(browser: Client, clerks: Clerks, token):
    """And what is not there is not decided."""
    assert "都看过了" in await (await browser.get(PAGE)).text()

    response = await browser.post(f"{PAGE}/accepted", data={"id": "x,99"}, headers=token)

    assert "已经有人看过" in await response.text()


async def test_who_may_not_edit_only_looks(browser: Client, console: ConsoleHouse, clerks: Clerks):
    """A publisher."""
    await corrected(clerks, "公园早点开门")
    token = signed_in(browser, console.signing_in.seat(PUBLISHER))

    assert "采纳</button>" not in await (await browser.get(PAGE)).text()
    assert (await browser.post(f"{PAGE}/accepted", data={}, headers=token)).status == 403


async def test_hostile_words_are_shown_as_words(browser: Client, clerks: Clerks, token):
    """All of them."""
    await corrected(clerks, *HOSTILE)

    assert theirs_among(await (await browser.get(PAGE)).text()) == []
