"""The promises of bot/services/evaluation/report.py."""

import json

import pytest

from bot.services.evaluation.report import Section


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="section type"):
        Section("type", "类型", ("名称", "数值"), [("准确率",)])


def test_a_section_is_plain_data():
    section = Section("type", "类型", ("名称", "数值"), [("准确率", 0.8), ("最常见", None)])

    assert json.loads(json.dumps(section.as_record()))["rows"] == [
        ["准确率", 0.8],
        ["最常见", None],
    ]
