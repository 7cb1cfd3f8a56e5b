"""Rules and sentences are edited line by line: what was not meant stays, byte for byte."""

from pathlib import Path
from typing import Any

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.story_writing import YamlStories
from bot.domain.errors import BadFile, FieldRejected, NotFound
from bot.services.ports.stories import Wish

FILES = read_folder(Path(__file__).resolve().parents[3])
STORIES = YamlStories()
SCRIPT = STORIES.read(FILES)
RULES = [(one.place.file, one.name) for one in SCRIPT.paths]
DOMAIN = FILES["domain.yml"]


def rules(content: bytes) -> dict[str, Any]:
    return {one["rule"]: one for one in read_mapping("", content).get("rules") or ()}


@pytest.mark.parametrize(("file", "name"), RULES, ids=str)
def test_every_rule_of_ours_can_be_changed_and_taken_out(file: str, name: str):
    """Its steps the other way round, and none of its neighbours moves."""
    content, before = FILES[file], rules(FILES[file])
    steps = before[name]["steps"]
    same = [Wish(at) for at in range(len(steps))]

    assert STORIES.changed(content, name, same) == content
    turned = rules(STORIES.changed(content, name, same[::-1]))
    assert turned == {**before, name: {**before[name], "steps": steps[::-1]}}
    without = rules(STORIES.without(content, name))
    assert without == {one: rule for one, rule in before.items() if one != name}


@pytest.mark.parametrize("name", ["utter_welcome", "utter_elsewhere", "utter_handoff_in_hand"])
def test_a_sentence_of_ours_is_put_in_other_words(name: str):
    """With its buttons, and no other sentence changes."""
    before, saying = read_mapping("", DOMAIN), SCRIPT.sayings[name]

    assert STORIES.saying(DOMAIN, name, saying.texts) == DOMAIN
    texts = [*saying.texts, "新：#的\n第二行"]
    after = read_mapping("", STORIES.saying(DOMAIN, name, texts))

    was, now = before["responses"][name], after["responses"][name]
    assert [one["text"] for one in now] == texts
    assert now[0].get("buttons") == was[0].get("buttons")
    assert {**after["responses"], name: was} == before["responses"]
    assert {**after, "responses": 0} == {**before, "responses": 0}


def test_comments_stand_where_they_stood():
    """Line by line the file is the same, but for what was wished."""
    after = STORIES.saying(DOMAIN, "utter_greet", ["您好。"]).decode().split("\n")
    before = DOMAIN.decode().split("\n")

    assert len(after) == len(before)
    assert [now for was, now in zip(before, after, strict=True) if was != now] == [
        "    - text: 您好。"
    ]


@pytest.mark.parametrize("content", [b"", b'version: "3.1"\n', b"rules:\n", b"rules: []\n"])
def test_the_first_rule_of_a_file(content: bytes):
    """Whatever stood there."""
    after = STORIES.added(content, "第一条", "greet", "utter_greet")

    assert rules(after)["第一条"]["steps"] == [{"intent": "greet"}, {"action": "utter_greet"}]


@pytest.mark.parametrize(
    "content", [b"", b"intents: [greet]\n", b"responses:\n", b"responses: {}\n"]
)
def test_the_first_sentence_of_a_domain(content: bytes):
    """Whatever stood there."""
    after = read_mapping("", STORIES.saying(content, "utter_new", ["好"]))

    assert after["responses"] == {"utter_new": [{"text": "好"}]}


def test_the_only_rule_leaves_a_file_that_can_be_read():
    """And takes another one."""
    empty = STORIES.without(STORIES.added(b"", "一", "greet", "utter_greet"), "一")

    assert rules(empty) == {}
    assert list(rules(STORIES.added(empty, "二", "greet", "utter_greet"))) == ["二"]


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "null",
        "1.5",
        "- a",
        "? b",
        "&x",
        "*y",
        "{a",
        "#c",
        "a #b",
        "“引号”\"'\\",
        "%x",
        "x: y",
    ],
)
def test_a_text_stays_a_text_whatever_yaml_makes_of_it(text: str):
    """No sentence becomes a list, a number, or nothing."""
    small = b"responses:\n  utter_greet:\n  - text: x\n    buttons: []\n"
    after = read_mapping("", STORIES.saying(small, "utter_greet", [text, f"{text}\n{text}"]))

    assert [one["text"] for one in after["responses"]["utter_greet"]] == [text, f"{text}\n{text}"]


@pytest.mark.parametrize("name", ["a\n- rule: b", "", " ", "名" * 121, "\u202eabc", "x\x00"])
def test_a_name_that_breaks_the_file_is_none(name: str):
    """Line ends become spaces; what cannot be seen is refused."""
    content = FILES["stories/smalltalk.yml"]
    try:
        after = STORIES.added(content, name, "greet", "utter_greet")
    except FieldRejected:
        return
    assert rules(after) == {**rules(content), "a - rule: b": rules(after)["a - rule: b"]}


def test_what_stands_in_one_line_is_left_to_whoever_writes_yaml():
    """A form cannot change what it cannot find."""
    flow = b"rules:\n  - {rule: x, steps: [{intent: greet}]}\n"

    with pytest.raises(FieldRejected, match="直接改文件"):
        STORIES.changed(flow, "x", [Wish(0)])
    with pytest.raises(NotFound):
        STORIES.changed(b"rules: [{rule: x, steps: []}]\n", "x", [Wish(0)])
    with pytest.raises(BadFile):
        STORIES.changed(b"rules: [", "x", [Wish(0)])
