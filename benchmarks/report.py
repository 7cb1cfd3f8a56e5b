"""The sections as tables for people and as JSON for programs."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from benchmarks.sections import Section


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load_before": [round(load, 1) for load in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("aiohttp", "sqlalchemy", "rasa", "numpy")},
    }


def show(console: Console, section: Section) -> None:
    """Print one section: table, method, remarks, goals."""
    console.print(_table(section))
    console.print(section.method)
    for remark in section.remarks:
        console.print(f"· {remark}")
    for goal in section.goals:
        console.print(f"[{'green' if goal.reached else 'red'}]{goal.line}[/]")
    console.print()


def _table(section: Section) -> Table:
    table = Table(title=section.title)
    for at, name in enumerate(section.columns):
        is_number = all(isinstance(row[at], int | float) for row in section.rows)
        whole = name in ("house", "store", "balancer")  # names are read at a glance or not at all
        justify: Literal["left", "right"] = "right" if is_number else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=whole)
    said: list[str] = []
    for row in section.rows:
        written = [_written(value) for value in row]
        if section.columns[1] == "load":
            again = said == written[:2]
            said = list(written[:2])
            if not again:
                table.add_section()
            written[:2] = ["", ""] if again else said
        table.add_row(*written)
    return table


def _written(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) and value < 1000 else str(value)


def write(path: Path, sections: Mapping[str, Sequence[Section]], facts: Mapping[str, Any]) -> None:
    """Everything as JSON: by part, the sections it made."""
    record = {
        "facts": dict(facts),
        "parts": {
            name: [section.as_record() for section in found] for name, found in sections.items()
        },
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
