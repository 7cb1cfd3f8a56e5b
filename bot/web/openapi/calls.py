"""What a unit may say to us, and what it hears, as JSON Schema."""

from bot.domain.tickets import OUTCOME_NAMES, STATE_NAMES
from bot.services.department_calls import FIELDS, Verb
from bot.services.fields import Field, OutcomeField, UnitCode, Words
from bot.web.errors import REFUSED, SAID
from bot.web.openapi.shapes import (
    Schema,
    an_object,
    code,
    one_of,
    text,
    text_or_null,
    ticket_number,
    told,
)

TITLES = {
    Verb.ACKNOWLEDGE: "A department has taken the ticket",
    Verb.NOTE: "A department's note; never shown to the citizen",
    Verb.ANSWER: "A department's answer; the citizen reads it under the unit's name",
    Verb.RETURN: "The ticket is not this unit's; it goes on at once",
    Verb.TRANSFER: "The ticket belongs to another unit",
    Verb.ASK: "A department's question to the citizen: the clock pauses until it is answered, "
    "three working days at most",
}
CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
"""Control characters but tab and line breaks."""
SHOWN, NOT_BLANK = f"^[^{CONTROL}]*$", r"\S"


def call(verb: Verb) -> Schema:
    """The body of a call. What we do not know is ignored."""
    return {
        "title": TITLES[verb],
        "type": "object",
        "properties": {field.name: _field(field) for field in FIELDS[verb]},
        "required": [field.name for field in FIELDS[verb] if field.needed],
    }


def taken() -> Schema:
    """What a call is answered with."""
    said = {
        "number": ticket_number(),
        "state": one_of(STATE_NAMES),
        "state_name": one_of(STATE_NAMES.values()),
        "duplicate": told("this call was taken before; nothing happened now", {"type": "boolean"}),
    }
    return {"title": "What a call is answered with", **an_object(said)}


def error() -> Schema:
    """The one shape of every refusal."""
    codes = dict.fromkeys(said.code for said in (*SAID.values(), *REFUSED.values()))
    said = {
        "code": one_of(codes),
        "message": text("one Chinese sentence"),
        "field": text("with field_rejected: which"),
    }
    told_as = an_object({"error": an_object(said, needed=("code", "message"))})
    return {"title": "What a refused call is answered with", **told_as}


def _field(field: Field) -> Schema:
    match field:
        case Words(needed=True):
            return text(
                field.means,
                pattern=SHOWN,
                maxLength=field.longest,
                allOf=[{"pattern": NOT_BLANK}],
            )
        case Words():
            return text_or_null(field.means, pattern=SHOWN, maxLength=field.longest)
        case UnitCode():
            return code(field.means)
        case OutcomeField():
            return one_of(OUTCOME_NAMES, field.means)
