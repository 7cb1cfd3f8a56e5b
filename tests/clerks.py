"""Whole conversations of clerks.yml, had with the real engine and judged as a clerk."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.adapters.rasa.engine import RasaEngine
from bot.domain import numbers
from bot.domain.replies import Reply
from bot.domain.tickets import Ticket
from tests.fakes.citizen import Citizen

FILE = Path(__file__).with_suffix(".yml")
PICTURE, PLACE, ANSWERED = "@图", "@位置 ", "@答"


def conversations(part: str) -> list[Mapping[str, Any]]:
    """The rows of one part of the file, `read` to `eighth`."""
    rows: list[Mapping[str, Any]] = YAML(typ="safe").load(FILE.read_text("utf-8"))[part]
    return rows


async def mistakes(engine: RasaEngine, row: Mapping[str, Any]) -> list[str]:
    """What a good clerk would have done otherwise; nothing when all is right."""
    citizen = Citizen(engine)
    said = [await _hears(citizen, words) for words in row["says"]]
    tickets = await citizen.tickets()
    return [*_of_tickets(row, tickets), *_of_replies(row, said)]


async def _hears(citizen: Citizen, words: str) -> str:
    if words == ANSWERED:
        await citizen.is_answered()
        return ""
    if words == PICTURE:
        return _words(await citizen.sends_picture())
    if words.startswith(PLACE):
        return _words(await citizen.sends_place(words.removeprefix(PLACE)))
    return _words(await citizen.says(words))


def _words(reply: Reply) -> str:
    # a ticket's number is drawn by lot, and one in some hundred holds 110 or 120
    said = numbers.PATTERN.sub("", reply.text)
    return " ".join([said, *(choice.title for choice in reply.choices)])


def _of_tickets(row: Mapping[str, Any], tickets: Sequence[Ticket]) -> list[str]:
    units, wanted = {ticket.department for ticket in tickets}, set(row.get("units", ()))
    kinds = {ticket.appeal.type.value for ticket in tickets}
    written = [f"{ticket.appeal}{ticket.log}" for ticket in tickets]
    places = [ticket.appeal.place or "" for ticket in tickets]
    wrong = {
        "tickets": len(tickets) != row.get("tickets", len(tickets)),
        "type": "type" in row and not kinds <= set(_each(row["type"])),
        "units": bool(wanted) and not (units == wanted or (len(units) == 1 and units < wanted)),
        "place": "place" in row and not any(row["place"] in place for place in places),
        "state": "state" in row and any(one.state.value != row["state"] for one in tickets),
        "holds": not all(any(held in one for one in written) for held in row.get("holds", ())),
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]


def _of_replies(row: Mapping[str, Any], said: Sequence[str]) -> list[str]:
    missed = [f"r{n}" for n, words in row.get("r", {}).items() if not _says(words, said[n])]
    shunned = "no" in row and any(_says(row["no"], one) for one in said)
    return [*missed, *(["no"] if shunned else [])]


def _says(wanted: object, said: str) -> bool:
    return re.search(str(wanted), said) is not None


def _each(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one]
