"""What editors of the knowledge base are told before citizens find out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.catalogue import load_catalogue
from bot.domain.knowledge_check import Finding, check
from bot.domain.zone import SHANGHAI
from bot.models import ROOT
from bot.settings import Settings
from bot.settings.environment import department_secrets

MOST_TOLD = 5
"""Findings that are told at training; `huiying knowledge check` tells all."""


def check_knowledge(settings: Settings, root: Path = ROOT) -> list[Finding]:
    """Look through every known question. Raises BadFile for what cannot be read."""
    from bot.adapters.rasa import written
    from bot.adapters.rasa.sources import Sources

    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    entries = written.read(Sources.in_folder(root).data_files, root)
    return check(entries, datetime.now(SHANGHAI).date(), frozenset(catalogue.units))


def in_short(findings: Sequence[Finding]) -> list[str]:
    """The first of them as lines, and how many there are; nothing when all is well."""
    if not findings:
        return []
    grave = sum(finding.grave for finding in findings)
    more = ["全部：huiying knowledge check"] if len(findings) > MOST_TOLD else []
    return [
        f"问答检查：{grave} 处要改，{len(findings) - grave} 处提醒。",
        *(str(finding) for finding in findings[:MOST_TOLD]),
        *more,
    ]


def as_record(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values."""
    return asdict(finding)
