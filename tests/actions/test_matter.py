"""What a matter still needs, and what becomes of it."""

from dataclasses import replace

import pytest
from rasa_sdk import Tracker

from actions.hearing import Heard
from actions.matter import Matter, continues, forgotten, title_of
from bot.domain.dispatch import Clause, Department
from bot.domain.tickets import Type
from tests.builders import a_ticket
from tests.fakes.house import CATALOGUE, House

SURE = {"confidence": 0.9}


@pytest.fixture
def desk():
    house = House()
    words = Clause("social_security-1", "养老", None, ("养老金", "社保"))
    unit = Department("social_security", "人社局", None, (words,))
    catalogue = replace(CATALOGUE, departments=(*CATALOGUE.departments, unit))
    house.shelf = replace(house.shelf, catalogue=catalogue)
    return house.a_desk()


def a_tracker(**slots) -> Tracker:
    return Tracker("c1", slots, {}, [], False, None, {}, None)


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        (Type.COMPLAINT, "what"),
        (Type.REPORT, "what"),
        (Type.HELP, "what"),
        (Type.SUGGESTION, "what"),
        (Type.INQUIRY, "what"),
        (Type.PRAISE, "what"),
    ],
)
def test_what_an_empty_matter_is_asked_first(desk, kind: Type, question: str):
    assert Matter(kind).next_question(desk) == question


def test_a_complaint_is_asked_for_its_place(desk):
    assert Matter(Type.COMPLAINT, "路灯坏了").next_question(desk) == "place"


def test_a_complaint_with_its_place_is_asked_nothing(desk):
    assert Matter(Type.COMPLAINT, "路灯坏了", place="解放路").next_question(desk) is None


def test_who_complains_about_a_pension_is_not_asked_where(desk):
    assert Matter(Type.COMPLAINT, "养老金三个月没发").next_question(desk) is None


def test_after_two_questions_the_ticket_opens(desk):
    asked = Matter(Type.COMPLAINT, asked=("what", "what"))
    assert asked.next_question(desk) is None


def test_what_is_not_known_is_not_asked_again(desk):
    matter = Matter(Type.COMPLAINT, "路灯坏了", asked=("place",), unknown=("place",))
    assert matter.next_question(desk) is None
    assert matter.as_appeal(desk).missing == ("place",)


def test_a_telephone_number_is_asked_for_only_when_nothing_else_was(desk):
    fresh = Matter(Type.HELP, "老人没人照顾", place="解放路", understood=SURE)
    assert fresh.next_question(desk) == "contact"
    assert replace(fresh, asked=("place",)).next_question(desk) is None
    assert replace(fresh, understood={"confidence": 0.3}).next_question(desk) is None


def test_a_missing_telephone_number_is_nothing_to_add_later(desk):
    matter = Matter(
        Type.HELP, "老人没人照顾", place="解放路", unknown=("contact",), understood=SURE
    )
    assert matter.as_appeal(desk).missing == ()


def test_whoever_wants_a_person_is_asked_what_it_is_about_and_no_more(desk):
    wants = Matter(Type.HELP, to_person=True)
    assert wants.next_question(desk) == "what"
    assert wants.told("家里停水了").next_question(desk) is None


def test_nothing_said_is_told_apart_from_not_known(desk):
    assert Matter(Type.COMPLAINT).is_empty
    unknown = Matter(Type.COMPLAINT, unknown=("what",))
    assert not unknown.is_empty
    assert unknown.as_appeal(desk).missing == ("content", "place")


def test_slots_hold_a_matter_and_forget_it():
    matter = Matter(Type.REPORT, "x", "p", "w", "c", ("what",), ("place",), {"intent": "i"}, True)
    events = matter.as_slots()
    slots = {event["name"]: event["value"] for event in events}

    assert Matter.of(a_tracker(**slots)) == matter
    gone = {event["name"]: event["value"] for event in forgotten()}
    assert Matter.of(a_tracker(**(slots | gone))) is None


def test_what_was_not_understood_before_goes_along():
    """Its own words come first: they give the ticket its title."""
    tracker = a_tracker(unclear="呜呜呜", place="解放路")
    matter = Matter.begun(Type.HELP, Heard("老人没人照顾", "help"), tracker)
    assert (matter.what, matter.place) == ("老人没人照顾\n呜呜呜", "解放路")


def test_a_title_is_short_and_without_greeting():
    assert title_of("您好，路灯坏了\n解放路") == "路灯坏了"
    assert len(title_of("路灯" * 40)) == 24


@pytest.mark.parametrize(
    ("said", "belongs"),
    [
        ("昨天晚上也没亮", True),
        ("路灯坏了这么久都没人管", True),
        ("暖气一点也不热", False),
        ("我要投诉", False),
    ],
)
def test_what_belongs_to_the_ticket_in_hand(desk, said: str, belongs: bool):
    assert continues(Heard(said, "complaint", 0.9), a_ticket(), desk) is belongs


def test_what_is_hardly_understood_belongs_to_the_ticket_in_hand(desk):
    assert continues(Heard("暖气一点也不热", "complaint", 0.2), a_ticket(), desk)


def test_another_place_is_another_matter(desk):
    heard = Heard("人民路20号路灯坏了", "complaint", 0.9, entities={"place": "人民路20号"})
    assert not continues(heard, a_ticket(place="解放路8号"), desk)
    assert continues(heard, a_ticket(place="人民路20号门口"), desk)


def test_whoever_has_not_said_what_it_is_about_says_it_now(desk):
    assert continues(Heard("暖气一点也不热", "complaint"), a_ticket(missing=("content",)), desk)


def doubtful(**understood) -> Matter:
    why = {
        "intent": "complaint",
        "confidence": 0.5,
        "ranking": [["complaint", 0.5], ["inquiry", 0.3], ["thanks", 0.15], ["praise", 0.05]],
    }
    return Matter(Type.COMPLAINT, "路灯", understood=why | understood)


def test_a_doubtful_type_may_be_another_likely_one():
    """Neither a command nor what hardly anybody means."""
    assert doubtful().other_kinds == [Type.INQUIRY]


def test_a_sure_type_is_nothing_else():
    assert doubtful(confidence=0.6).other_kinds == []


def test_a_type_that_was_said_is_not_doubted():
    """By a correction, or because a human being was asked for."""
    assert replace(doubtful(), kind=Type.SUGGESTION).other_kinds == []
    assert replace(doubtful(), to_person=True).other_kinds == []
