"""Why a ticket became what it is, as staff read it."""

from bot.domain.dispatch import Catalogue, Department
from bot.domain.tickets import Step
from bot.services.explanation import explain
from tests.builders import a_ticket

CATALOGUE = Catalogue("v1", "centre", (Department("construction", "住建局", None, ()),))


def test_every_step_is_told_with_its_unit():
    """Who holds it, and how it came there."""
    lines = explain(a_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED), CATALOGUE)

    assert lines[0].endswith("投诉，已签收")
    assert "承办单位：住建局" in lines
    assert [line.split(" ", 3)[3].split()[0] for line in lines if line[0].isdigit()] == [
        "受理",
        "派单",
        "签收",
    ]


def test_the_citizens_words_are_not_repeated():
    """Whoever asks why need not read what."""
    told = "\n".join(explain(a_ticket(), CATALOGUE))

    assert "路灯" not in told
    assert "人民路" not in told
