"""`huiying parse` and `huiying explain`: why a text, or a ticket, is understood as it is."""

import asyncio
import json
from pathlib import Path

from bot.adapters.store import Database, SqlTickets
from bot.domain.tickets import Event, Step, opened
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, an_appeal
from tests.terminal.shell import Terminal

NUMBER = "20261123-4821-07"


def test_parse_prints_one_json_object(terminal: Terminal, trained_model: Path):
    """With everything the interface promises."""
    terminal.has_a_model(trained_model)

    code, out, _ = terminal.types("parse", "人民路23号门口路灯坏了三天没人修")

    found = json.loads(out)
    assert code == 0
    assert found["type"] == found["intent"] == "complaint"
    assert {"confidence", "alternatives", "faq", "departments", "emergency"} <= set(found)
    assert found["departments"][0]["code"] == "construction"
    assert found["emergency"] is None


def test_parse_tells_why(terminal: Terminal, trained_model: Path):
    """Model, scores, n-grams, the catalogue's clause, examples; never the telephone number."""
    terminal.has_a_model(trained_model)
    text = "人民路23号门口路灯坏了三天没人修，电话13912345678"

    code, out, _ = terminal.types("parse", "--why", text, "--json")
    _, shown, _ = terminal.types("parse", "--why", text)

    found = json.loads(out)
    assert code == 0
    assert found["understood"]["rows"][0][0] == "模型"
    assert {row[0] for row in found["words"]["rows"]} == {"支持", "反对"}
    assert found["departments"]["rows"][0][1] == "construction"
    assert found["examples"]["rows"]
    assert "路灯" in shown
    assert "139" not in out + shown


def test_explain_tells_why_a_ticket_became_what_it_is(terminal: Terminal):
    """Every step, the unit and the reason; without a model, that there is none."""
    _keep_a_ticket(terminal.folder / "data")

    code, out, _ = terminal.types("explain", NUMBER)

    assert code == 0
    assert NUMBER in out
    assert "住房和城乡建设局" in out.replace("\n", "")
    assert "提到“路灯”" in out
    assert "还没有模型" in out


def test_explain_tells_the_words_that_weigh_now(terminal: Terminal, trained_model: Path):
    """By the current model, which is not the one of then."""
    terminal.has_a_model(trained_model)
    _keep_a_ticket(terminal.folder / "data")

    _, out, _ = terminal.types("explain", NUMBER, "--json")

    found = json.loads(out)
    assert found["decisions"]["rows"][0] == ["模型", None, "f7b9829904ba"]
    assert "受理时用的是模型 f7b9829904ba" in found["understood"]["note"]
    assert found["words"]["rows"]
    assert found["departments"]["rows"][0][1] == "construction"


def test_explain_says_that_it_knows_no_such_ticket(terminal: Terminal):
    """With the number that was asked for, and without a trace."""
    _keep_a_ticket(terminal.folder / "data")

    code, out, err = terminal.types("explain", "20200101000000")

    assert (code, out) == (2, "")
    assert "没有编号为 20200101-0000-00 的工单" in err
    assert "Traceback" not in err


def _keep_a_ticket(data: Path) -> None:
    async def keep() -> None:
        database = Database(f"sqlite:///{data}/huiying.db")
        await database.upgrade()
        why = {"intent": "complaint", "confidence": 0.93, "model": "f7b9829904ba"}
        ticket = opened(NUMBER, "c1", an_appeal(), NOW, NOW, why)
        move = {"department": "construction", "reason": "派单目录：提到“路灯”"}
        ticket = ticket.after(Event(Step.DISPATCHED, NOW, "system", move))
        changes = Changes(tickets={NUMBER: TicketChange(None, ticket)})
        await SqlTickets(database).apply(changes)
        await database.close()

    data.mkdir(parents=True, exist_ok=True)
    asyncio.run(keep())
