"""A file that is YAML but not what its readers rely on is refused, with its line."""

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.inspecting import KnowledgeInspector
from bot.adapters.knowledge.shapes import check_readable
from bot.adapters.knowledge.story_writing import YamlStories
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.errors import BadFile
from bot.models import ROOT
from tests.adapters.knowledge.test_inspecting import FILES, TODAY

RULE = "rules:\n- rule: a\n  steps:\n"
WRONG = [
    ("stories/a.yml", f"{RULE}  - or:\n    - [greet, thanks]\n", 5),
    ("stories/a.yml", f"{RULE}  - greet\n", 4),
    ("stories/a.yml", "rules:\n  a:\n    steps: []\n", 2),
    ("domain.yml", "intents: [greet]\nslots:\n- matter\n", 3),
    ("domain.yml", "actions:\n  action_a: 1\n", 2),
    ("domain.yml", "responses:\n  utter_a: 您好\n", 2),
    ("nlu/a.yml", "nlu:\n- intent: greet\n  examples: [你好, 您好]\n", 3),
    ("nlu/a.yml", "responses:\n  utter_faq/a:\n  - text: 2026-01-01\n", 3),
    ("nlu/a.yml", "responses:\n  utter_faq/a:\n  - text: 好\n    metadata:\n      owner: [a]\n", 5),
    ("tests/dialogue/a.yml", "stories:\n- story: a\n  steps:\n  - user: [a]\n", 4),
]
"""A file, what stands in it, and the line where it is wrong."""


@pytest.mark.parametrize(("path", "text", "line"), WRONG)
def test_what_is_not_what_such_a_file_looks_like_is_refused(path: str, text: str, line: int):
    """Before it is kept: who saves it has the words before them and is told where."""
    with pytest.raises(BadFile) as refused:
        YamlWriting().check({path: text.encode()})

    assert refused.value.line == line
    assert "应当是" in refused.value.remedy


@pytest.mark.parametrize(("path", "text", "line"), WRONG)
def test_where_it_stands_all_the_same_every_page_can_be_read(path: str, text: str, line: int):
    """An older release took it in: the check names it, and editors reach the file to mend it."""
    files = {name: content.encode() for name, content in FILES.items()} | {path: text.encode()}

    found = KnowledgeInspector(lambda: TODAY)(files)

    assert [(one.place.file, one.place.line, one.grave) for one in found] == [(path, line, True)]
    told = YamlStories().read(files).faults
    assert (path in told) == (not path.startswith("tests/"))


def test_what_is_empty_is_no_fault():
    check_readable("stories/a.yml", b"rules:\nstories: []\n")
    check_readable("nlu/a.yml", b"")
    check_readable("config.yml", b"pipeline: []\n")


def test_every_file_of_ours_can_be_read():
    YamlWriting().check(read_folder(ROOT))
