"""What helps to write an answer: similar tickets, known questions, templates."""

from dataclasses import replace
from datetime import date

from bot.domain.knowledge import Entry
from bot.domain.tickets import Event, State, Step
from tests.builders import a_ticket
from tests.web.console.desk import NUMBER, Desk
from tests.web.console.office import later


async def test_the_answer_to_a_similar_ticket_is_a_draft_without_others_telephones(
    browser, console
):
    office = console.office
    data = {"text": "已修好，问13800138000", "outcome": "resolved", "department": "construction"}
    other = a_ticket(number="20261120-1111-11", citizen="c2")
    office.put(other.after(Event(Step.REPLIED, later(other), "construction", data)))
    office.put(a_ticket())
    clerk = Desk(browser, console)
    await clerk.opens()

    fill = {"fill": "ticket:20261120-1111-11", "text": "您好！"}
    await clerk.sends("answer", status=200, page="draft", **fill)

    assert "您好！\n已修好，问〔手机号〕</textarea>" in clerk.text
    assert "13800138000" not in clerk.text


async def test_a_known_question_fills_the_answer(browser, console):
    entry = Entry(
        "lamps",
        "路灯坏了找谁",
        "打 12345。",
        "城管局",
        "construction",
        date(2026, 1, 1),
        date(2027, 1, 1),
        "https://city.example/lamps",
    )
    console.office.knowledge.entries["lamps"] = entry
    ticket = a_ticket()
    first = ticket.log[0]
    why = {**first.data, "understanding": {"faq": [["lamps", 0.4], ["gone", 0.3]]}}
    log = (Event(first.step, first.at, first.actor, why), *ticket.log[1:])
    console.office.put(replace(ticket, log=log))
    clerk = Desk(browser, console)

    assert "路灯坏了找谁" in await clerk.opens()
    await clerk.sends("answer", status=200, page="draft", fill="faq:lamps", text="")

    assert "打 12345。\nhttps://city.example/lamps</textarea>" in clerk.text


async def test_a_template_is_filled_for_this_ticket_and_its_gaps_stop_the_answer(desk: Desk):
    await desk.opens()

    chosen = {"fill": "template", "template": "sample-done", "text": "", "outcome": "resolved"}
    await desk.sends("answer", status=200, page="draft", **chosen)

    assert "您反映的“路灯坏了”，我单位已派人到人民路23号门口处理" in desk.text
    await desk.sends("answer", status=422, text="现在的情况是：＿＿。", outcome="resolved")
    assert "还有没填好的地方：“＿＿”" in desk.text
    await desk.sends("answer", status=422, text="请打〔手机号〕", outcome="resolved")
    assert (await desk.console.office.ticket(NUMBER)).state is State.DISPATCHED


async def test_an_answer_of_nothing_but_phrases_is_told_so_before_it_goes(desk: Desk):
    words = "市民朋友，您好！您反映的“路灯坏了”我单位正在办理，办好后马上告诉您。"
    await desk.opens()

    await desk.sends("answer", status=200, page="preview", text=words, outcome="explained")

    assert "几乎都是模板里的话" in desk.text


async def test_a_draft_that_is_gone_takes_nothing_away(desk: Desk):
    await desk.opens()

    for gone in ({"fill": "ticket:20200101-1111-11"}, {"fill": "template", "template": "x"}):
        await desk.sends("answer", 200, "draft", text="写了一半", **gone)
        assert "写了一半</textarea>" in desk.text
        assert "找不到了" in desk.text
