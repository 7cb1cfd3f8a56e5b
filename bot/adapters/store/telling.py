"""Who hears what, and how people are reached, as it is written down to be sealed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.dispatch import Delivery
from bot.domain.telling import UNTOUCHED, Contact, Group, Plan, Rule


def plan_as_record(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values."""
    return {
        "own": plan.own.as_record(),
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "delivery": vars(group.delivery),
                "rule": group.rule.as_record(),
            }
            for group in plan.groups
        ],
        "people": {person: rule.as_record() for person, rule in plan.people.items()},
    }


def plan_from_record(record: Mapping[str, Any] | None) -> Plan:
    """The plan that was written down; what everybody begins with if none was."""
    if record is None:
        return UNTOUCHED
    groups = (
        Group(one["id"], one["name"], Delivery(**one["delivery"]), Rule.from_record(one["rule"]))
        for one in record["groups"]
    )
    people = {person: Rule.from_record(rule) for person, rule in record["people"].items()}
    return Plan(Rule.from_record(record["own"]), tuple(groups), people)


def contact_as_record(contact: Contact) -> dict[str, Any]:
    """The contact as plain JSON values."""
    return {
        "robot": vars(contact.robot) if contact.robot else None,
        "ids": dict(contact.ids),
        "deputy": contact.deputy,
        "away_until": contact.away_until.isoformat() if contact.away_until else None,
        "rule": contact.rule.as_record(),
        "version": contact.version,
    }


def contact_from_record(record: Mapping[str, Any]) -> Contact:
    """The contact that was written down."""
    return Contact(
        robot=Delivery(**record["robot"]) if record["robot"] else None,
        ids=record["ids"],
        deputy=record["deputy"],
        away_until=date.fromisoformat(record["away_until"]) if record["away_until"] else None,
        rule=Rule.from_record(record["rule"]),
        version=record.get("version", 0),
    )
