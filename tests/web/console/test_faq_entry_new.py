"""A known question is written anew, taken out and put back."""

import re

import pytest

from tests.web.console.entry_form import CARD, EDITOR, PAGE, drawn, fields_of, send
from tests.web.console.house import Client, ConsoleHouse, signed_in
from tests.web.console.questions import LAMP, Clerks

NEW = "/console/faq/new-entry"


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP, CARD)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


def a_new_form(**changes: str) -> dict[str, str]:
    return {
        "question": "几号停暖？",
        "answer": "四月五号。",
        "source": "供热办",
        "owner": "heating",
        "updated": "2026-11-20",
        "valid_until": "2027-10-01",
        "topic": "heating",
        "ways": "几号停暖\n暖气什么时候停\n停暖时间\n暖气供到哪天\n什么时候没暖气",
        **changes,
    }


async def test_a_new_form_knows_the_day_and_ones_own_unit(browser: Client, clerks, token):
    """And is silent until something is written."""
    fields = await drawn(browser, NEW)

    assert (fields["owner"], fields["updated"], fields["valid_until"]) == (
        "construction",
        "2026-11-23",
        "2027-11-23",
    )
    assert fields["key"] == ""


async def test_a_new_entry_waits_for_the_next_release(browser: Client, clerks: Clerks, token):
    """Its name follows from its question, so that a second press adds no second one."""
    response = await send(browser, token, a_new_form(), NEW)

    text = await response.text()
    assert "已新增" in text
    assert "新增，未发布" in text
    key = re.search(r"/console/faq/(q_\w+)", str(response.url))
    assert key
    kept = await clerks.drafted(key[1])
    assert (kept.path, kept.owner, len(kept.ways)) == ("nlu/faq/heating.yml", "heating", 5)
    again = await send(browser, token, a_new_form(), NEW)
    assert again.status == 422
    assert "已经有了" in await again.text()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"topic": "../../etc/passwd"}, "nlu/faq/other.yml"),
        ({"topic": ""}, "nlu/faq/other.yml"),
        ({"topic": "bus"}, "nlu/faq/bus.yml"),
    ],
)
async def test_a_new_entry_stays_in_its_folder(
    browser: Client, clerks: Clerks, token, changes: dict[str, str], path: str
):
    """Whatever topic the form names."""
    await send(browser, token, a_new_form(key="stop_heating", **changes), NEW)

    assert (await clerks.drafted("stop_heating")).path == path


@pytest.mark.parametrize("key", ["Stop", "停暖", "a", "lamp_broken", "new-entry", "../x"])
async def test_a_name_must_be_one_and_new(browser: Client, clerks: Clerks, token, key: str):
    """An entry is never overwritten by a new one."""
    response = await send(browser, token, a_new_form(key=key), NEW)

    assert response.status == 422
    assert fields_of(await response.text())["key"] == key
    assert fields_of(await response.text())["topic"] == "heating"
    assert len((await clerks.faq.book()).drafted) == 2
    assert (await clerks.drafted("lamp_broken")) == LAMP


async def test_an_entry_is_taken_out_and_put_back(browser: Client, clerks: Clerks, token):
    """Until the next release it is answered."""
    response = await send(browser, token, await drawn(browser), f"{PAGE}/retire")

    assert "已从草稿里撤下" in await response.text()
    assert "lamp_broken" not in (await clerks.faq.book()).drafted
    response = await send(browser, token, await drawn(browser), f"{PAGE}/restore")
    assert "已恢复" in await response.text()
    assert await clerks.drafted("lamp_broken") == LAMP


async def test_what_was_never_live_is_gone_when_it_is_taken_out(
    browser: Client, clerks: Clerks, token
):
    """One is led back to the list."""
    await clerks.faq.add(CARD.changed(key="not_yet", question="还没有的"), "zhao")
    page = "/console/faq/not_yet"

    response = await send(browser, token, await drawn(browser, page), f"{page}/retire")

    assert response.url.path == "/console/faq"
    assert "not_yet" not in (await clerks.faq.book()).drafted


async def test_an_entry_that_somebody_has_just_changed_is_not_taken_out(
    browser: Client, clerks: Clerks, token
):
    """One has to see it first."""
    fields = await drawn(browser)
    await clerks.faq.save(LAMP.changed(ways=("灯坏了",)), "li", None)

    response = await send(browser, token, fields, f"{PAGE}/retire")

    assert response.status == 409
    assert "lamp_broken" in (await clerks.faq.book()).drafted


async def test_there_is_no_page_of_what_is_not_there(browser: Client, clerks, token):
    """Nor is it saved."""
    for address in ("/console/faq/nothing", "/console/faq/nothing/retire"):
        response = await browser.post(address, data=a_new_form(), headers=token)
        assert response.status == 404
