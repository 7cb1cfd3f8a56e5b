"""The measurements as a table for people and as JSON for programs, each with its method."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.houses import House
from benchmarks.plan import WARM_UP, Figures

METHOD = f"""\
From the first byte of the POST to the last byte of the complete reply, over loopback, in WeChat's
safe mode (signed and AES-encrypted both ways). Messages are sealed before the clock runs, replies
opened after it stopped; each message has a key and a citizen of its own. "n/s" is an open loop:
messages are due at a steady rate, and their time counts from when they were due. "n at once" is a
closed loop without pauses. Client, gateway, worker, Valkey, database and the departments' receiver
share the same cores. {WARM_UP} messages of each kind warm every house up. SQLite: WAL,
synchronous=FULL. PostgreSQL: from pip, its own defaults (fsync and synchronous_commit on). "plain"
is benchmarks/reference.py: wechatpy, aiohttp and the same engine, nothing kept, nobody told."""


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


def show(
    console: Console,
    rows: Sequence[Figures],
    houses: Sequence[House],
    memory: Mapping[str, Mapping[str, float]],
    facts: Mapping[str, Any],
) -> None:
    """Print everything."""
    console.print(_loads(rows))
    console.print(_houses(houses, memory))
    console.print(METHOD)
    console.print(" · ".join(f"{name} {value}" for name, value in facts.items()))


def _loads(rows: Sequence[Figures]) -> Table:
    table = Table(title="POST to complete reply, safe mode (milliseconds)")
    for name in ("message", "load", "house"):
        table.add_column(name)
    for name in ("messages", "p50", "p95", "p99", "messages/s", "later", "wrong", "failed"):
        table.add_column(name, justify="right")
    before = ""
    for row in rows:
        if before and before != row.kind + row.load:
            table.add_section()
        first = before != row.kind + row.load
        before = row.kind + row.load
        table.add_row(
            row.kind if first else "",
            row.load if first else "",
            row.house,
            *(str(row.messages), f"{row.p50:.1f}", f"{row.p95:.1f}", f"{row.p99:.1f}"),
            *(f"{row.per_second:.0f}", str(row.later), str(row.wrong), str(row.failed)),
        )
    return table


def _houses(houses: Sequence[House], memory: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table(title="A gateway by itself")
    table.add_column("house")
    for name in ("start to ready (s)", "memory at start (MB)", "memory after the loads (MB)"):
        table.add_column(name, justify="right")
    for house in houses:
        known = memory[house.name]
        table.add_row(
            house.name, f"{house.ready_s:.1f}", f"{known['start']:.0f}", f"{known['end']:.0f}"
        )
    return table


def write(
    path: Path,
    rows: Sequence[Figures],
    houses: Sequence[House],
    memory: Mapping[str, Mapping[str, float]],
    facts: Mapping[str, Any],
) -> None:
    """The same as JSON."""
    record = {
        "facts": dict(facts),
        "method": METHOD,
        "loads": [asdict(row) for row in rows],
        "houses": [
            {
                "house": house.name,
                "ready_s": round(house.ready_s, 2),
                "memory_mb": memory[house.name],
            }
            for house in houses
        ],
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
