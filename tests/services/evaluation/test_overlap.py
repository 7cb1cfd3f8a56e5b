"""The promises of bot/services/evaluation/overlap.py."""

from bot.domain.personal_data import redact
from bot.services.evaluation.overlap import digest, digests, warning
from bot.services.evaluation.samples import Sample

LETTER = "路灯坏了，请回电 13912345678。\n谢谢"


def test_a_letter_is_known_again_without_its_personal_data():
    """The archive keeps none; blanks and full-width forms make no difference either."""
    assert digest(LETTER) == digest(redact(LETTER)) == digest("路灯坏了,请回电13912345678。谢谢")


def test_letters_of_the_training_archive_are_told_in_one_sentence():
    learned = digests([redact(LETTER)])

    said = warning([Sample(LETTER), Sample("停水了")], learned)

    assert "2 封来信中有 1 封" in said
    assert warning([Sample("停水了")], learned) == ""
