"""Personal data on a ticket's page: hidden, and noted when somebody looks."""

from bot.domain.tickets import Type
from tests.builders import a_ticket
from tests.web.console.desk import CHIEF, CLERK, HERE, NUMBER, Desk


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
