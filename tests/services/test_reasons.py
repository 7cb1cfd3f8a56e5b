"""The promises of bot/services/reasons.py."""

from collections.abc import Sequence
from typing import Any

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.services.evaluation.report import Section
from bot.services.ports.dialogue import Understanding
from bot.services.reasons import Near, Reasons, Weighed

LAMPS = Department("lamps", "路灯所", None, (Clause("l-1", "路灯", None, ("路灯",)),))
CATALOGUE = Catalogue("v1", "lamps", (LAMPS,))


class Dialogue:
    def __init__(self, understood: Understanding) -> None:
        self._understood = understood
        self.heard: list[str] = []

    model = "m1"

    async def parse(self, text: str) -> Understanding:
        self.heard.append(text)
        return self._understood

    async def respond(self, *_: Any) -> Any:
        raise NotImplementedError


class Weights:
    asked: tuple[str, str] = ("", "")

    def weighing(self, text: str, intent: str, most: int = 8) -> Weighed:
        self.asked = (text, intent)
        return [("坏了", 0.3)], [("$", -0.1)]


class Examples:
    async def like(self, text: str) -> Sequence[Near]:
        return [Near("自带例句 complaint.yml", "complaint", "灯坏了"), Near("来信档案 7", "help")]


async def reasons(
    text: str, understood: Understanding, weights: Weights | None = None
) -> dict[str, Section]:
    found = Reasons(Dialogue(understood), weights or Weights(), Examples(), CATALOGUE)
    return {section.name: section for section in await found.of(text)}


COMPLAINT = Understanding("complaint", 0.9, (("complaint", 0.9), ("inquiry", 0.1)), model="m1")


async def test_model_scores_words_clause_and_examples_are_told():
    found = await reasons("路灯坏了", COMPLAINT)

    assert found["understood"].rows == [
        ("模型", "m1"),
        ("类型", "complaint"),
        ("意图", "complaint"),
        ("把握", 0.9),
    ]
    assert found["scores"].rows == [("complaint", 0.9), ("inquiry", 0.1)]
    assert found["words"].rows == [("支持", "坏了", 0.3), ("反对", "（句尾）", -0.1)]
    assert found["departments"].rows[0][:2] == ("路灯所", "lamps")
    assert found["departments"].rows[0][3] == "l-1"
    assert [row[1] for row in found["examples"].rows] == ["complaint", "help"]


async def test_the_rule_of_an_emergency_is_told_with_its_words():
    found = await reasons("楼下着火了快救人", COMPLAINT)

    assert found["understood"].rows[-1][0] == "紧急规则"
    assert "着火" in str(found["understood"].rows[-1][1])


async def test_a_known_question_is_weighed_as_an_inquiry():
    weights = Weights()

    found = await reasons(
        "路灯几点亮", Understanding("faq", 0.9, faq=(("lamp_hours", 0.9),), model="m1"), weights
    )

    assert weights.asked[1] == "inquiry"
    assert found["faq"].rows == [("lamp_hours", 0.9)]
    assert found["faq"].note == "排第一的够确定，直接回答。"


async def test_personal_data_is_weighed_by_nobody():
    """The model never hears it either."""
    weights = Weights()

    await reasons("路灯坏了，电话13912345678", COMPLAINT, weights)

    assert "139" not in weights.asked[0]


async def test_what_cannot_be_told_is_said():
    """A model of another kind, a text without a word that is known."""
    found = Reasons(Dialogue(Understanding(None, 0.0)), None, Examples(), CATALOGUE)

    sections = {section.name: section for section in await found.of("路灯")}

    assert sections["words"].absent
    assert sections["scores"].absent
    assert sections["faq"].absent
