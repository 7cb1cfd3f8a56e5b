"""Known questions are read with the line of every way of asking."""

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.rasa.written import read
from bot.domain.errors import BadFile
from bot.domain.knowledge_check import Place, check

ROOT = Path(__file__).resolve().parents[3]
FILE = """\
version: "3.1"
nlu:
- intent: faq/card
  examples: |
    - 社保卡丢了怎么补
    # 方言
    - 卡找不着了咋整

- intent: greet
  examples: |
    - 你好
responses:
  utter_faq/card:
  - text: |-
      先挂失。
    metadata:
      source: 人社部
  utter_greet:
  - text: 您好
"""


def test_ways_of_asking_and_the_answer_have_their_lines(tmp_path: Path):
    (tmp_path / "faq.yml").write_text(FILE, encoding="utf-8")

    (card,) = read([tmp_path / "faq.yml"], tmp_path)

    assert card.key == "card"
    assert [(way.text, way.place.line) for way in card.ways] == [
        ("社保卡丢了怎么补", 5),
        ("卡找不着了咋整", 7),
    ]
    assert (card.asked_at, card.answered_at) == (Place("faq.yml", 3), Place("faq.yml", 13))
    assert (card.answer, card.facts) == ("先挂失。", {"source": "人社部"})


def test_question_and_answer_may_stand_in_two_files(tmp_path: Path):
    asked, _, answered = FILE.partition("responses:")
    (tmp_path / "a.yml").write_text(asked, encoding="utf-8")
    (tmp_path / "b.yml").write_text(f"responses:{answered}", encoding="utf-8")

    (card,) = read([tmp_path / "a.yml", tmp_path / "b.yml"], tmp_path)

    assert card.answered_at == Place("b.yml", 2)


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "faq.yml").write_text("responses:\n  utter_faq/a: [\n", encoding="utf-8")

    with pytest.raises(BadFile, match="不是正确的 YAML"):
        read([tmp_path / "faq.yml"], tmp_path)


def test_nothing_is_wrong_with_what_is_shipped():
    """No question in two entries, none too much like another, each with a source."""
    files = sorted((ROOT / "nlu" / "faq").glob("*.yml"))

    assert check(read(files, ROOT), date(2026, 11, 23)) == []
