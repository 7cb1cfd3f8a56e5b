"""Whole conversations of tests/gold/conversations.yml, had with the real engine and judged."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.replies import Reply
from tests.fakes.citizen import Citizen

SOURCE = "【来源】"
"""Only a known answer ends with where it comes from."""
FILE = Path(__file__).parent / "gold" / "conversations.yml"


def conversations(part: str) -> list[Mapping[str, Any]]:
    """The rows of `dev` or of `held_out`."""
    rows: list[Mapping[str, Any]] = YAML(typ="safe").load(FILE.read_text("utf-8"))[part]
    return rows


async def mistakes(engine: RasaEngine, row: Mapping[str, Any]) -> list[str]:
    """What did not come of this conversation as it must; nothing when all is right."""
    citizen = Citizen(engine)
    replies = [await citizen.says(text) for text in row["says"]]
    kind = await _kind(citizen)
    opened = len(await citizen.tickets())
    wrong = {
        "names": row.get("names", "") not in _words(replies[-1]),
        "type": row.get("type", kind) != kind,
        "not": kind is not None and row.get("not") == kind,
        "answered": not _is_answered_so(citizen, replies, row.get("answered")),
        "only": not _answers_only(citizen, replies[-1], row.get("only")),
        "tickets": row.get("tickets", opened) != opened,
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]


async def _kind(citizen: Citizen) -> str | None:
    """The type of the newest ticket, or else of the matter that a form asks about."""
    if tickets := await citizen.tickets():
        return tickets[0].appeal.type.value
    slots = (e for e in reversed(await citizen.memory()) if e["event"] == "slot")
    return next((e["value"] for e in slots if e["name"] == "kind"), None)


def _is_answered_so(citizen: Citizen, replies: list[Reply], wanted: Any) -> bool:
    if wanted is None:
        return True
    if wanted is False:
        return not any(SOURCE in reply.text for reply in replies)
    return _is(citizen, replies[-1], wanted) or _question(citizen, wanted) in _words(replies[-1])


def _answers_only(citizen: Citizen, reply: Reply, key: str | None) -> bool:
    return key is None or SOURCE not in reply.text or _is(citizen, reply, key)


def _is(citizen: Citizen, reply: Reply, key: str) -> bool:
    entry = citizen.engine.knowledge.entry(key)
    return entry is not None and entry.answer[:20] in reply.text


def _question(citizen: Citizen, key: str) -> str:
    entry = citizen.engine.knowledge.entry(key)
    return entry.question if entry else key


def _words(reply: Reply) -> str:
    return "\n".join([reply.text, *(choice.title for choice in reply.choices)])
