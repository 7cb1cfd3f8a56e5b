"""Who may do what, and whose tickets somebody sees."""

from bot.domain.dispatch import Catalogue, Department
from bot.domain.people import Person, Right, Role, Sight, sight_of

CATALOGUE = Catalogue(
    "2026",
    "centre",
    (
        Department("centre", "服务中心", None, ()),
        Department("police", "公安局", "centre", ()),
        Department("traffic", "交警支队", "police", ()),
        Department("station", "车管所", "traffic", ()),
        Department("water", "自来水公司", "centre", ()),
    ),
)


def _person(*roles: Role, department: str | None = "police", disabled: bool = False) -> Person:
    return Person("1", "li", "李明", frozenset(roles), department, disabled)


def test_staff_see_the_tickets_of_their_own_unit_alone() -> None:
    assert sight_of(_person(Role.STAFF), CATALOGUE) == Sight(frozenset({"police"}))


def test_a_supervisor_sees_the_units_below_besides() -> None:
    seen = sight_of(_person(Role.SUPERVISOR), CATALOGUE)
    assert seen == Sight(frozenset({"police", "traffic", "station"}))


def test_the_coordinating_centres_supervisor_sees_all_even_units_that_left_the_catalogue() -> None:
    seen = sight_of(_person(Role.SUPERVISOR, department="centre"), CATALOGUE)
    assert seen.covers("water")
    assert seen.covers("a unit of last year")
    assert seen.covers(None)


def test_a_unit_that_is_its_own_grandparent_ends_nothing_in_a_circle() -> None:
    circle = Catalogue(
        "2026", "c", (Department("a", "甲", "b", ()), Department("b", "乙", "a", ()))
    )
    seen = sight_of(_person(Role.SUPERVISOR, department="a"), circle)
    assert seen == Sight(frozenset({"a", "b"}))


def test_whoever_keeps_accounts_or_knowledge_sees_no_ticket() -> None:
    for role in (Role.ADMIN, Role.EDITOR, Role.PUBLISHER):
        assert not sight_of(_person(role), CATALOGUE).covers("police")


def test_somebody_without_a_unit_sees_nothing_and_not_the_tickets_that_nobody_holds() -> None:
    for role in (Role.STAFF, Role.SUPERVISOR):
        assert not sight_of(_person(role, department=None), CATALOGUE).covers(None)


def test_an_auditor_sees_all_and_handles_nothing() -> None:
    auditor = _person(Role.AUDITOR, department=None)
    assert sight_of(auditor, CATALOGUE).covers("water")
    assert not auditor.may(Right.HANDLE_TICKETS)


def test_an_account_that_was_closed_may_do_nothing_and_sees_nothing() -> None:
    closed = _person(*Role, disabled=True)
    assert not any(closed.may(right) for right in Right)
    assert sight_of(closed, CATALOGUE) == Sight(frozenset())
