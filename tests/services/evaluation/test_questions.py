"""Who gets a known answer is counted as a share of those who ask, and of those who do not."""

from bot.services.evaluation.questions import OTHER, PERSON, Given, Wanted, faq_or_complaint, give
from bot.services.ports.dialogue import Understanding
from tests.fakes.dialogue import FakeDialogue


class Understands(FakeDialogue):
    """Understands a text as the test says."""

    def __init__(self, known: dict[str, Understanding]) -> None:
        super().__init__()
        self._known = known

    async def parse(self, text: str) -> Understanding:
        return self._known[text]


async def test_what_is_answered_and_what_is_offered():
    faq = (("a", 0.6), ("b", 0.2), ("c", 0.1), ("d", 0.05))
    dialogue = Understands(
        {
            "问": Understanding("faq", 0.6, faq=faq),
            "想问": Understanding("inquiry", 0.9, faq=faq),
            "投诉": Understanding("complaint", 0.9, faq=faq),
        }
    )

    given = await give(dialogue, [Wanted("问", "a"), Wanted("想问", "b"), Wanted("投诉", PERSON)])

    assert given == [
        Given("a", "a"),
        Given("b", None, ("a", "b", "c")),
        Given(PERSON, None),
    ]


def test_shares_are_of_those_who_ask_and_of_those_who_do_not():
    given = [
        Given("a", "a"),
        Given("b", None, ("a", "b")),
        Given("c", "a"),
        Given("d", None),
        Given(PERSON, "a"),
        Given(PERSON, None),
        Given(OTHER, None, ("a",)),
    ]

    section = faq_or_complaint({"dev": given})

    assert section.columns == ("指标", "dev")
    assert dict(section.rows) == {
        "问句": 4,
        "问句：直接答对": 0.25,
        "问句：三选一里有": 0.25,
        "问句：答错": 0.25,
        "诉求：被当成问句回答": 0.5,
        "别的问题：被直接回答": 0.0,
        "直接回答里答对的": 0.333,
    }


def test_without_a_gold_set_the_section_says_so():
    assert "没有" in faq_or_complaint({}).absent
