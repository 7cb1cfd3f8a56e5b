"""The promises of bot/adapters/rasa/training.py."""

import json
import os
from pathlib import Path

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.sources import Trained, fingerprint
from bot.adapters.rasa.training import _message, train
from bot.domain.errors import BadFile, BadInput
from nlu.components.classifier import LETTER
from tests.adapters.rasa.conftest import SMALL, small_project


def test_the_same_content_is_trained_once(trained: Trained) -> None:
    again = train(small_project(), trained.path.parent)

    assert again == Trained(trained.path, trained.version, fresh=False)
    assert trained.path.name == f"{trained.version}.tar.gz"


def test_another_word_in_a_file_is_another_version(tmp_path: Path) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text((SMALL / "domain.yml").read_text() + "# changed\n")

    assert fingerprint(small_project(domain=domain)) != fingerprint(small_project())


async def test_letters_are_learned_beside_the_examples(tmp_path: Path) -> None:
    letters = tmp_path / "letters.jsonl"
    rows = [
        {"text": f"关于{place}井盖破损的投诉，请尽快处理", "intent": "complaint"}
        for place in "甲乙丙丁"
    ]
    letters.write_text("\n".join(json.dumps(row) for row in rows))

    trained = train(small_project(letters=letters), tmp_path / "models")
    engine = await RasaEngine.load(trained.path, None)

    assert (await engine.parse("戊井盖破损")).intent == "complaint"


def test_what_somebody_reviewed_is_an_example_and_no_letter() -> None:
    """Letters are many and carelessly filed, and count less."""
    told = {"text": "路灯坏了", "intent": "complaint"}

    assert _message(told).get(LETTER)
    assert not _message({**told, "reviewed": True}).get(LETTER)


@pytest.mark.parametrize("line", ["no json", '{"text": "没有类型"}', "[1, 2]"])
def test_a_bad_letter_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    letters = tmp_path / "letters.jsonl"
    letters.write_text('{"text": "好", "intent": "praise"}\n' + line)

    with pytest.raises(BadFile, match=r"letters\.jsonl:2"):
        train(small_project(letters=letters), tmp_path / "models")

    assert not list((tmp_path / "models").iterdir())


def test_bad_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    examples = tmp_path / "examples.yml"
    examples.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: [你好\n')

    with pytest.raises(BadFile, match=r"examples\.yml:\d"):
        train(small_project(data=(examples,)), tmp_path / "models")


def test_an_intent_that_the_domain_does_not_know_is_refused(tmp_path: Path) -> None:
    examples = tmp_path / "more.yml"
    examples.write_text('version: "3.1"\nnlu:\n- intent: dance\n  examples: |\n    - 跳舞\n')
    data = (SMALL / "examples.yml", SMALL / "stories.yml", examples)

    with pytest.raises(BadFile, match=r"dance.*domain\.yml"):
        train(small_project(data=data), tmp_path / "models")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"config\.yml"):
        train(small_project(config=tmp_path / "config.yml"), tmp_path / "models")


def test_a_component_that_is_left_out_says_so(tmp_path: Path) -> None:
    """An admin who writes DIETClassifier reads why it does not run here."""
    config = tmp_path / "config.yml"
    text = (SMALL / "config.yml").read_text()
    config.write_text(text.replace("pipeline:", "pipeline:\n  - name: DIETClassifier"))

    with pytest.raises(BadInput, match="DIETClassifier 没有安装"):
        train(small_project(config=config), tmp_path / "models")


def test_training_writes_nothing_but_the_model(tmp_path: Path) -> None:
    before = set(os.listdir())

    train(small_project(), tmp_path / "models")

    assert set(os.listdir()) == before
    assert [path.suffix for path in (tmp_path / "models").iterdir()] == [".gz"]


async def test_an_archive_teaches_where_letters_go(tmp_path: Path) -> None:
    """Letters that name only their unit are learned from as well."""
    matters = {"heating": "暖气不热", "parks": "树挡住了窗户"}
    rows = [
        {"text": f"{number}号楼{text}", "department": unit}
        for number in range(60)
        for unit, text in matters.items()
    ]
    letters = tmp_path / "letters.jsonl"
    letters.write_text("\n".join(json.dumps(row) for row in rows))

    trained = train(small_project(letters=letters), tmp_path / "models")
    engine = await RasaEngine.load(trained.path, None)

    assert engine.habits is not None
    assert engine.habits.usual("家里暖气不热")["heating"] > 0.8
