"""Why a ticket became what it is, as staff read it."""

from bot.domain.dispatch import Catalogue, Department
from bot.domain.tickets import Step
from bot.services.evaluation.report import Section
from bot.services.explanation import explain, opening_words, since_then
from tests.builders import a_ticket

CATALOGUE = Catalogue("v1", "centre", (Department("construction", "住建局", None, ()),))


def told(*steps: Step) -> dict[str, Section]:
    return {section.name: section for section in explain(a_ticket(*steps), CATALOGUE)}


def test_every_step_is_told_with_its_unit():
    """Who holds it, and how it came there."""
    sections = told(Step.DISPATCHED, Step.ACKNOWLEDGED)

    assert {("类型", "投诉"), ("状态", "已签收"), ("承办单位", "住建局")} <= {
        tuple(row) for row in sections["ticket"].rows
    }
    assert [row[2] for row in sections["history"].rows] == ["受理", "派单", "签收"]


def test_the_citizens_words_are_not_repeated():
    """Whoever asks why need not read what."""
    written = str([section.rows for section in told().values()])

    assert "路灯" not in written
    assert "人民路" not in written


def test_reasons_of_another_model_are_told_as_such():
    """A model that was trained since may see it otherwise."""
    ticket = a_ticket()

    assert "没有经过模型" in since_then(ticket, "m2")
    ticket.log[0].data["understanding"]["model"] = "m1"
    assert "受理时用的是模型 m1，现在是 m2" in since_then(ticket, "m2")
    assert since_then(ticket, "m1").startswith("模型与受理时相同")


def test_reasons_are_looked_for_in_the_words_that_opened_the_ticket():
    assert opening_words(a_ticket()) == "人民路23号门口路灯坏了三天没人修"
