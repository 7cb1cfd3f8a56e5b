"""What a model may learn from an imported letter."""

from bot.domain.dispatch import Catalogue, Department
from bot.domain.letters import Letter
from bot.domain.tickets import Type
from bot.models import as_lesson

CATALOGUE = Catalogue("v1", "heating", (Department("heating", "供热管理办公室", None, ()),))


def test_a_letter_teaches_its_type_and_its_unit():
    letter = Letter("1", "暖气不热", type=Type.COMPLAINT, department="某某市供热管理办公室")

    assert as_lesson(letter, CATALOGUE) == {
        "text": "暖气不热",
        "intent": "complaint",
        "department": "heating",
    }


def test_a_code_that_the_archive_names_comes_before_the_name():
    letter = Letter("1", "暖气不热", department="某街道", bureau="heating")

    assert as_lesson(letter, CATALOGUE) == {"text": "暖气不热", "department": "heating"}


def test_a_letter_without_type_and_known_unit_teaches_nothing():
    assert as_lesson(Letter("1", "暖气不热", department="烟草专卖局"), CATALOGUE) is None
