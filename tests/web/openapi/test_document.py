"""The OpenAPI document holds every door for programs, and what they really ask and say."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis

from bot.adapters.departments.words import NEWS
from bot.services.department_calls import FIELDS, LONGEST_QUESTION, OF_UNITS, Verb
from bot.services.fields import LONGEST_TEXT, Words
from bot.services.notices import ALARM, EVENTS, MENTIONED, PING, WEEKLY
from bot.web import wechat
from bot.web.app import ROUTES
from bot.web.console.door import doors
from bot.web.errors import VOICES
from bot.web.openapi.document import document
from bot.web.openapi.operations import OPERATIONS
from bot.web.routes import Route
from tests.web.house import Client

DOCUMENT = document(ROUTES)
SCHEMAS = DOCUMENT["components"]["schemas"]
TICKET = "/departments/{code}/tickets/{number}"
SIGNATURE = {"webhook-id", "webhook-timestamp", "webhook-signature"}


def for_programs(route: Route) -> bool:
    """Whether its refusals are JSON."""
    return route.path.split("/")[1] not in VOICES


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its path."""
    for path, methods in DOCUMENT["paths"].items():
        yield from ((path, operation) for operation in methods.values())


def test_it_is_an_openapi_document():
    """By the schema of OpenAPI 3.1 itself."""
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_every_door_for_programs_is_in_it():
    """A new one must be described, or this fails."""
    spoken = [route for route in (*ROUTES, *wechat.ROUTES, *doors()) if for_programs(route)]

    assert {route.handler for route in spoken} == set(OPERATIONS)
    assert len(list(operations())) == len(spoken) - 1 + len(OF_UNITS)


@pytest.mark.parametrize("verb", OF_UNITS)
def test_every_call_is_in_it_with_its_fields(verb: Verb):
    """As they are read."""
    operation = DOCUMENT["paths"][f"{TICKET}/{verb}"]["post"]
    schema = SCHEMAS[verb.value]

    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": f"#/components/schemas/{verb}"}
    assert list(schema["properties"]) == [field.name for field in FIELDS[verb]]
    assert schema["required"] == [field.name for field in FIELDS[verb] if field.needed]


def test_a_limit_is_written_once():
    """Where a field is read, there it is described."""
    words = {
        (verb, field.name): field.longest
        for verb in OF_UNITS
        for field in FIELDS[verb]
        if isinstance(field, Words)
    }

    assert words[Verb.ASK, "text"] == LONGEST_QUESTION
    assert words[Verb.NOTE, "text"] == LONGEST_TEXT
    for (verb, name), longest in words.items():
        assert SCHEMAS[verb.value]["properties"][name]["maxLength"] == longest


def test_a_departments_call_is_signed():
    """The three headers belong together."""
    for path, operation in operations():
        asked = [set(one) for one in operation["security"]]
        if path.startswith("/departments/"):
            assert asked == [SIGNATURE]
        assert all(one <= set(DOCUMENT["components"]["securitySchemes"]) for one in asked)


def test_every_refusal_has_the_one_shape():
    """Whatever the door."""
    for _, operation in operations():
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                schema = response["content"]["application/json"]["schema"]
                assert schema["allOf"][0] == {"$ref": "#/components/schemas/error"}


def test_every_event_is_a_webhook():
    """And robots have a word for each that tells of a ticket; of a mention no system hears."""
    assert set(DOCUMENT["webhooks"]) == {*EVENTS, ALARM, PING, WEEKLY}
    assert set(NEWS) == {*EVENTS, MENTIONED}


async def test_anybody_may_read_it(client: Client):
    """It is the same for everybody."""
    response = await client.get("/api/openapi.json", headers={"X-Forwarded-For": "203.0.113.9"})

    assert response.status == 200
    assert await response.json() == DOCUMENT
