"""The promises of bot/adapters/examples.py."""

from pathlib import Path

from bot.adapters.examples import NearestExamples
from bot.adapters.similar import SimilarLetters, build
from bot.domain.letters import Letter
from bot.domain.tickets import Type
from tests.fakes.letters import FakeLetters

FILE = """
version: "3.1"
nlu:
- intent: complaint
  examples: |
    - 路灯坏了没人修
    - 暖气不热
- intent: faq/lamp_hours
  examples: |
    - 路灯几点亮
"""


async def test_examples_are_found_with_their_file_and_their_intent(tmp_path: Path):
    (tmp_path / "lamps.yml").write_text(FILE, "utf-8")

    found = await NearestExamples(tmp_path).like("路灯坏了三天")

    assert [(one.origin, one.kind, one.words) for one in found] == [
        ("自带例句 lamps.yml", "complaint", "路灯坏了没人修"),
        ("自带例句 lamps.yml", "faq/lamp_hours", "路灯几点亮"),
    ]


async def test_letters_are_named_without_their_words(tmp_path: Path):
    """Citizens wrote them."""
    letters = FakeLetters()
    await letters.add_all([Letter("7", "路灯坏了", type=Type.HELP)], "a")
    build(tmp_path / "index", [("7", "路灯坏了")])

    found = await NearestExamples(tmp_path, SimilarLetters(tmp_path / "index"), letters).like(
        "路灯"
    )

    assert [(one.origin, one.kind, one.words) for one in found] == [("来信档案 7", "help", "")]
