"""Abuse is told from what only sounds like it, and from what is told of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.domain.abuse import recognise

GOLD = Path(__file__).parents[1] / "gold" / "abuse.yml"
LETTERS = Path(__file__).parents[3] / "shared" / "data" / "letters_eval.jsonl"
TOLD = YAML(typ="safe").load(GOLD.read_text(encoding="utf-8"))


def test_nothing_but_abuse_is_known_for_what_it_is():
    """Nine of ten."""
    alone = [text for text in TOLD["only"] if (found := recognise(text)) and found.alone]

    assert len(alone) >= 0.9 * len(TOLD["only"])


def test_whoever_tells_a_matter_never_only_swears():
    for text in TOLD["beside"]:
        found = recognise(text)
        assert found is None or not found.alone, text


def test_hardly_anything_innocent_counts_as_abuse():
    """One of twenty at most."""
    flagged = [text for text in TOLD["none"] if recognise(text)]

    assert len(flagged) <= 0.05 * len(TOLD["none"])


@pytest.mark.parametrize(
    "text", ["保安骂我傻逼", "他说我是废物", "垃圾三天没清", "路灯坏了", "", "？"]
)
def test_what_is_quoted_or_innocent_is_no_abuse(text: str):
    assert recognise(text) is None


@pytest.mark.parametrize("text", ["傻 逼", "傻*逼", "ＳＢ", "S B", "蠢豬", "操你媽"])
def test_what_is_hidden_from_a_list_is_found(text: str):
    found = recognise(text)

    assert found is not None
    assert found.alone


def test_hardly_any_real_letter_counts_as_abuse():
    """At most one in a hundred, and none as nothing but abuse."""
    if not LETTERS.is_file():
        pytest.skip("the public letters are not on this machine")
    lines = LETTERS.read_text(encoding="utf-8").rstrip("\n").split("\n")
    letters = [json.loads(line)["content"] for line in lines]
    found = [insults for text in letters if (insults := recognise(text))]

    assert len(found) <= 0.01 * len(letters)
    assert not any(insults.alone for insults in found)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str):
    recognise(text)
