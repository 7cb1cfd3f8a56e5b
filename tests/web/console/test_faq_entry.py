"""One known question: changed, and changed by several people at once."""

import json
import re

import pytest

from tests.web.console.entry_form import CARD, EDITOR, PAGE, drawn, fields_of, send
from tests.web.console.house import Client, ConsoleHouse, signed_in
from tests.web.console.questions import LAMP, Clerks


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP, CARD)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


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
