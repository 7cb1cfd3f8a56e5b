"""One ticket's page."""

from aiohttp import FormData

from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.domain.tickets import Event, State, Step
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_citizens_parcel, a_ticket
from tests.web.console.desk import AUDITOR, CLERK, HERE, NUMBER, OTHER, Desk
from tests.web.console.office import later


async def test_a_ticket_out_of_sight_does_not_exist(browser, console):
    console.office.put(a_ticket())
    stranger = Desk(browser, console, OTHER)

    await stranger.opens(status=404)


async def test_a_clerk_acknowledges_and_answers_without_any_script(desk: Desk):
    await desk.opens()
    await desk.sends("acknowledge")
    await desk.opens()
    assert "已签收" in desk.text
    await desk.sends("answer", text="路灯已经修好。", outcome="resolved")

    ticket = await desk.console.office.ticket(NUMBER)
    assert ticket.state is State.REPLIED
    assert ticket.last.data["by"] == {"id": CLERK.id, "name": CLERK.name}
    assert "正在送往市民" in await desk.opens()


async def test_an_answer_needs_an_outcome_and_its_words_are_kept(desk: Desk):
    await desk.opens()

    await desk.sends("answer", status=422, text="路灯<已>修好")

    assert "请选一个办理结果" in desk.text
    assert "路灯&lt;已&gt;修好</textarea>" in desk.text


async def test_the_longest_answer_fits_through_the_door(desk: Desk):
    """Ten thousand characters, as a browser sends them."""
    await desk.opens()
    form = FormData(default_to_multipart=True)
    for name, value in {
        **desk.hidden("answer"),
        "text": "长" * 10_000,
        "outcome": "resolved",
    }.items():
        form.add_field(name, value)

    response = await desk.browser.post(f"{HERE}/answer", data=form, allow_redirects=False)

    assert response.status == 303


async def test_the_preview_shows_what_the_citizen_will_read_and_sends_nothing(desk: Desk):
    await desk.opens()

    await desk.sends("answer", status=200, page="preview", text="修好了", outcome="explained")

    assert f"【城乡建设局】对您的诉求 {NUMBER} 的答复：\n修好了\n办理结果：解释说明" in desk.text
    assert (await desk.console.office.ticket(NUMBER)).state is State.DISPATCHED


async def test_who_only_watches_gets_no_forms(browser, console):
    console.office.put(a_ticket())
    auditor = Desk(browser, console, AUDITOR)

    text = await auditor.opens()
    response = await browser.post(f"{HERE}/note", data={"text": "x"}, headers=auditor.headers)

    assert "不能办理" in text
    assert f"{HERE}/answer" not in text
    assert response.status == 403


async def test_a_ticket_that_was_passed_on_leads_back_to_the_list(desk: Desk):
    await desk.opens()

    response = await desk.sends("transfer", to="heating", reason="供暖的事")

    assert response.headers["Location"] == "/console/"


async def test_what_did_not_arrive_is_told_in_words_and_can_be_sent_again(desk: Desk):
    stuck = a_citizens_parcel(
        id="answer-1", number=NUMBER, state=ParcelState.GIVEN_UP, error="微信号已注销", attempts=3
    )
    desk.console.office.store.write(Changes(parcels=[stuck]))
    text = await desk.opens()

    await desk.sends("again")

    assert "没有送到，不会再自动发送。原因：微信号已注销。" in text
    assert (await desk.console.office.store.outbox.find("answer-1")).state is ParcelState.WAITING


async def test_a_units_notice_that_arrived_is_no_news(desk: Desk):
    body = {"type": "ticket.dispatched", "sequence": 1, "ticket": {}, "change": None}
    parcel = Parcel(
        "d1",
        Addressee.DEPARTMENT,
        "construction",
        NUMBER,
        body,
        NOW,
        NOW,
        NUMBER,
        ParcelState.DELIVERED,
        channel="department",
        delivered_at=NOW,
    )
    desk.console.office.store.write(Changes(parcels=[parcel]))

    assert "送达情况" not in await desk.opens()


async def test_the_history_tells_who_did_what_and_marks_what_stays_inside(desk: Desk):
    await desk.opens()
    await desk.sends("note", text="已联系维修队")

    text = await desk.opens()

    assert "内部，市民看不到" in text
    assert f"城乡建设局 · {CLERK.name}" in text


async def test_a_fact_that_was_missing_is_an_addition_and_no_correction(desk: Desk):
    office, ticket = desk.console.office, a_ticket()
    told = {"text": "我的电话〔…〕", "appeal": {"contact": "13800138000", "missing": []}}
    more = ticket.after(Event(Step.CORRECTED, later(ticket), "citizen", told))
    office.happens(ticket, more)

    assert "<b>市民补充</b>" in await desk.opens()

    told = {"text": "是人民路25号", "corrected": {"place": {"was": "23号", "is": "25号"}}}
    office.happens(more, more.after(Event(Step.CORRECTED, later(more), "citizen", told)))
    assert "<b>市民更正</b>" in await desk.opens()


async def test_endless_numbers_are_no_trouble_of_ours(desk: Desk):
    """Python reads no number of more than 4300 digits."""
    endless = "9" * 4400

    await desk.opens(f"{HERE}/news?seen={endless}")
    await desk.opens(f"/console/?page={endless}")
    await desk.opens()
    await desk.sends("note", status=409, text="已联系", seen=endless)
