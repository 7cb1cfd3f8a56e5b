"""The promises of bot/domain/corrections.py."""

from bot.domain.corrections import LONGEST, Correction, Verdict
from bot.domain.tickets import Type
from bot.services.corrections import last_word
from tests.builders import NOW


def corrected(text: str = "路灯坏了", **more) -> Correction:
    return Correction.of(text, Type.INQUIRY, Type.COMPLAINT, "m1", NOW, **more)


def test_personal_data_is_taken_out_for_good():
    """An example needs none."""
    kept = corrected("路灯坏了，电话13912345678")

    assert "139" not in kept.text
    assert kept.text.startswith("路灯坏了")
    assert kept.verdict is Verdict.WAITING


def test_an_endless_text_is_cut():
    assert len(corrected("路" * 9_000).text) == LONGEST


def test_of_a_ticket_that_was_corrected_twice_the_second_counts():
    """What has no ticket yet stands for itself."""
    first, second = corrected("甲", number="1"), corrected("乙", number="1")
    alone = [Correction("丙", Type.INQUIRY, Type.HELP, "m1", NOW, id=n) for n in (7, 8)]

    assert last_word([first, second, *alone]) == [second, *alone]
