"""What the bot hears and does, read for editors: a file that cannot be read hides no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.knowledge import stories
from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.shapes import check_readable
from bot.domain.errors import BadFile
from bot.domain.revisions import Files
from bot.domain.story_check import Known
from bot.services.ports.stories import RULES, Saying, Script

_ANSWERS = "utter_faq/"


def script(files: Files) -> Script:
    """What can be read of these files."""
    readable, faults = _readable(files)
    ways = stories.examples(readable)
    return Script(
        paths=tuple(stories.paths(readable)),
        known=stories.known(readable) if stories.DOMAIN in readable else Known(),
        examples={intent: [one.text for one in some] for intent, some in ways.items()},
        sayings=_sayings(readable),
        faults=faults,
    )


def _readable(files: Files) -> tuple[dict[str, bytes], dict[str, str]]:
    readable, faults = {}, {}
    for path, content in files.items():
        if not path.startswith((RULES, "nlu/")) and path != stories.DOMAIN:
            continue
        try:
            check_readable(path, content)
            readable[path] = content
        except BadFile as error:
            faults[path] = str(error)
    return readable, faults


def _sayings(files: Files) -> dict[str, Saying]:
    found = read_mapping(stories.DOMAIN, files.get(stories.DOMAIN, b"")).get("responses")
    listed = found.items() if isinstance(found, Mapping) else ()
    return {
        str(name): _saying(str(name), variants)
        for name, variants in listed
        if not str(name).startswith(_ANSWERS)
    }


def _saying(name: str, variants: Any) -> Saying:
    some = [one for one in variants or () if isinstance(one, Mapping)]
    taps = [
        str(tap.get("title") or "")
        for one in some
        for tap in one.get("buttons") or ()
        if isinstance(tap, Mapping)
    ]
    return Saying(name, tuple(str(one.get("text") or "") for one in some), tuple(taps))
