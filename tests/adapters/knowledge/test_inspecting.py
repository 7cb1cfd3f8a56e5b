"""Each planted fault is found with its file, its line and what to do about it."""

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.inspecting import KnowledgeInspector
from bot.domain.knowledge_check import Finding

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[3]
WAYS = "".join(f"    - {way}\n" for way in ("社保卡丢了", "怎么补卡", "卡没了", "补社保卡", "挂失"))
NLU = f"""\
nlu:
- intent: faq/card
  examples: |
{WAYS}- intent: complaint
  examples: |
    - 路灯坏了
    - 垃圾没人收
    - 水管裂了
    - 井盖丢了
    - 太吵了
- intent: greet
  examples: |
    - 你好
    - 您好啊
    - 早上好
    - 下午好
    - 在吗
responses:
  utter_faq/card:
  - text: 先挂失。
    metadata:
      question: 社保卡丢了？
      source: 社保局
      url: https://si.12333.gov.cn/
      owner: social
      updated: "2026-11-01"
      valid_until: "2027-12-31"
"""
STORIES = """\
rules:
  - rule: a question
    steps:
      - intent: faq
      - action: action_answer_question
      - slot_was_set:
          - matter: done
  - rule: a complaint
    steps:
      - intent: complaint
      - action: complaint_form
      - active_loop: complaint_form
  - rule: a complaint is told
    condition:
      - active_loop: complaint_form
    steps:
      - action: complaint_form
      - active_loop: null
      - action: utter_receipt
stories:
  - story: a greeting
    steps:
      - or:
          - intent: greet
          - intent: follow
      - action: utter_receipt
"""
DOMAIN = """\
intents:
  - faq
  - complaint
  - greet: {use_entities: []}
  - follow
slots:
  matter: {type: categorical, values: [done, new], mappings: [{type: custom}]}
forms:
  complaint_form: {required_slots: []}
actions: [action_answer_question]
responses:
  utter_receipt:
    - text: 收到。
"""
UNITS = """\
version: v1
coordinating_centre: centre
departments:
  - {code: centre, name: 协调中心}
  - code: social
    name: 人社局
    deliver: {kind: webhook, url: "https://oa.example/x", secret: "env:HUIYING_SOCIAL_SECRET"}
"""
FILES = {
    "nlu/all.yml": NLU,
    "stories/all.yml": STORIES,
    "domain.yml": DOMAIN,
    "departments.yml": UNITS,
    "config.yml": "language: zh\n",
}


def inspected(**changed: tuple[str, str]) -> list[Finding]:
    """FILES, with a text of each named file in another one's place."""
    files = dict(FILES)
    for name, (old, new) in changed.items():
        path = next(path for path in files if name in path)
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)
    return KnowledgeInspector(lambda: TODAY)({path: text.encode() for path, text in files.items()})


def test_a_knowledge_base_without_a_fault_has_none():
    assert inspected() == []


def test_our_own_has_no_grave_one():
    found = KnowledgeInspector(lambda: TODAY)(read_folder(ROOT))

    assert [one for one in found if one.grave] == []


@pytest.mark.parametrize(
    ("changed", "place", "told", "grave"),
    [
        ({"nlu": ("- 你好\n", "- 社保卡丢了！\n")}, "nlu/all.yml:18", "faq/card", True),
        ({"nlu": ("    - 太吵了\n", "")}, "nlu/all.yml:11", "只有 4 个例句", False),
        ({"nlu": ("    - 挂失\n", "")}, "nlu/all.yml:2", "4 种问法", False),
        ({"nlu": ("2027-12-31", "2026-11-22")}, "nlu/all.yml:24", "已过期", True),
        ({"nlu": ("2027-12-31", "2026-11-30")}, "nlu/all.yml:24", "快了", False),
        ({"nlu": ("owner: social", "owner: sozial")}, "nlu/all.yml:24", "sozial", False),
        ({"nlu": ("https://si.12333", "https//si.12333")}, "nlu/all.yml:24", "点不开", False),
        ({"nlu": ("先挂失。", "先看 http:/x 这里")}, "nlu/all.yml:24", "点不开", False),
        ({"nlu": ("先挂失。", "${HOME}")}, "nlu/all.yml:25", "不能写 ${HOME}", True),
        (
            {"stories": ("action_answer_question", "action_anser_question")},
            "stories/all.yml:5",
            "是不是 action_answer_question",
            True,
        ),
        (
            {"stories": ("utter_receipt", "utter_recept")},
            "stories/all.yml:19",
            "是不是 utter_receipt",
            True,
        ),
        (
            {"stories": ("intent: complaint", "intent: complain")},
            "stories/all.yml:10",
            "是不是 complaint",
            True,
        ),
        ({"stories": ("matter: done", "matter: gone")}, "stories/all.yml:6", "不会是“gone”", True),
        (
            {
                "stories": (
                    "      - action: complaint_form\n      - active_loop: complaint_form\n",
                    "",
                )
            },
            "stories/all.yml:13",
            "没有一条规则打开 complaint_form",
            False,
        ),
        (
            {"stories": ("- or:", "- checkpoint: nowhere\n      - or:")},
            "stories/all.yml:23",
            "连接点 nowhere",
            True,
        ),
        (
            {
                "stories": (
                    "stories:\n",
                    "  - rule: the same again\n    steps:\n      - intent: faq\n"
                    "      - action: action_answer_question\n      - slot_was_set:\n"
                    "          - matter: done\nstories:\n",
                )
            },
            "stories/all.yml:20",
            "一模一样",
            False,
        ),
        (
            {"domain": ("  - follow", "  - follow\n  - praise")},
            "domain.yml:6",
            "处理意图 praise",
            False,
        ),
        ({"stories": ("rules:", "rules: [")}, "stories/all.yml:2", "YAML", True),
        ({"departments": ("code: social", "code: centre")}, "departments.yml:5", "重复", True),
    ],
)
def test_a_planted_fault_is_found(changed, place, told, grave):
    found = inspected(**changed)

    matching = [one for one in found if told in one.problem + one.hint]
    assert (place, grave) in {(str(one.place), one.grave) for one in matching}
    assert all(one.hint for one in matching)


def test_a_step_for_what_nobody_ever_says_is_found():
    """Neither an example nor anything in the code brings the intent about."""
    found = inspected(
        domain=("  - follow", "  - nobody_says_it"),
        stories=("intent: follow", "intent: nobody_says_it"),
    )
    assert [one for one in found if one.grave] == []

    found = inspected(
        domain=("  - follow", "  - nobody_says_it"),
        stories=("intent: faq", "intent: nobody_says_it"),
    )

    told = [one for one in found if "没有人会说出 nobody_says_it" in one.problem]
    assert [str(one.place) for one in told] == ["stories/all.yml:4"]


@pytest.mark.parametrize(
    ("name", "content", "line", "told", "grave"),
    [
        ("keywords.yml", 'keywords:\n- words: ["卡"]\n  question: "gone"\n', 3, "没有了", False),
        ("keywords.yml", 'keywords:\n- words: ["1"]\n  says: "x"\n', 1, "数字", True),
        ("menu.yml", "button: []\n", 1, "1 到 3 个按钮", True),
    ],
)
def test_a_keyword_without_an_answer_and_a_menu_without_a_button_are_found(
    name: str, content: str, line: int, told: str, grave: bool
):
    files = {**read_folder(ROOT), name: content.encode()}

    found = [one for one in KnowledgeInspector(lambda: TODAY)(files) if one.place.file == name]

    assert [(one.place.line, one.grave) for one in found] == [(line, grave)]
    assert told in found[0].problem
