"""What the documents say of the interface is what the code does."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.domain.tickets import ALLOWED, OUTCOME_NAMES, STATE_NAMES, State
from bot.services.department_calls import OF_UNITS, Verb
from bot.services.notices import ALARM, EVENTS, PING
from bot.web.errors import REFUSED, SAID
from bot.web.openapi.schemas import files

DOCS = Path(__file__).parents[2] / "docs"
WEBHOOKS = (DOCS / "operators" / "webhooks.md").read_text(encoding="utf-8")
SCHEMAS = sorted((DOCS / "schemas").glob("*.json"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_schema_is_a_schema_and_is_linked(path: Path):
    """A schema nobody finds helps nobody."""
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))

    assert f"](../schemas/{path.name})" in WEBHOOKS


def test_the_schemas_are_those_the_code_makes():
    """`huiying openapi --schemas docs/schemas` writes them anew."""
    kept = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS}

    assert kept == files()


@pytest.mark.parametrize("event", [*EVENTS, ALARM, PING])
def test_every_event_is_documented(event: str):
    """With when it is sent."""
    assert f"| `{event}` |" in WEBHOOKS


def test_every_step_is_documented_as_it_is_allowed():
    """The table is that of the code."""
    rows = [
        f"| `{step.value}` | {_states(sources)} | {_states({target}) if target else 'stays'} |"
        for step, (sources, target) in ALLOWED.items()
    ]

    assert "\n".join(rows) in WEBHOOKS


def test_every_refusal_is_in_the_schema():
    """A program may switch on the code."""
    schema = json.loads((DOCS / "schemas" / "error.json").read_text(encoding="utf-8"))
    codes = schema["properties"]["error"]["properties"]["code"]["enum"]

    said = {refusal.code for refusal in (*SAID.values(), *REFUSED.values())} | {"refused"}

    assert said == set(codes)


@pytest.mark.parametrize("verb", OF_UNITS)
def test_every_call_is_documented(verb: Verb):
    """With its schema."""
    assert f"| `/{verb.value}`" in WEBHOOKS
    assert (DOCS / "schemas" / f"{verb.value}.json").is_file()


def test_states_and_outcomes_of_the_schemas_are_those_of_the_code():
    """Names too."""
    ticket = json.loads((DOCS / "schemas" / "event.json").read_text(encoding="utf-8"))
    properties = ticket["properties"]["data"]["properties"]["ticket"]["properties"]
    answer = json.loads((DOCS / "schemas" / "answer.json").read_text(encoding="utf-8"))

    assert properties["state"]["enum"] == [state.value for state in State]
    assert properties["state_name"]["enum"] == list(STATE_NAMES.values())
    assert answer["properties"]["outcome"]["enum"] == [o.value for o in OUTCOME_NAMES]
    for outcome, name in OUTCOME_NAMES.items():
        assert re.search(rf"`{outcome.value}` {name}", WEBHOOKS)


def _states(states: object) -> str:
    return " ".join(STATE_NAMES[state] for state in State if state in states) or "—"
