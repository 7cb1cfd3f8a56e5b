"""One known question: changed, tried, taken out, by several people at once."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from bot.domain.entries import FaqEntry
from bot.domain.people import Role
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
PAGE = "/console/faq/lamp_broken"
NEW = "/console/faq/new-entry"
CARD = LAMP.changed(
    key="card_lost",
    question="社保卡丢了怎么办？",
    answer="先打12333挂失。",
    ways=("卡丢了", "社保卡不见了怎么补", "社保卡找不到了", "补一张社保卡", "社保卡挂失"),
    path="nlu/faq/social_security.yml",
)
ALL_OF_THEM = " ".join(" ".join(HOSTILE).split())
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP, CARD)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def drawn(browser: Client, address: str = PAGE) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    text = await (await browser.get(address)).text()
    return fields_of(text)


def fields_of(text: str) -> dict[str, str]:
    form = re.search(r'<form method="post"[^>]*id="entry".*?</form>', text, re.DOTALL)
    assert form
    fields: dict[str, str] = {}
    for found in re.findall(r"<input ([^>]*)>", form[0]):
        told = dict(re.findall(r'(\w+)="([^"]*)"', found))
        if told.get("type") != "checkbox" or "checked" in found:
            fields[told["name"]] = unescape(told.get("value", ""))
    for name, words in re.findall(r'<textarea name="(\w+)".*?>\n(.*?)</textarea>', form[0], re.S):
        fields[name] = unescape(words)
    for name, inside in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def send(browser: Client, token, fields: dict[str, str], address: str = PAGE, **changes: str):
    return await browser.post(address, data=fields | changes, headers=token)


# --- saving ---


async def test_what_stands_in_the_form_is_the_entry(browser: Client, clerks, token):
    """Sent back as it is, it changes nothing."""
    response = await send(browser, token, await drawn(browser))

    assert "没有改动" in await response.text()
    assert await clerks.drafted("lamp_broken") == LAMP
    assert (await clerks.faq.book()).version == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "打12345。\n\n请说在哪条路：https://example.gov.cn/lamp"),
        ("source", "城市照明管理规定"),
        ("url", "https://example.gov.cn/"),
        ("owner", "lighting"),
        ("updated", "2026-11-20"),
        ("valid_until", "2028-01-01"),
    ],
)
async def test_a_changed_answer_is_live_at_once(
    browser: Client, console: ConsoleHouse, clerks: Clerks, token, field: str, value: str
):
    """With its source, its owner and its dates: no model must learn of it."""
    response = await send(browser, token, await drawn(browser), **{field: value})

    text = await response.text()
    assert "已生效" in text
    assert "还没有发布" not in text
    expected = LAMP.changed(**{field: value})
    assert await clerks.live("lamp_broken") == expected
    assert await clerks.drafted("lamp_broken") == expected
    assert clerks.announcer.woken == 1
    line = console.audit.lines[-1]
    assert (line.who, line.what, line.subject) == (EDITOR.id, "answer_changed", "lamp_broken")


@pytest.mark.parametrize(
    ("field", "value"), [("question", "路灯不亮怎么办？"), ("ways", "灯坏了\n\n 路灯不亮 \n灯坏了")]
)
async def test_another_question_or_way_to_ask_waits_for_the_next_release(
    browser: Client, console: ConsoleHouse, clerks: Clerks, token, field: str, value: str
):
    """And the page leads there."""
    answer = {field: value, "answer": "新答案"}

    response = await send(browser, token, await drawn(browser), **answer)

    text = await response.text()
    assert "要等下一次发布" in text
    assert 'href="/console/releases"' in text
    drafted = await clerks.drafted("lamp_broken")
    assert await clerks.live("lamp_broken") == LAMP
    assert drafted.answer == "新答案"
    assert drafted.ways == (("灯坏了", "路灯不亮") if field == "ways" else LAMP.ways)
    assert console.audit.lines == []


async def test_an_answer_is_live_while_new_ways_to_ask_still_wait(
    browser: Client, clerks: Clerks, token
):
    """What is asked stays as it is live."""
    await send(browser, token, await drawn(browser), ways="灯坏了")

    response = await send(browser, token, await drawn(browser), answer="新答案")

    assert "已生效" in await response.text()
    assert await clerks.live("lamp_broken") == LAMP.changed(answer="新答案")
    drafted = await clerks.drafted("lamp_broken")
    assert (drafted.answer, drafted.ways) == ("新答案", ("灯坏了",))


async def test_where_two_persons_must_agree_an_answer_waits_too(
    browser: Client, console: ConsoleHouse, token
):
    """Nobody publishes what they wrote themselves."""
    console.clerks.faq.publishing = type(console.clerks.faq.publishing)(
        console.clerks.shelf.drafts, console.clerks.shelf.models, console.clerks.announcer, True
    )
    await console.clerks.know(LAMP)

    response = await send(browser, token, await drawn(browser), answer="新答案")

    assert "还没有生效" in await response.text()
    assert await console.clerks.live("lamp_broken") == LAMP
    assert (await console.clerks.drafted("lamp_broken")).answer == "新答案"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("answer", "", "请写上答案"),
        ("question", " ", "请写上标准问法"),
        ("source", "", "请写上来源"),
        ("owner", "", "请写上负责单位"),
        ("valid_until", "", "请写上有效期"),
        ("updated", "昨天", "核对日期请写成"),
        ("url", "example.gov.cn", "网址请写完整"),
        ("answer", "字" * 4001, "太长了"),
        ("answer", "${HOME}", "机器会当成变量"),
        ("ways", "- [路灯](place)坏了", "记号"),
        ("ways", "\n".join(f"问法{at}" for at in range(301)), "问法太多了"),
    ],
)
async def test_what_cannot_be_kept_comes_back_with_the_reason(
    browser: Client, clerks: Clerks, token, field: str, value: str, told: str
):
    """At the field, with everything that was written."""
    fields = await drawn(browser) | {"source": "我刚写的来源"} | {field: value}

    response = await browser.post(PAGE, data=fields, headers=token)

    text = await response.text()
    assert response.status == 422
    assert told in text
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', text)
    assert field == "source" or 'value="我刚写的来源"' in text
    assert await clerks.drafted("lamp_broken") == LAMP


async def test_what_nobody_sees_is_taken_out_of_what_was_pasted(
    browser: Client, clerks: Clerks, token
):
    """Texts come from other programs."""
    pasted = "\ufeff第一行\u200b\r\n\r\n\u3000\u3000第二行\t有格\xa0\u2028第三行  \n"

    await send(browser, token, await drawn(browser), answer=pasted, source=" 甲\n乙\u3000丙 ")

    kept = await clerks.drafted("lamp_broken")
    assert kept.answer == "第一行\n\n  第二行 有格\n第三行"
    assert kept.source == "甲 乙 丙"


# --- two people at once ---


async def test_the_second_of_two_sees_the_difference_and_loses_nothing(
    browser: Client, clerks: Clerks, token
):
    """Side by side; the next save is theirs."""
    first = second = await drawn(browser)
    await send(browser, token, first, answer="相同的一行\n王芳的答案")

    response = await send(browser, token, second, answer="相同的一行\n李强的答案")

    text = await response.text()
    assert response.status == 409
    assert "刚才有别的同志先保存了这一条" in text
    assert ">相同的一行\n<mark>王芳的答案</mark></p>" in text
    assert ">相同的一行\n<mark>李强的答案</mark></p>" in text
    assert (await clerks.live("lamp_broken")).answer == "相同的一行\n王芳的答案"
    again = fields_of(text)
    assert again["answer"].splitlines() == ["相同的一行", "李强的答案"]
    await send(browser, token, again)
    assert (await clerks.live("lamp_broken")).answer == "相同的一行\n李强的答案"


async def test_what_only_the_other_changed_is_taken_over(browser: Client, clerks: Clerks, token):
    """A save never undoes what its writer has not touched."""
    first = second = await drawn(browser)
    await send(browser, token, first, ways="灯坏了\n灯灭了", source="新规定")

    response = await send(browser, token, second, answer="李强的答案")

    text = await response.text()
    assert "已经合到下面：来源、问法" in text
    assert "两边都改了" not in text
    await send(browser, token, fields_of(text))
    kept = await clerks.drafted("lamp_broken")
    assert (kept.answer, kept.source, kept.ways) == ("李强的答案", "新规定", ("灯坏了", "灯灭了"))


async def test_two_who_change_different_entries_do_not_meet(browser: Client, clerks: Clerks, token):
    """Nor does a change of the same file."""
    first, second = await drawn(browser), await drawn(browser, "/console/faq/card_lost")
    await send(browser, token, first, ways="灯坏了")

    response = await send(browser, token, second, "/console/faq/card_lost", ways="卡没了")

    assert response.status == 200
    assert (await clerks.drafted("card_lost")).ways == ("卡没了",)


async def test_who_saves_what_was_taken_out_meanwhile_is_told(
    browser: Client, clerks: Clerks, token
):
    """And may put it back with one more press."""
    fields = await drawn(browser)
    await clerks.faq.retire("lamp_broken", "li", None)

    response = await send(browser, token, fields, answer="新答案")

    text = await response.text()
    assert response.status == 409
    assert "撤下了这一条" in text
    assert fields_of(text)["answer"] == "新答案"
    await send(browser, token, fields_of(text))
    assert (await clerks.drafted("lamp_broken")).answer == "新答案"


@pytest.mark.parametrize("basis", ["", "[]", "{", '{"answer": 1}', "x" * 9000])
async def test_a_form_that_was_written_by_hand_does_no_harm(
    browser: Client, clerks: Clerks, token, basis: str
):
    """It is asked again rather than believed."""
    fields = await drawn(browser) | {"basis": basis, "seen": "x"}
    await clerks.faq.save(LAMP.changed(ways=("灯坏了",)), "li", None)

    response = await send(browser, token, fields, answer="新答案")

    assert response.status == 409
    assert json.loads(fields_of(await response.text())["basis"])


# --- new, out, back ---


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


# --- hints and trials ---


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


# --- hostile words ---


class Reader(HTMLParser):
    """What a browser would make elements of."""

    def __init__(self) -> None:
        super().__init__()
        self.theirs: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        ours = tag != "script" or dict(attributes).get("src", "").startswith("/console/static/")
        runs = any(name.startswith("on") or name == "style" for name, _ in attributes)
        if not ours or runs or tag in ("img", "svg", "iframe", "style", "base", "object", "embed"):
            self.theirs.append(tag)


def theirs_among(text: str) -> list[str]:
    """Elements that no template of ours has."""
    reader = Reader()
    reader.feed(text)
    return reader.theirs


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
