"""What is written is looked at and tried before it is kept, whatever its words."""

import pytest

from bot.domain.entries import FaqEntry
from bot.domain.people import Role
from tests.web.console.entry_form import CARD, EDITOR, PAGE, drawn, fields_of, send
from tests.web.console.hostile import HOSTILE, theirs_among
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

PUBLISHER = a_person(Role.PUBLISHER, login="qian")
ALL_OF_THEM = " ".join(" ".join(HOSTILE).split())
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP, CARD)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def test_what_is_written_is_looked_at_at_once(browser: Client, clerks: Clerks, token):
    """Before anything is saved; nothing is."""
    fields = await drawn(browser) | {
        "ways": "社保卡挂失\n灯坏了",
        "valid_until": "2026-01-01",
        "answer": "看 www.example.gov.cn",
    }

    response = await browser.post(f"{PAGE}/hints", data=fields, headers=token | FRAGMENT)

    text = await response.text()
    assert text.lstrip().startswith('<div id="hints"')
    for told in ("只有 2 种问法", "在另一条“社保卡丢了怎么办？”里也有", "有效期已过", "https://"):
        assert told in text
    assert 'href="/console/faq/card_lost"' in text
    assert await clerks.drafted("lamp_broken") == LAMP


async def test_without_scripts_the_whole_page_comes_back(browser: Client, clerks, token):
    """With what was written and what to look at."""
    fields = await drawn(browser) | {"answer": "写了一半", "ways": "一种"}

    response = await browser.post(f"{PAGE}/hints", data=fields, headers=token)

    text = await response.text()
    assert "只有 1 种问法" in text
    assert fields_of(text)["answer"] == "写了一半"


@pytest.mark.parametrize("headers", [FRAGMENT, {}], ids=["htmx", "no script"])
async def test_a_sentence_is_tried_live_and_with_what_stands_in_the_form(
    browser: Client, clerks: Clerks, token, headers: dict[str, str]
):
    """Also what is not saved yet."""
    fields = await drawn(browser) | {"ways": "灯黑了", "answer": "新答案", "say": "灯黑了"}

    response = await browser.post(f"{PAGE}/try", data=fields, headers=token | headers)

    text = await response.text()
    said = text[text.index('id="said"') :]
    assert said.index("会转人工") < said.index("新答案</p>") < said.index("90%")
    assert await clerks.drafted("lamp_broken") == LAMP
    if not headers:
        assert fields_of(text)["answer"] == "新答案"


async def test_who_may_not_edit_tries_what_is_drafted(
    browser: Client, console: ConsoleHouse, clerks: Clerks
):
    """And sees a form that cannot be sent."""
    token = signed_in(browser, console.signing_in.seat(PUBLISHER))
    page = await (await browser.get(PAGE)).text()

    response = await browser.post(f"{PAGE}/try", data={"say": "路灯报修"}, headers=token)

    text = await response.text()
    assert "disabled>" in page
    assert "保存</button>" not in page
    assert text.count(f"{LAMP.answer}</p>") == 2
    refused = await browser.post(PAGE, data={"answer": "x"}, headers=token)
    assert refused.status == 403


@pytest.mark.parametrize("step", ["", "/hints", "/try"])
async def test_hostile_words_come_back_as_words(browser: Client, clerks: Clerks, token, step: str):
    """In every field, kept or refused."""
    names = ("question", "answer", "source", "url", "owner", "updated", "valid_until", "say")
    fields = await drawn(browser) | dict.fromkeys(names, ALL_OF_THEM)
    fields["ways"] = "\n".join(HOSTILE)

    response = await browser.post(f"{PAGE}{step}", data=fields, headers=token)

    text = await response.text()
    assert response.status in (200, 422)
    assert theirs_among(text) == []
    assert "&lt;script&gt;alert(" in text
    assert fields_of(text)["csrf"] == fields["csrf"]


async def test_hostile_words_that_were_kept_are_shown_as_words(
    browser: Client, clerks: Clerks, token
):
    """Also beside one another, when two people saved."""
    bad = "</textarea><script>alert(1)</script>"
    first = second = await drawn(browser)
    await send(browser, token, first, answer=bad, source=bad, question=bad)

    text = await (await send(browser, token, second, answer=f"{bad}!", question="x")).text()

    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3
    kept: FaqEntry = await clerks.drafted("lamp_broken")
    assert kept.answer == bad
