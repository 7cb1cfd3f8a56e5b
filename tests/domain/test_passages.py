"""A knowledge file in passages, by name."""

import pytest

from bot.domain.passages import joined, passages_of

NLU = """\
# what is asked
version: "3.1"

nlu:
# lamps
- intent: faq/lamp
  examples: |
    - 路灯坏了
    # - no comment, a line of the examples
- intent: greet
  examples: |
    - 你好
responses:
  utter_faq/lamp:
  - text: 请报修。
  "utter_greet":
    - text: 您好：请说。
session_config: {expires: 30}
""".encode()


def test_each_is_found_by_its_name():
    """An answer and its ways to ask are one item; headings are none."""
    named = [(one.section, one.item) for one in passages_of("nlu/a.yml", NLU)]

    assert named == [
        ("version", "nlu/a.yml:version"),
        ("nlu", ""),
        ("nlu", "faq/lamp"),
        ("nlu", "intent/greet"),
        ("responses", ""),
        ("responses", "faq/lamp"),
        ("responses", "responses/utter_greet"),
        ("session_config", "nlu/a.yml:session_config"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        NLU,
        NLU.rstrip(),
        b"",
        b"\n",
        b"# nothing\n",
        b"- a\n- b\n",
        b"nlu:\n",
        b"\xff: [\n",
        b"a: |\n  x\r\n",
    ],
)
def test_nothing_of_a_file_is_lost(content: bytes):
    """Whatever it is."""
    assert joined(passages_of("nlu/a.yml", content)) == content


def test_comments_above_it_are_not_what_it_says():
    """Nor the empty lines around it."""
    lamp = next(one for one in passages_of("nlu/a.yml", NLU) if one.item == "faq/lamp")

    assert lamp.text.startswith("# lamps\n")
    assert lamp.said.startswith("- intent: faq/lamp\n")
    assert "no comment" in lamp.said


def test_a_file_without_names_is_one_passage():
    assert [one.item for one in passages_of("menu.yml", b"buttons: []\n")] == ["menu.yml"]
