"""The promises of bot/services/evaluation/asking.py."""

from typing import Any

import pytest

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.scoring import Guess
from bot.services.evaluation.asking import FIVE, FOLDED, Filed, ask, dispatch, find, guess_of
from bot.services.ports.dialogue import Understanding


def understood(intent: str, **shares: float) -> Understanding:
    ranking = tuple(sorted(shares.items(), key=lambda pair: -pair[1]))
    return Understanding(intent, shares.get(intent, 0.0), ranking, (), (), "m1")


class Dialogue:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def parse(self, text: str) -> Understanding:
        self.heard.append(text)
        return understood("complaint", complaint=0.6, report=0.2, inquiry=0.2)

    async def respond(self, *_: Any) -> Any:
        raise NotImplementedError


async def test_texts_are_masked_before_they_are_understood():
    dialogue = Dialogue()

    asked = await ask(dialogue, [Filed("路灯坏了，电话13800138000", "complaint")])

    assert "13800138000" not in dialogue.heard[0]
    assert asked.guesses(FIVE) == [Guess("complaint", "complaint", pytest.approx(0.8))]
    assert len(asked.took) == 1


def test_kinds_that_count_as_one_share_their_probability():
    said = understood("help", help=0.4, complaint=0.3, inquiry=0.3)

    assert guess_of("help", said, FIVE) == Guess("help", "help", 0.4)
    assert guess_of("help", said, FOLDED) == Guess("complaint", "complaint", pytest.approx(0.7))


def test_a_known_question_is_an_inquiry():
    assert guess_of("inquiry", understood("faq", inquiry=0.9), FIVE).right


def test_a_command_is_no_type_at_all():
    assert guess_of("praise", understood("thanks", thanks=0.6, praise=0.4), FIVE) == Guess(
        "praise", None, 0.6
    )


def test_the_place_of_the_right_unit_is_told():
    units = [
        Department(code, code, None, (Clause(f"{code}-1", code, None, words),))
        for code, words in (("heating", ("暖气", "供热")), ("police", ("暖气",)))
    ]
    catalogue = Catalogue("v1", "heating", tuple(units))
    filed = [Filed("暖气供热", "heating"), Filed("暖气供热", "police"), Filed("暖气", "parks")]

    found = dispatch(filed, catalogue, None)

    assert found.places == [0, 1, None]
    assert found.guesses[0].found == "heating"


def test_the_place_of_the_right_letter_is_told():
    class Index:
        def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
            return [("1", 2.0), ("2", 1.0)]

    assert find([("问", "2"), ("问", "3")], Index()) == [1, None]
