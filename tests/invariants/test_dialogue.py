"""The rules of the house for Rasa's files: nothing is named that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.rasa.hands import Hands

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
STORIES = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "stories").glob("*.yml")}
INTENTS = {name for entry in DOMAIN["intents"] for name in entry}
SOURCES = "\n".join(path.read_text() for path in (ROOT / "actions").glob("*.py"))
RESPONSES = [(name, text) for name, said in DOMAIN["responses"].items() for text in said]


def test_every_action_has_a_class_and_every_class_is_an_action():
    assert Hands("actions").names == set(DOMAIN["actions"])


def test_every_intent_leads_somewhere():
    """Each has a rule of its own; what happens inside forms is walked through in tests/dialogue."""
    heard = {step["intent"] for step in _steps() if "intent" in step}
    assert heard == INTENTS


def test_every_action_and_response_of_a_rule_exists():
    known = {*DOMAIN["actions"], *DOMAIN["responses"], *DOMAIN["forms"], "action_deactivate_loop"}
    assert {step["action"] for step in _steps() if "action" in step} <= known


@pytest.mark.parametrize("form", DOMAIN["forms"])
def test_every_form_can_be_begun_finished_left_and_handed_over(form: str):
    """The five rules beside each form; who gives thanks instead of asking leaves an inquiry, and
    who wants no person any more leaves without a word of the matter."""
    starts = [rule for rule in _rules() if {"active_loop": form} in rule["steps"]]
    inside = [rule for rule in _rules() if {"active_loop": form} in rule.get("condition", ())]
    ends = {step["intent"] for rule in inside for step in _flat(rule) if "intent" in step}
    assert starts
    parting = {"inquiry_form": {"thanks", "goodbye"}, "help_form": {"goodbye"}}
    assert ends == {"cancel", "solved", "deny", "handoff", "route"} | parting.get(form, set())
    assert any({"action": "action_open_ticket"} in rule["steps"] for rule in inside)


@pytest.mark.parametrize("form", DOMAIN["forms"])
def test_every_form_has_words_for_every_question(form: str):
    for slot in DOMAIN["forms"][form]["required_slots"]:
        assert f"utter_ask_{form}_{slot}" in DOMAIN["responses"]


def test_every_response_is_said_somewhere():
    in_rules = {step["action"] for step in _steps() if "action" in step}
    asked = {
        f"utter_ask_{form}_{slot}"
        for form, shape in DOMAIN["forms"].items()
        for slot in shape["required_slots"]
    }
    in_actions = set(re.findall(r'"(utter_\w+)"', SOURCES)) - {"utter_action"}
    said = {name for name in in_rules | in_actions | asked if name.startswith("utter_")}
    assert set(DOMAIN["responses"]) == said


@pytest.mark.parametrize(("name", "response"), RESPONSES, ids=[name for name, _ in RESPONSES])
def test_a_response_is_one_message_whose_choices_can_be_told_by_number(name: str, response: Any):
    """Rasa splits at blank lines; "1." at the beginning of a line belongs to the choices."""
    assert "\n\n" not in response["text"]
    assert not re.search(r"^\d+[.、]", response["text"], re.MULTILINE)
    for button in response.get("buttons", ()):
        assert button["payload"].removeprefix("/") in INTENTS


def test_every_slot_is_used_by_an_action():
    unused = [slot for slot in DOMAIN["slots"] if f'"{slot}"' not in SOURCES]
    assert unused == []


def test_topics_have_one_name_everywhere():
    """stories/ticket.yml, actions/ticket.py, tests/dialogue/test_ticket.yml."""
    for topic in STORIES:
        assert (ROOT / "actions" / f"{topic}.py").exists()
        assert (ROOT / "tests" / "dialogue" / f"test_{topic}.yml").exists()


def _rules() -> Iterator[dict[str, Any]]:
    for file in STORIES.values():
        yield from file["rules"]


def _steps() -> Iterator[dict[str, Any]]:
    for rule in _rules():
        yield from _flat(rule)


def _flat(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in rule["steps"]:
        yield from step.get("or", [step])
