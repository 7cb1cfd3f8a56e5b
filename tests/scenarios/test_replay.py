"""Letters of an archive, sent through the real door."""

import io

from rich.console import Console

from bot.domain.letters import Letter
from bot.domain.tickets import Type
from bot.terminal.replay import replay_letters
from tests.houses import House


def a_letter(number: str, content: str, type: Type, bureau: str) -> Letter:
    return Letter(id=number, title="来信", content=content, type=type, bureau=bureau)


async def test_every_letter_has_an_outcome(house: House):
    """One becomes a ticket at its unit, one is answered, one is asked for more."""
    letters = [
        a_letter("1", "人民路23号门口路灯坏了三天没人修", Type.COMPLAINT, "construction"),
        a_letter("2", "社保卡丢了怎么补办", Type.INQUIRY, "social_security"),
        a_letter("3", "我要投诉", Type.COMPLAINT, "other"),
    ]

    became = await replay_letters(letters, house.places, 2, Console(file=io.StringIO()))

    assert [one.outcome for one in became][:2] == ["ticket", "faq"]
    assert became[2].number is None
    assert became[0].type == "complaint"
    assert became[0].department == "construction"
    assert [one.letter for one in became] == ["1", "2", "3"]
