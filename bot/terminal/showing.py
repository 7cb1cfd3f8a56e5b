"""Sections of a report on a terminal: tables in Chinese, two models side by side."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.domain.understood import CLASS_NAMES
from bot.services.evaluation.filing import CONFUSION, NONE, RELIABILITY
from bot.services.evaluation.report import Cell, Section

WIDEST = 12
"""Columns: a wider section is for --json and --pictures, and so are curves."""
WIDTH = 120
"""Characters of a line in a file."""
BETWEEN = " │ "
NOTHING = "—"
NAMES: Mapping[str, str] = {**CLASS_NAMES, NONE: "都不是"}
"""What people call what the report calls by a code."""


def paper() -> Console:
    """Where tables are printed; a file takes wider ones than rich believes."""
    wide = None if sys.stdout.isatty() else WIDTH
    return Console(highlight=False, width=wide)


def show(sections: Sequence[Section], console: Console, names: Mapping[str, str] = NAMES) -> None:
    """Every section as a table; those without data in one sentence each at the end."""
    for section in sections:
        if section.rows and not section.name.startswith(RELIABILITY):
            _show(section, console, names)
    for section in sections:
        if section.absent:
            console.print(f"· {section.title}：{section.absent}", style="dim", markup=False)


def side_by_side(titles: Sequence[str], reports: Sequence[Sequence[Section]]) -> list[Section]:
    """Sections of the same name as one, whose cells hold what each model has there."""
    if len(reports) == 1:
        return list(reports[0])
    order = dict.fromkeys(section.name for report in reports for section in report)
    by_name = [{section.name: section for section in report} for report in reports]
    legend = BETWEEN.join(titles)
    return [_merged([found.get(name) for found in by_name], legend) for name in order]


def _merged(versions: Sequence[Section | None], legend: str) -> Section:
    first = next(one for one in versions if one)
    if any(one and one.absent for one in versions):
        return first
    columns = list(dict.fromkeys(c for one in versions if one for c in one.columns))
    held = [_by_label(one) if one else {} for one in versions]
    labels = dict.fromkeys(label for rows in held for label in rows)
    rows = [
        [*label, *(_together([rows.get(label, {}).get(c) for rows in held]) for c in others)]
        for others in [columns[first.labels :]]
        for label in labels
    ]
    note = f"每格：{legend}。{first.note}"
    return Section(first.name, first.title, columns, rows, note, labels=first.labels)


def _by_label(section: Section) -> dict[tuple[Cell, ...], dict[str, Cell]]:
    return {
        tuple(row[: section.labels]): dict(zip(section.columns, row, strict=True))
        for row in section.rows
    }


def _together(cells: Sequence[Cell]) -> Cell:
    """One value where all agree; numbers of messages and of training often do."""
    if len(set(cells)) == 1:
        return cells[0]
    return BETWEEN.join(_written(cell) for cell in cells)


def _show(section: Section, console: Console, names: Mapping[str, str]) -> None:
    if len(section.columns) > WIDEST:
        wide = "太宽，见 --json 和 --pictures。"
        said = f"· {section.title}：{len(section.columns)} 列，{wide}"
        console.print(said, style="dim", markup=False)
        return
    table = Table(title=section.title, title_justify="left")
    for at, column in enumerate(section.columns):
        shown = names.get(column, column) if section.name.startswith(CONFUSION) else column
        words = at < section.labels or any(_is_words(row[at]) for row in section.rows)
        table.add_column(shown, justify="left" if words else "right", overflow="fold")
    for row in section.rows:
        table.add_row(*_cells(row, names))
    console.print(table)
    if section.note:
        console.print(section.note, style="dim", markup=False)


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and BETWEEN not in cell


def _cells(row: Iterable[Cell], names: Mapping[str, str]) -> Iterable[str]:
    for cell in row:
        written = _written(cell)
        yield escape(_printable(names.get(written, written)))


def _printable(words: str) -> str:
    """A citizen's words move no cursor and colour nothing."""
    return "".join(c if c.isprintable() else " " for c in words)


def _written(cell: Cell) -> str:
    if cell is None:
        return NOTHING
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
