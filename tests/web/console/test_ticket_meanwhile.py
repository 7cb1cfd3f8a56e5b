"""What happened at a ticket meanwhile is shown, and nobody's words are lost."""

import pytest

from bot.domain.tickets import Event, State, Step
from tests.web.console.desk import HERE, NUMBER, Desk
from tests.web.console.office import later


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
