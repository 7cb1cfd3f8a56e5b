"""One word for one thing, wherever somebody reads it."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = (".py", ".html", ".js", ".yml", ".md")
CROWD = re.compile("群众(?!诉求|路线)")
"""Who writes is one person; “群众诉求” and “网上群众路线” are set phrases."""
THEIR_OWN = ("dangers.py", "danger_examples.txt")
"""What citizens say themselves, for the bot to understand."""


def _pages() -> Iterator[Path]:
    for folder in ("bot", "actions", "docs", "stories"):
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in READ)
    yield from (ROOT / name for name in ("domain.yml", "departments.yml", "README.zh-CN.md"))


def test_who_writes_is_called_by_one_word():
    """市民, in what citizens, staff and admins read."""
    found = [
        str(path.relative_to(ROOT))
        for path in _pages()
        if path.name not in THEIR_OWN and CROWD.search(path.read_text("utf-8"))
    ]
    assert found == []
