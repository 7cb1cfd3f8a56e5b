"""What the model is judged by it never learns from."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.domain.plain import plain

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.yml"))
_EXAMPLE = re.compile(r"^\s+- (?P<text>.*)$", re.MULTILINE)
_NO_WORDS = re.compile(r"[\W_]+")


@pytest.fixture(scope="module")
def learned() -> set[str]:
    """Every example, without marks and ways of writing."""
    files = (ROOT / "nlu").rglob("*.yml")
    return {
        _bare(found["text"]) for f in files for found in _EXAMPLE.finditer(f.read_text("utf-8"))
    }


@pytest.mark.parametrize("file", GOLD, ids=lambda file: file.name)
def test_no_gold_sentence_is_an_example(file: Path, learned: set[str]):
    """Of a conversation its last words are judged; what only announces is said by everybody."""
    sentences = list(_sentences(YAML(typ="safe").load(file.read_text("utf-8"))))

    assert sentences
    assert [text for text in sentences if _bare(text) in learned] == []


def _sentences(gold: Any) -> Iterator[str]:
    if isinstance(gold, str):
        yield gold
    elif isinstance(gold, list):
        for one in gold:
            yield from _sentences(one)
    elif not isinstance(gold, dict):
        return
    elif "text" in gold or "says" in gold:
        yield gold.get("text") or gold["says"][-1]
    else:
        for part in gold.values():
            yield from _sentences(part)


def _bare(text: str) -> str:
    return _NO_WORDS.sub("", plain(text).text).lower()
