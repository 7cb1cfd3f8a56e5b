"""Names that are written nearly right."""

import pytest

from bot.domain.misspelt import misspelt

NAMES = (
    "住房公积金管理中心",
    "公积金中心",
    "人社部门",
    "交警大队",
    "交警支队",
    "公安局",
    "供热管理办公室",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请到住房公积积管理中心办", [("住房公积积管理中心", "住房公积金管理中心")]),
        ("请到住房公积金管理中新办", [("住房公积金管理中新", "住房公积金管理中心")]),
        ("请问住房公积金管中心", [("住房公积金管中心", "住房公积金管理中心")]),
        ("请问供热热管理办公室", [("供热热管理办公室", "供热管理办公室")]),
        ("请问供热理管办公室", [("供热理管办公室", "供热管理办公室")]),
        ("请找人设部门", [("人设部门", "人社部门")]),
        ("人设部门，还是人设部门", [("人设部门", "人社部门")]),
    ],
    ids=["wrong", "wrong at the end", "missing", "too many", "swapped", "by sound", "twice"],
)
def test_one_slip_is_found_once(text: str, found: list[tuple[str, str]]):
    assert list(misspelt(text, NAMES)) == found


@pytest.mark.parametrize(
    "text",
    [
        "住房公积金管理中心、公积金中心、人社部门、交警支队",
        "人防部门",
        "交警中队",
        "公安处",
        "公积金管理",
        "供暖管理办公厅",
        "供热管理办公楼",
        "",
        "住房公积金管理中 心",
    ],
)
def test_what_is_right_or_another_word_is_left_alone(text: str):
    assert list(misspelt(text, NAMES)) == []
