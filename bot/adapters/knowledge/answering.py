"""The answers of a knowledge base, as citizens get them."""

from __future__ import annotations

from typing import Any

from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.rasa.knowledge import PREFIX, Answers
from bot.domain.revisions import Files


def answers_of(files: Files) -> Answers:
    """All of them, without a model. Raises BadFile and FaultyAnswer."""
    responses: dict[str, Any] = {}
    for path in sorted(files):
        if path == "domain.yml" or path.startswith("nlu/"):
            found = read_mapping(path, files[path]).get("responses") or {}
            responses |= {name: one for name, one in found.items() if name.startswith(PREFIX)}
    return Answers.of(responses)
