"""Reports on a terminal."""

import io

from rich.console import Console

from bot.services.evaluation.report import Section
from bot.terminal.showing import show, side_by_side

TYPES = Section(
    "types", "诉求类型", ("范围", "条数", "准确率"), [("来信", 100, 0.7871), ("短消息", 9, 0.5)]
)
ABSENT = Section("abuse", "辱骂", ("范围",), [], absent="没有辱骂样本。")


def shown(*sections: Section) -> str:
    file = io.StringIO()
    show(sections, Console(file=file, width=200))
    return file.getvalue()


def test_figures_are_told_and_what_is_absent_is_said_at_the_end():
    told = shown(ABSENT, TYPES)

    assert "0.787" in told
    assert told.rstrip().endswith("· 辱骂：没有辱骂样本。")


def test_codes_are_told_as_people_call_them():
    section = Section(
        "confusion.a", "混淆", ("实际＼判为", "complaint", "none"), [("complaint", 3, 1)]
    )

    told = shown(section)

    assert "投诉" in told
    assert "都不是" in told
    assert "complaint" not in told


def test_what_is_too_wide_is_left_to_pictures():
    columns = ("单位", *(f"u{n}" for n in range(20)))

    told = shown(Section("confusion.a", "混淆", columns, [("u1", *range(20))]))

    assert "见 --json 和 --pictures" in told


def test_two_models_stand_side_by_side():
    """Where they agree, once."""
    better = Section("types", "诉求类型", TYPES.columns, [("来信", 100, 0.834), ("自写", 50, 0.9)])

    [merged] = side_by_side(("自带", "档案"), ([TYPES], [better]))

    assert merged.rows == [
        ["来信", 100, "0.787 │ 0.834"],
        ["短消息", "9 │ —", "0.500 │ —"],
        ["自写", "— │ 50", "— │ 0.900"],
    ]
    assert merged.note.startswith("每格：自带 │ 档案。")


def test_one_model_stands_alone():
    assert side_by_side(("当前",), ([TYPES, ABSENT],)) == [TYPES, ABSENT]
