"""What a model may learn from imported letters and from accepted corrections."""

from bot.domain.corrections import Correction
from bot.domain.dispatch import Catalogue, Department
from bot.domain.letters import Letter
from bot.domain.tickets import Type
from bot.models import as_example, as_lesson
from tests.builders import NOW

CATALOGUE = Catalogue(
    "v1",
    "centre",
    (
        Department("heating", "供热管理办公室", None, ()),
        Department("centre", "协调中心", None, ()),
    ),
)


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


def test_what_went_to_the_coordinating_centre_teaches_nothing_about_units():
    """Anything may go there, from where people pass it on."""
    letter = Letter("1", "暖气不热", type=Type.COMPLAINT, bureau="centre", department="centre")

    assert as_lesson(letter, CATALOGUE) == {"text": "暖气不热", "intent": "complaint"}


def test_an_accepted_correction_is_an_example_and_no_letter():
    correction = Correction("路灯坏了", Type.INQUIRY, Type.COMPLAINT, "m1", NOW)

    assert as_example(correction) == {"text": "路灯坏了", "intent": "complaint", "reviewed": True}
