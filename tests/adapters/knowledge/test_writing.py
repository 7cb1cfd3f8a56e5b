"""Editing a known question leaves everything else in its file as it was."""

from pathlib import Path

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.entries import FaqEntry
from bot.domain.errors import BadFile, FieldRejected, NotFound
from bot.domain.revisions import differences

ROOT = Path(__file__).resolve().parents[3]
WRITING = YamlWriting()
PATH = "nlu/faq/cards.yml"
FILE = """\
# 样例，上线前核对
version: "3.1"
nlu:
- intent: faq/card_lost   # 最常问
  examples: |
    - 社保卡丢了怎么补
    - 卡找不着了
- intent: complaint
  examples: |
    - 路灯坏了
responses:
  utter_faq/card_lost:
  # 每年核对
  - text: |-
      先挂失，再补卡。
      1. 打12333。
    metadata:
      question: 社保卡丢了怎么补办？
      source: '社保局'
      owner: social_security
      updated: "2026-11-01"
      valid_until: "2027-12-31"
      sample: true
""".encode()
NEW = FaqEntry(
    key="card_new",
    question="怎么办新卡？",
    answer="带身份证到网点。\n当场就能拿到。",
    source="社保局",
    owner="social_security",
    updated="2026-11-20",
    valid_until="2027-11-20",
    ways=("怎么办卡", "办一张新的社保卡"),
    path=PATH,
)


def lines_changed(files, changed) -> list[str]:
    [difference] = differences(files, {**files, **changed})
    return [line for line in difference.lines() if line[:1] in "+-"]


def test_an_entry_is_read_with_all_its_facts():
    [entry] = WRITING.entries({PATH: FILE})

    assert entry.question == "社保卡丢了怎么补办？"
    assert entry.answer == "先挂失，再补卡。\n1. 打12333。"
    assert entry.ways == ("社保卡丢了怎么补", "卡找不着了")
    assert (entry.path, entry.source, entry.valid_until) == (PATH, "社保局", "2027-12-31")
    assert entry.sample


def test_a_changed_answer_changes_its_lines_and_nothing_else():
    """Comments, order and quotes stay."""
    [entry] = WRITING.entries({PATH: FILE})

    changed = WRITING.edited(
        {PATH: FILE}, [entry.changed(answer="先挂失。", source="人社局", updated="2026-11-23")]
    )

    assert lines_changed({PATH: FILE}, changed) == [
        "-      先挂失，再补卡。",
        "-      1. 打12333。",
        "+      先挂失。",
        "-      source: '社保局'",
        "+      source: '人社局'",
        '-      updated: "2026-11-01"',
        '+      updated: "2026-11-23"',
    ]


def test_one_more_way_to_ask_is_one_more_line():
    [entry] = WRITING.entries({PATH: FILE})

    changed = WRITING.edited({PATH: FILE}, [entry.changed(ways=(*entry.ways, "卡丢了"))])

    assert lines_changed({PATH: FILE}, changed) == ["+    - 卡丢了"]


def test_what_is_not_changed_changes_nothing():
    [entry] = WRITING.entries({PATH: FILE})

    assert WRITING.edited({PATH: FILE}, [entry]) == {}


@pytest.mark.parametrize("files", [{PATH: FILE}, {}], ids=["beside others", "in a new file"])
def test_a_new_entry_is_read_as_it_was_written(files):
    changed = WRITING.edited(files, [NEW])

    entries = {entry.key: entry for entry in WRITING.entries({**files, **changed})}
    assert entries["card_new"] == NEW
    if files:
        assert "-" not in {line[:1] for line in lines_changed(files, changed)}


def test_ways_that_stand_in_two_files_end_up_in_the_first():
    """And in none twice."""
    other = "nlu/faq/a.yml"
    more = "nlu:\n- intent: faq/card_lost\n  examples: |\n    - 丢了\n"
    files = {PATH: FILE, other: more.encode()}
    [entry] = WRITING.entries(files)

    changed = WRITING.edited(files, [entry.changed(ways=("一", "二"))])

    [after] = WRITING.entries({**files, **changed})
    assert after.ways == ("一", "二")


def test_an_entry_goes_with_its_ways_to_ask():
    changed = WRITING.without({PATH: FILE}, "card_lost")

    assert WRITING.entries(changed) == []
    assert b"faq/card_lost" not in changed[PATH]
    assert "路灯坏了".encode() in changed[PATH]
    with pytest.raises(NotFound):
        WRITING.without({PATH: FILE}, "nothing")


def test_every_entry_of_our_own_can_be_edited_without_touching_its_neighbours():
    """Of each file of the repository one answer: only its own lines change."""
    files = read_folder(ROOT)
    for entry in {one.path: one for one in WRITING.entries(files)}.values():
        changed = WRITING.edited(files, [entry.changed(answer=f"{entry.answer}\n新的一行。")])

        assert lines_changed(files, changed) == ["+      新的一行。"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "Card Lost"),
        ("key", "../x"),
        ("path", "nlu/../../x.yml"),
        ("path", "stories/x.yml"),
        ("question", ""),
        ("answer", " \n"),
        ("answer", "a\x00b"),
        ("answer", "长" * 4001),
        ("source", "一\n二"),
        ("source", "${HUIYING_WECHAT_APP_SECRET}"),
        ("url", "javascript:alert(1)"),
        ("url", "https://一 二"),
        ("owner", "社保局"),
        ("updated", "2026年11月1日"),
        ("valid_until", "20261101"),
        ("ways", ("a", "")),
        ("ways", ("一\n- 二",)),
        ("ways", ("我在[人民路](place)",)),
    ],
)
def test_what_cannot_be_written_down_is_refused_by_its_field(field, value):
    with pytest.raises(FieldRejected) as refused:
        WRITING.edited({PATH: FILE}, [NEW.changed(**{field: value})])

    assert refused.value.field == field


def test_hostile_words_stay_words():
    """Nothing an editor types becomes YAML."""
    hostile = NEW.changed(
        question="a: b # c",
        answer="- x: y\n# no comment\n&anchor *alias !!python/object {a: 1}\n  indented",
        source="'\"{[",
        ways=("a: b", "#hash", "*star", "|", "{x}"),
    )

    changed = WRITING.edited({PATH: FILE}, [hostile])

    entries = {entry.key: entry for entry in WRITING.entries(changed)}
    assert entries["card_new"] == hostile
    assert entries["card_lost"].ways == ("社保卡丢了怎么补", "卡找不着了")


def test_a_broken_file_is_told_with_its_line():
    with pytest.raises(BadFile) as told:
        WRITING.entries({PATH: b"nlu:\n- a: [\n"})

    assert told.value.line
