"""The people of the console: who they are, what they may do, and which tickets they may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dispatch import Catalogue


class Role(StrEnum):
    """What somebody is in the house. One person may be several things."""

    ADMIN = "admin"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    SUPERVISOR = "supervisor"
    STAFF = "staff"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a page or a step of the console asks for."""

    SEE_TICKETS = "see_tickets"
    HANDLE_TICKETS = "handle_tickets"
    SEE_CONFIDENTIAL = "see_confidential"
    SEE_KNOWLEDGE = "see_knowledge"
    EDIT_KNOWLEDGE = "edit_knowledge"
    PUBLISH_KNOWLEDGE = "publish_knowledge"
    EDIT_WORDS = "edit_words"  # the welcome and the keywords: live at once, like an answer
    MANAGE_PEOPLE = "manage_people"
    MANAGE_DEPARTMENTS = "manage_departments"
    SEE_DEPARTMENTS = "see_departments"
    CHECK_DEPARTMENTS = "check_departments"
    SEE_OVERVIEW = "see_overview"
    SEE_UPKEEP = "see_upkeep"
    READ_AUDIT = "read_audit"


ROLE_NAMES = {
    Role.ADMIN: "管理员",
    Role.EDITOR: "编辑",
    Role.PUBLISHER: "发布人",
    Role.SUPERVISOR: "督办",
    Role.STAFF: "承办人员",
    Role.AUDITOR: "审计",
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset(
        {
            Right.MANAGE_PEOPLE,
            Right.MANAGE_DEPARTMENTS,
            Right.SEE_DEPARTMENTS,
            Right.CHECK_DEPARTMENTS,
            Right.SEE_KNOWLEDGE,
            Right.SEE_OVERVIEW,
            Right.SEE_UPKEEP,
        }
    ),
    Role.EDITOR: frozenset(
        {
            Right.SEE_KNOWLEDGE,
            Right.EDIT_KNOWLEDGE,
            Right.EDIT_WORDS,
            Right.SEE_OVERVIEW,
            Right.SEE_UPKEEP,
        }
    ),
    Role.PUBLISHER: frozenset(
        {
            Right.SEE_KNOWLEDGE,
            Right.PUBLISH_KNOWLEDGE,
            Right.EDIT_WORDS,
            Right.SEE_OVERVIEW,
            Right.SEE_UPKEEP,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Right.SEE_TICKETS,
            Right.HANDLE_TICKETS,
            Right.SEE_CONFIDENTIAL,
            Right.SEE_DEPARTMENTS,
            Right.CHECK_DEPARTMENTS,
            Right.SEE_OVERVIEW,
            Right.SEE_UPKEEP,
        }
    ),
    Role.STAFF: frozenset(
        {
            Right.SEE_TICKETS,
            Right.HANDLE_TICKETS,
            Right.SEE_DEPARTMENTS,
            Right.CHECK_DEPARTMENTS,
            Right.SEE_UPKEEP,
        }
    ),
    Role.AUDITOR: frozenset(
        {Right.SEE_TICKETS, Right.SEE_DEPARTMENTS, Right.SEE_OVERVIEW, Right.READ_AUDIT}
    ),
}
"""Who watches over others' work does none of it; who keeps accounts reads no citizen's words."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `department` is the code of the unit they work for."""

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    department: str | None
    disabled: bool = False

    def may(self, right: Right) -> bool:
        """Whether one of their roles gives this right."""
        return not self.disabled and any(right in RIGHTS[role] for role in self.roles)


@dataclass(frozen=True)
class Sight:
    """Whose tickets somebody may see: those of these units; of all units if None."""

    departments: frozenset[str] | None

    def covers(self, department: str | None) -> bool:
        """Whether a ticket that this unit holds may be seen. With nobody: by who sees all."""
        return self.departments is None or department in self.departments


NOTHING = Sight(frozenset())


def sight_of(person: Person, catalogue: Catalogue) -> Sight:
    """What this person may see of the tickets, as the catalogue stands today.

    Staff see their own unit's, supervisors those below it besides, the coordinating centre's
    supervisors and auditors all.
    """
    if not person.may(Right.SEE_TICKETS):
        return NOTHING
    if Role.AUDITOR in person.roles:
        return Sight(None)
    if Role.SUPERVISOR not in person.roles:
        return Sight(frozenset({person.department} if person.department else ()))
    if person.department == catalogue.coordinating_centre:
        return Sight(None)
    return Sight(_with_those_below(person.department, catalogue))


def handles(person: Person, unit: str | None, catalogue: Catalogue) -> bool:
    """Whether this person may handle what the unit holds."""
    return person.may(Right.HANDLE_TICKETS) and sight_of(person, catalogue).covers(unit)


def units_of(person: Person, catalogue: Catalogue) -> Sight:
    """Of which units this person may see how they are told, and what became of it.

    No word of a ticket is told there: who keeps the units sees all of them.
    """
    if person.may(Right.MANAGE_DEPARTMENTS):
        return Sight(None)
    return sight_of(person, catalogue)


def figures_of(person: Person, catalogue: Catalogue) -> Sight | None:
    """Of which tickets this person may know how many there are; None: of none.

    Who keeps the units reads no citizen's words, but how much waits where is no citizen's words.
    """
    if person.may(Right.SEE_TICKETS):
        return sight_of(person, catalogue)
    return Sight(None) if person.may(Right.MANAGE_DEPARTMENTS) else None


def units_above(unit: str | None, catalogue: Catalogue) -> frozenset[str]:
    """This unit, those it stands under, and the coordinating centre: who may see its tickets works
    for one of them."""
    seen = {catalogue.coordinating_centre}
    while unit is not None and unit not in seen:
        seen.add(unit)
        unit = parent.parent if (parent := catalogue.units.get(unit)) else None
    return frozenset(seen)


def _with_those_below(unit: str | None, catalogue: Catalogue) -> frozenset[str]:
    if unit is None:
        return frozenset()
    seen, new = {unit}, {unit}
    while new:
        below = {one.code for one in catalogue.departments if one.parent in new}
        new = below - seen
        seen |= new
    return frozenset(seen)
