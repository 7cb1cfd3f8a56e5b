"""`huiying knowledge check`, and what training tells of the known questions."""

from pathlib import Path

from bot.domain.knowledge_check import Finding, Place
from bot.settings import Settings
from bot.terminal import editing

TWO = """\
nlu:
- intent: faq/a
  examples: |
    - 社保卡丢了怎么补
- intent: faq/b
  examples: |
    - 请问社保卡丢了怎么补？
responses:
  utter_faq/a:
  - text: 先挂失。
    metadata: {question: a, owner: nobody, updated: "2026-01-01", valid_until: "2020-01-01"}
"""


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "faq.yml").write_text(TWO, encoding="utf-8")

    found = editing.check_knowledge(Settings(demo=True, data_dir=tmp_path), tmp_path)

    grave = [str(one) for one in found if one.grave]
    assert len(grave) == 4
    assert any("nlu/faq.yml:5 “b”没有答案" in line for line in grave)
    twice = "nlu/faq.yml:7 “请问社保卡丢了怎么补？”在“a”（nlu/faq.yml:4）里也有"
    assert any(twice in line for line in grave)
    assert any("nlu/faq.yml:9 答案没有写来源" in line for line in grave)
    assert any("2020-01-01 已过期" in line for line in grave)
    assert any("nobody" in str(one) for one in found if not one.grave)


def test_at_training_the_first_are_told_and_where_the_rest_is():
    findings = [Finding(Place("f.yml", at), "问题。", "改。", grave=at < 2) for at in range(9)]

    lines = editing.in_short(findings)

    assert lines[0] == "问答检查：2 处要改，7 处提醒。"
    assert lines[1:6] == [str(one) for one in findings[:5]]
    assert lines[-1] == "全部：huiying knowledge check"
    assert editing.in_short([]) == []


def test_a_finding_is_plain_json():
    record = editing.as_record(Finding(Place("f.yml", 3), "问题。", "改。"))

    assert record["place"] == {"file": "f.yml", "line": 3}
