"""One ticket's page."""

import re
from dataclasses import replace
from datetime import date

import pytest
from aiohttp import FormData

from bot.domain.knowledge import Entry
from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.domain.people import Role
from bot.domain.tickets import Event, State, Step, Type
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_citizens_parcel, a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.office import later

CLERK = a_person(Role.STAFF, department="construction")
OTHER = a_person(Role.STAFF, department="heating", login="other")
CHIEF = a_person(Role.SUPERVISOR, department="construction", login="chief")
AUDITOR = a_person(Role.AUDITOR, department=None, login="auditor")
NUMBER = a_ticket().number
HERE = f"/console/tickets/{NUMBER}"


class Desk:
    """A clerk at a browser, with forms as a browser without scripts sends them."""

    def __init__(self, browser: Client, console: ConsoleHouse, who=CLERK) -> None:
        self.browser, self.console = browser, console
        self.headers = signed_in(browser, console.signing_in.seat(who))
        self.text = ""

    async def opens(self, address: str = HERE, status: int = 200) -> str:
        response = await self.browser.get(address)
        self.text = await response.text()
        assert response.status == status, self.text
        return self.text

    def hidden(self, form: str) -> dict[str, str]:
        """The hidden fields of a form on the page that is open."""
        found = re.search(rf'action="{HERE}/{form}".*?</form>', self.text, re.DOTALL)
        assert found, f"no form {form}"
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return dict(fields)

    async def sends(self, form: str, status: int = 303, page: str = "", **fields: str):
        """Fill in a form and press its button; returns the answer, read."""
        data = {**self.hidden(form), **fields}
        address = f"{HERE}/{page or form}"
        response = await self.browser.post(address, data=data, allow_redirects=False)
        self.text = await response.text()
        assert response.status == status, self.text
        return response


@pytest.fixture
def desk(browser: Client, console: ConsoleHouse) -> Desk:
    console.office.put(a_ticket())
    return Desk(browser, console)


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


async def test_what_happened_meanwhile_is_shown_and_one_may_send_anyway(desk: Desk):
    office = desk.console.office
    await desk.opens()
    before = await office.ticket(NUMBER)
    said = {"text": "又坏了两盏"}
    office.happens(before, before.after(Event(Step.SUPPLEMENTED, later(before), "citizen", said)))

    await desk.sends("answer", status=409, text="修好了", outcome="resolved")

    assert (await office.ticket(NUMBER)).state is State.DISPATCHED
    assert "刚才有变化" in desk.text
    assert "又坏了两盏" in desk.text
    assert "修好了</textarea>" in desk.text

    await desk.sends("answer", text="修好了", outcome="resolved")

    assert (await office.ticket(NUMBER)).state is State.REPLIED


async def test_somebody_may_look_again_first_and_keeps_their_words(desk: Desk):
    await desk.opens()

    await desk.sends("answer", status=200, page="draft", text="写了一半")

    assert "写了一半</textarea>" in desk.text
    assert "刚才有变化" not in desk.text


@pytest.mark.parametrize(
    ("button", "status", "text"),
    [("preview", 200, "修好了"), ("draft", 200, "修好了"), ("answer", 422, "＿＿")],
)
async def test_no_way_leads_around_what_happened_meanwhile(
    desk: Desk, button: str, status: int, text: str
):
    """Each of them draws the page anew: it must say what the page before did not show."""
    office = desk.console.office
    await desk.opens()
    before = await office.ticket(NUMBER)
    said = {"text": "又坏了两盏"}
    office.happens(before, before.after(Event(Step.SUPPLEMENTED, later(before), "citizen", said)))

    await desk.sends("answer", status, button, text=text, outcome="resolved")

    warning = desk.text.partition('class="notice bad moved"')[2].partition("</section>")[0]
    assert "又坏了两盏" in warning
    assert f"{text}</textarea>" in desk.text


async def test_a_form_that_is_sent_twice_counts_once(desk: Desk):
    await desk.opens()
    page = desk.text
    await desk.sends("note", text="已联系")
    desk.text = page

    await desk.sends("note", text="已联系")

    steps = [event.step for event in (await desk.console.office.ticket(NUMBER)).log]
    assert steps.count(Step.NOTED) == 1


async def test_a_form_that_says_nothing_of_what_was_seen_does_nothing(desk: Desk):
    """Who strips the hidden field gets no way around the look at what happened."""
    await desk.opens()

    await desk.sends("note", status=409, text="已联系", seen="")

    assert len((await desk.console.office.ticket(NUMBER)).log) == 2


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


# --- personal data ---


async def test_a_telephone_is_hidden_until_somebody_asks_and_that_is_noted(browser, console):
    console.office.put(a_ticket(content="打13800138000", contact="13800138000"))
    clerk = Desk(browser, console)
    hidden = await clerk.opens()

    await clerk.sends("reveal", status=200, reason="联系市民核实")

    assert "13800138000" not in hidden
    assert "13800138000" in clerk.text
    [line] = console.audit.lines
    assert (line.who, line.what, line.subject, dict(line.details)) == (
        CLERK.id,
        "revealed",
        NUMBER,
        {"reason": "联系市民核实"},
    )


async def test_opening_a_confidential_case_is_noted(browser, console):
    console.office.put(a_ticket(type=Type.REPORT))
    clerk = Desk(browser, console)

    assert "保密" in await clerk.opens()

    assert [(line.who, line.what, line.subject) for line in console.audit.lines] == [
        (CLERK.id, "case_read", NUMBER)
    ]


async def test_who_handles_a_report_never_learns_who_wrote_it(browser, console):
    console.office.put(a_ticket(type=Type.REPORT, content="打13800138000", contact="王芳"))
    clerk = Desk(browser, console)
    text = await clerk.opens()

    response = await browser.post(f"{HERE}/reveal", headers=clerk.headers)

    assert ("8000" in text, "王芳" in text, "/reveal" in text) == (False, False, False)
    assert response.status == 403
    assert [line.what for line in console.audit.lines] == ["case_read"]
    chief = Desk(browser, console, CHIEF)
    await chief.opens()
    await chief.sends("reveal", status=200, reason="核对身份")
    assert "王芳" in chief.text


# --- what helps ---


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


async def test_two_people_at_one_ticket_see_each_other(browser, console):
    console.office.put(a_ticket())
    await Desk(browser, console, CHIEF).opens()

    text = await Desk(browser, console).opens()

    assert f"<b>{CHIEF.name}</b> 也正打开着" in text


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


async def test_news_are_those_since_the_page_was_drawn(desk: Desk):
    office = desk.console.office
    await desk.opens()
    before = await office.ticket(NUMBER)
    said = {"text": "又坏了<b>两盏</b>"}
    office.happens(before, before.after(Event(Step.SUPPLEMENTED, later(before), "citizen", said)))

    none = await desk.opens(f"{HERE}/news?seen=3")
    some = await desk.opens(f"{HERE}/news?seen=2")

    assert none.strip() == ""
    assert "又坏了&lt;b&gt;两盏&lt;/b&gt;" in some
    assert "派单" not in some


async def test_news_do_not_take_away_what_the_last_step_has_to_tell(desk: Desk):
    """The page that is left hears of its own step before the next page has come."""
    await desk.opens()
    await desk.sends("note", text="已联系")

    await desk.browser.get(f"{HERE}/news?seen=2", headers={"HX-Request": "true"})

    assert "办理记录已保存" in await desk.opens()


async def test_a_fact_that_was_missing_is_an_addition_and_no_correction(desk: Desk):
    office, ticket = desk.console.office, a_ticket()
    told = {"text": "我的电话〔…〕", "appeal": {"contact": "13800138000", "missing": []}}
    more = ticket.after(Event(Step.CORRECTED, later(ticket), "citizen", told))
    office.happens(ticket, more)

    assert "<b>市民补充</b>" in await desk.opens()

    told = {"text": "是人民路25号", "corrected": {"place": {"was": "23号", "is": "25号"}}}
    office.happens(more, more.after(Event(Step.CORRECTED, later(more), "citizen", told)))
    assert "<b>市民更正</b>" in await desk.opens()


# --- what does not get through ---


async def test_who_answers_what_went_elsewhere_meanwhile_gets_their_words_back(desk: Desk):
    """Somebody else of the unit passes the ticket on while a clerk is still writing."""
    await desk.opens()
    before = await desk.console.office.ticket(NUMBER)
    data = {"department": "heating", "reason": "供暖的事"}
    gone = before.after(Event(Step.TRANSFERRED, later(before), "construction", data))
    desk.console.office.happens(before, gone)
    page = desk.text

    for button in ("answer", "preview", "draft"):
        desk.text = page
        await desk.sends("answer", 404, button, text="查了<半天>", outcome="resolved")
        assert "查了&lt;半天&gt;</textarea>" in desk.text


async def test_who_answers_what_was_withdrawn_meanwhile_gets_their_words_back(desk: Desk):
    """There is no form any more that could hold them."""
    await desk.opens()
    before = await desk.console.office.ticket(NUMBER)
    gone = before.after(Event(Step.WITHDRAWN, later(before), "citizen", {}))
    desk.console.office.happens(before, gone)

    await desk.sends("answer", 409, text="查了<半天>", outcome="resolved")

    assert "查了&lt;半天&gt;</textarea>" in desk.text
    assert "仍然提交" not in desk.text


async def test_what_cannot_be_written_just_now_is_given_back(desk: Desk):
    """Somebody else's long work holds the database, which can still be read."""
    await desk.opens()
    desk.console.office.store.locked = True

    await desk.sends("answer", 503, text="查了<半天>", outcome="resolved")

    assert "您写的内容还在" in desk.text
    assert "查了&lt;半天&gt;</textarea>" in desk.text
    await desk.opens()
    desk.console.office.store.locked = False
    await desk.sends("answer", text="查了<半天>", outcome="resolved")


async def test_words_are_given_back_though_nothing_can_be_read(desk: Desk):
    await desk.opens()
    desk.console.office.store.away = True

    await desk.sends("answer", 503, "preview", text="查了<半天>", outcome="resolved")

    assert "查了&lt;半天&gt;</textarea>" in desk.text


async def test_a_number_that_cannot_be_merged_is_named_and_stays_in_its_field(desk: Desk):
    await desk.opens()

    await desk.sends("merge", status=422, numbers="20200101-1111-11")

    assert "没有这个编号的工单，或者它不归您单位办" in desk.text
    assert 'value="20200101-1111-11"' in desk.text


async def test_a_page_that_was_sent_before_says_so_and_may_be_sent_again(desk: Desk):
    """Somebody went back in the browser and wrote something else."""
    await desk.opens()
    page = desk.text
    await desk.sends("note", text="已联系", seen="9")
    desk.text = page

    await desk.sends("note", status=409, text="已约好周三", seen="9")

    assert "刚才提交过一次" in desk.text
    assert "已约好周三</textarea>" in desk.text
    assert "webhook" not in desk.text
    await desk.sends("note", text="已约好周三")


async def test_a_draft_that_is_gone_takes_nothing_away(desk: Desk):
    await desk.opens()

    for gone in ({"fill": "ticket:20200101-1111-11"}, {"fill": "template", "template": "x"}):
        await desk.sends("answer", 200, "draft", text="写了一半", **gone)
        assert "写了一半</textarea>" in desk.text
        assert "找不到了" in desk.text


async def test_endless_numbers_are_no_trouble_of_ours(desk: Desk):
    """Python reads no number of more than 4300 digits."""
    endless = "9" * 4400

    await desk.opens(f"{HERE}/news?seen={endless}")
    await desk.opens(f"/console/?page={endless}")
    await desk.opens()
    await desk.sends("note", status=409, text="已联系", seen=endless)


async def test_a_confidential_case_is_read_by_no_page_without_a_line(browser, console):
    """Not only its own page shows it: news, drafts and refused forms do, too."""
    console.office.put(a_ticket(type=Type.REPORT))
    clerk = Desk(browser, console)
    await clerk.opens()
    console.audit.lines.clear()
    page = clerk.text

    async def lines(status: int, button: str) -> list[str]:
        clerk.text = page
        await clerk.sends("answer", status, button, text="查了")
        said = [line.what for line in console.audit.lines]
        console.audit.lines.clear()
        return said

    assert await lines(200, "draft") == ["case_read"]
    assert await lines(200, "preview") == ["case_read"]
    assert await lines(422, "answer") == ["case_read"]
    await clerk.opens(f"{HERE}/news?seen=0")
    assert [line.what for line in console.audit.lines] == ["case_read"]
    await clerk.opens(f"{HERE}/news?seen=2")
    assert len(console.audit.lines) == 1


async def test_a_note_that_was_written_first_takes_no_button_away(desk: Desk):
    """A case that nobody has can be taken at any time."""
    await desk.opens()
    await desk.sends("note", text="先记一笔")
    assert "由我接手" in await desk.opens()

    await desk.sends("take")

    page = await desk.opens()
    assert "已由您接手，机器人不再插话。" in page
    assert "由我接手" not in page
    assert "这件事现在由您办理" in page


async def test_who_takes_over_is_warned_and_who_had_it_sees_it(browser, console, desk: Desk):
    """Two people never speak with one citizen unawares."""
    await desk.opens()
    await desk.sends("acknowledge")
    second = Desk(browser, console, a_person(Role.STAFF, department="construction", login="second"))

    page = await second.opens()
    assert f"这件事由 <b>{CLERK.name}</b> 办理" in page
    await second.sends("take")

    first = Desk(browser, console)
    page = await first.opens()
    assert "这件事原来在您手里" in page
    assert f"原来由 {CLERK.name} 办理" in page
    assert "换我来接手" in page


async def test_a_colleague_is_mentioned_without_any_script(browser, console, desk: Desk):
    """Chosen from the list below the note; the inbox of that person says so."""
    second = a_person(Role.STAFF, department="construction", login="second")
    console.people.knows(second)
    await desk.opens()

    await desk.sends("note", text="请看一下", mention=second.id)

    assert f"提到 {second.name}" in await desk.opens()
    assert "提到我</span>" not in await desk.opens("/console/")
    assert "提到我</span>" in await Desk(browser, console, second).opens("/console/?mentioned=1")


async def test_who_may_not_see_the_ticket_is_not_mentioned(console, desk: Desk):
    """The note comes back with its words, and says why."""
    console.people.knows(OTHER)
    await desk.opens()

    await desk.sends("note", 422, text="请看一下", mention=OTHER.id)

    assert f"{OTHER.name} 看不到这件工单" in desk.text
    assert "请看一下</textarea>" in desk.text
    assert (await console.office.ticket(NUMBER)).state is State.DISPATCHED
