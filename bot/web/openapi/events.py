"""What a unit is told by us, as JSON Schema."""

from bot.domain.messages import Kind
from bot.domain.parcels import AttachmentState
from bot.domain.pausing import LONGEST_PAUSE, MOST_PAUSES
from bot.domain.tickets import STATE_NAMES, TYPE_NAMES
from bot.domain.told import NAMES
from bot.services.department_calls import OF_UNITS
from bot.services.notices import ALARM, EVENTS, PING, WEEKLY
from bot.web.openapi.shapes import (
    Schema,
    an_object,
    code,
    many,
    moment,
    one_of,
    text,
    text_or_null,
    ticket_number,
    told,
)

ATTACHED = (Kind.IMAGE, Kind.VOICE, Kind.VIDEO)


def event() -> Schema:
    """Of a ticket."""
    data = {
        "sequence": {
            "type": "integer",
            "minimum": 1,
            "description": "grows within a ticket; events of one ticket arrive in this order",
        },
        "department": code("whom the event is for, also when another unit receives it"),
        "department_name": text(),
        "ticket": _ticket(),
        "change": _change(),
        "answer_url": text(_append(), format="uri"),
        "console_url": text("the ticket's page for people: it asks them to sign in", format="uri"),
    }
    return _event("An event of a ticket, from us to a department", one_of(EVENTS), data)


def alarm() -> Schema:
    """For the coordinating centre."""
    rung = {
        "kind": text("such as emergency.fire or parcel.given_up"),
        "text": text(),
        "at": moment(),
    }
    data = {"department": code(), "department_name": text(), "alarm": an_object(rung)}
    return _event("An alarm, from us to the coordinating centre", {"const": ALARM}, data)


def weekly() -> Schema:
    """For the unit that answers for some answers."""
    count: Schema = {"type": "integer", "minimum": 0}
    digest = {
        "week": text("the Monday", format="date"),
        "text": text("all of it in words"),
        "expired": told("answers that are no longer given", count),
        "due": told("answers to be compared with the law again", count),
        "dead_links": told("answers with an address that does not open", count),
        "unanswered": told("questions without an answer that the unit has taken on", count),
        "late": told("of these, past the day that was agreed", count),
    }
    url = text("the page that lists them: it asks people to sign in", format="uri")
    data = {"department": code(), "department_name": text(), "digest": an_object(digest)}
    title = "What is to be done about answers this week, from us to a department"
    return _event(title, {"const": WEEKLY}, {**data, "console_url": url})


def ping() -> Schema:
    """For the unit that somebody wants to reach."""
    data = {"department": code(), "department_name": text()}
    title = "A test event, from us to a department: it has arrived, and that is all"
    return _event(title, {"const": PING}, data)


def _event(title: str, kind: Schema, data: dict[str, Schema]) -> Schema:
    said = {
        "type": kind,
        "id": text("the webhook-id; the same over all tries"),
        "timestamp": moment("when it happened, not when it was sent"),
        "data": an_object(data),
    }
    return {"title": title, **an_object(said)}


def _append() -> str:
    *others, last = (f"/{verb}" for verb in OF_UNITS)
    return f"append {', '.join(others)} or {last}"


def _ticket() -> Schema:
    days = "working days that the clock has rested while the citizen was asked for more; of a pause"
    return an_object(
        {
            "number": ticket_number(),
            "type": one_of(TYPE_NAMES),
            "type_name": one_of(TYPE_NAMES.values()),
            "state": one_of(STATE_NAMES),
            "state_name": one_of(STATE_NAMES.values()),
            "title": text(),
            "content": text("what the citizen wrote"),
            "place": text_or_null(),
            "when": text_or_null(),
            "contact": text_or_null("how to reach the citizen, if they told us"),
            "missing": many(text(), "what is not known yet, such as place"),
            "reason": text("why the ticket came to this unit"),
            "opened_at": moment(),
            "due_at": moment("moved by pauses"),
            "paused_days": {
                "type": "integer",
                "minimum": 0,
                "maximum": MOST_PAUSES * LONGEST_PAUSE,
                "description": f"{days} that goes on, the most it may take",
            },
            "faq": _faq(),
            "suggestions": _suggestions(),
            "facts": _facts(),
            "people": {
                "type": "integer",
                "minimum": 1,
                "description": "how many citizens put this matter forward: the writer and "
                "everybody who joined; an answer to this ticket reaches all of them",
            },
            "joined_to": told(
                "the ticket that this one is handled with: answer that one",
                {**ticket_number(), "type": ["string", "null"]},
            ),
            "attachments": _attachments(),
        }
    )


def _faq() -> Schema:
    entry = {"type": "object", "additionalProperties": {"type": "string"}}
    return told("a known answer that did not help", {"anyOf": [{"type": "null"}, entry]})


def _suggestions() -> Schema:
    clause = "of the dispatch catalogue; null when a name or earlier letters decided"
    words = {"type": ["array", "null"], "items": {"type": "string"}}
    suggestion = {
        "code": text(),
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "clause": text_or_null(clause),
        "title": text_or_null(),
        "words": told("what in the text decided", words),
        "version": text_or_null("of the dispatch catalogue"),
    }
    means = "units that were suggested, the best first, and what decided"
    return many(an_object(suggestion), means, maxItems=3)


def _facts() -> Schema:
    fact = {
        "kind": one_of(NAMES),
        "name": text(),
        "words": text(),
        "first": text_or_null(format="date"),
        "last": text_or_null(format="date"),
        "clock": text_or_null("like 20:30"),
    }
    means = "what was told besides, in the citizen's words; for a time the days that are meant"
    return many(an_object(fact), means)


def _attachments() -> Schema:
    original = "of the bytes the citizen sent; a picture you download has lost its EXIF"
    attachment = {
        "id": code(),
        "kind": one_of(ATTACHED),
        "state": one_of(AttachmentState, "waiting: we are still fetching it; failed: it is lost"),
        "content_type": text_or_null(),
        "sha256": text_or_null(original, pattern="^[0-9a-f]{64}$"),
        "url": text("GET, signed over an empty body", format="uri"),
    }
    return many(an_object(attachment))


def _change() -> Schema:
    fields = "by field of the ticket (place, when, contact): what it was, and what the citizen says"
    correction = an_object({"was": text(), "is": text()})
    corrected = {"type": "object", "additionalProperties": correction}
    change = {
        "text": text(),
        "corrected": told(f"{fields} it is", corrected),
        "question": text("what you asked, when the citizen answers it"),
    }
    said = {"type": "object", "properties": change, "required": ["text"]}
    means = "what is new, or why the ticket came back or was passed on"
    return told(means, {"anyOf": [{"type": "null"}, said]})
