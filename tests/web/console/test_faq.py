"""The list of known questions: found, sorted, marked."""

import re

import pytest

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.people import Role
from bot.domain.web_links import WebLink
from tests.builders import NOW
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
LIST = "/console/faq"
CARD = LAMP.changed(
    key="card_lost",
    question="社保卡丢了怎么办？",
    answer="先打12333挂失。",
    owner="heating",
    ways=("卡丢了", "社保卡不见了怎么补"),
    path="nlu/faq/social_security.yml",
)
OLD = CARD.changed(key="old_one", question="哪天停暖？", valid_until="2026-11-22", ways=("停暖",))
SOON = CARD.changed(key="soon_one", question="几号供暖？", valid_until="2026-12-01", ways=("供暖",))


@pytest.fixture
def clerks(console: ConsoleHouse) -> Clerks:
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def look(browser: Client, address: str = LIST) -> str:
    response = await browser.get(address)
    assert response.status == 200
    return await response.text()


def found(text: str) -> list[str]:
    """The keys of the listed entries, in their order."""
    return re.findall(r'<td class="matter"><a href="/console/faq/(\w+)"', text)


async def test_every_entry_stands_there_with_what_it_is(browser: Client, clerks, token):
    """Question, topic, unit, last day, and how often it helped."""
    await clerks.know(LAMP, CARD)
    clerks.log.counted = {"lamp_broken": Numbers(31, 17, 9)}

    text = await look(browser)

    for words in ("路灯坏了找谁？", "路灯、井盖、道路", "城乡建设局", "2027-12-31", "打12345"):
        assert words in text
    for number in (31, 17, 9):
        assert f">{number}</td>" in text


async def test_what_is_given_often_and_helps_rarely_comes_first(browser: Client, clerks, token):
    """It does most harm."""
    await clerks.know(LAMP, CARD, SOON)
    counted = {"lamp_broken": Numbers(50, 49), "card_lost": Numbers(20, 2), "soon_one": Numbers(9)}
    clerks.log.counted = counted

    assert found(await look(browser)) == ["card_lost", "soon_one", "lamp_broken"]
    assert found(await look(browser, f"{LIST}?order=until"))[0] == "soon_one"
    assert found(await look(browser, f"{LIST}?order=name"))[-1] == "lamp_broken"


async def test_expired_and_overdue_ones_are_marked_and_counted(browser: Client, clerks, token):
    """From the day after its last one."""
    await clerks.know(LAMP, OLD, SOON)

    text = await look(browser)

    assert "1 条已过期" in text
    assert "1 条该核对" in text
    assert found(await look(browser, f"{LIST}?state=expired")) == ["old_one"]
    assert sorted(found(await look(browser, f"{LIST}?state=due"))) == ["old_one", "soon_one"]


async def test_the_owner_of_what_has_not_been_checked_for_a_year_is_reminded(
    browser: Client, clerks, token
):
    """Whatever its last day."""
    await clerks.know(LAMP.changed(updated="2025-11-01"), CARD)

    assert found(await look(browser, f"{LIST}?state=due&owner=construction")) == ["lamp_broken"]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("q=路灯 12345", ["lamp_broken"]),
        ("q=不见了", ["card_lost"]),
        ("q=CARD_LOST", ["card_lost"]),
        ("topic=social_security", ["card_lost"]),
        ("owner=construction", ["lamp_broken"]),
        ("q=没有这样的字", []),
        ("state=unreleased", []),
        ("state=nonsense&order=nonsense&page=x&owner=", ["lamp_broken", "card_lost"]),
    ],
)
async def test_an_entry_is_found(browser: Client, clerks, token, asked: str, keys: list[str]):
    """By the words of its question, its answer and its ways to ask, by topic, unit and state."""
    await clerks.know(LAMP, CARD)

    assert sorted(found(await look(browser, f"{LIST}?{asked}"))) == sorted(keys)


async def test_what_waits_for_the_next_release_is_marked(browser: Client, clerks, token):
    """New, changed, retired."""
    await clerks.know(LAMP, CARD)
    await clerks.faq.add(SOON, "zhao")
    await clerks.faq.save(CARD.changed(question="卡丢了怎么补？"), "zhao", 9)
    await clerks.faq.retire("lamp_broken", "zhao", 9)

    text = await look(browser, f"{LIST}?state=unreleased")

    assert sorted(found(text)) == ["card_lost", "lamp_broken", "soon_one"]
    for words in ("新增，未发布", "有改动未发布", "已撤下，未发布", "3 条改动没发布"):
        assert words in text


async def test_three_hundred_are_turned_over_page_by_page(browser: Client, clerks, token):
    """Fifty at a time."""
    many = [
        LAMP.changed(
            key=f"q_{at:03}", question=f"问题{at}", ways=(), path=f"nlu/faq/x{at % 30}.yml"
        )
        for at in range(300)
    ]
    await clerks.know(*many)

    first, last = await look(browser), await look(browser, f"{LIST}?page=6")

    assert len(found(first)) == len(found(last)) == 50
    assert "共 300 条，第 1 / 6 页" in first
    assert 'rel="next" href="/console/faq?page=2"' in first
    assert 'rel="next"' not in last
    assert "这一页没有问答了" in await look(browser, f"{LIST}?page=7")


async def test_an_empty_list_says_what_to_do(browser: Client, clerks, token):
    """Also where only the words were wrong."""
    await clerks.know()

    assert "写第一条" in await look(browser)
    assert "清除条件" in await look(browser, f"{LIST}?q=x")


async def test_who_may_only_look_is_not_led_to_a_form(
    browser: Client, console: ConsoleHouse, clerks
):
    """A publisher does not write what they publish."""
    await clerks.know(LAMP)
    signed_in(browser, console.signing_in.seat(PUBLISHER))

    assert "新增问答" not in await look(browser)


async def test_hostile_words_are_shown_as_words(browser: Client, clerks, token):
    """Whatever somebody imported."""
    bad = [one for one in HOSTILE if one.isprintable() and "$" not in one and "[" not in one]
    entries = [
        FaqEntry(f"bad_{at}", words[:400], words, words[:400], path=f"nlu/faq/x{at % 3}.yml")
        for at, words in enumerate(bad)
    ]
    await clerks.know(*entries)

    text = "".join([await look(browser, f"{LIST}?page={page}") for page in (1, 2)])

    assert len(found(text)) == len(bad)
    assert not re.search(r"<(script(?! src=\"/console/static)|img|svg|iframe|style|base)\b", text)


async def test_answers_whose_addresses_do_not_open_are_listed_with_them(browser, clerks, token):
    """And beside the one that is edited: which others lead there, too."""
    dead = WebLink("https://a.example/x", NOW, 1, True, "404", NOW)
    one = LAMP.changed(url=dead.url)
    other = LAMP.changed(key="other", question="另一条", answer=f"看 {dead.url}。", ways=())
    await clerks.know(one, other, CARD)
    clerks.links.known = {dead.url: dead}

    listed = await look(browser, f"{LIST}?state=broken")
    entry = await look(browser, f"{LIST}/lamp_broken")

    assert found(listed) == ["lamp_broken", "other"]
    assert "2 条的网址打不开" in listed
    assert "网页没有了（404），2026年11月23日起" in listed
    assert '也用到它的：<a href="/console/faq/other">' in entry
    assert "打不开：网页没有了（404）。请换一个，或者删掉。" in entry
