"""The knowledge base as revisions: whole sets of files, every file named by its content."""

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

Files = Mapping[str, bytes]
"""A knowledge base: the content of each file by its path, with slashes, from the root."""
LARGEST = 20 << 20
"""Bytes of a whole knowledge base: a hundred times what one city's takes."""
LARGEST_FILE = 1 << 20
"""Bytes of one file: a larger one would keep everybody waiting while it is read."""
FOLDERS = ("nlu", "stories", "tests/dialogue", "tests/gold")
_BELONGS = re.compile(
    r"(?:config|domain|departments|menu|keywords)\.yml"
    rf"|(?:{'|'.join(FOLDERS)})/(?:\w[\w-]*/)*\w[\w-]*\.ya?ml"
)


def belongs(path: str) -> bool:
    """Whether a file of this path is part of the knowledge base; no path leads out of it."""
    return bool(_BELONGS.fullmatch(path))


def name_of(content: bytes) -> str:
    """By which a file's content is kept: its SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Revision:
    """The whole knowledge base at one moment, for ever: path to the name of its content.

    `authors` are the logins of all who changed something since `parent`. `id` is None until it is
    kept.
    """

    name: str
    files: Mapping[str, str]
    authors: tuple[str, ...]
    at: datetime
    note: str = ""
    parent: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class Draft:
    """What is being changed since the revision `base`. `version` counts every save.

    `changed` is path to the name of the new content, None where the file is removed; `touched`
    says in which version a path, or an entry as `faq/<key>`, was changed last.
    """

    base: int
    version: int = 0
    changed: Mapping[str, str | None] = field(default_factory=dict)
    touched: Mapping[str, int] = field(default_factory=dict)
    authors: tuple[str, ...] = ()

    def over(self, base: Mapping[str, str]) -> dict[str, str]:
        """The files of the draft, by their contents' names; `base` are those of its revision."""
        merged = {**base, **self.changed}
        return {path: name for path, name in sorted(merged.items()) if name is not None}

    def saved(
        self, changed: Mapping[str, str | None], touched: Iterator[str] | tuple[str, ...], by: str
    ) -> "Draft":
        """The draft after one more save."""
        version = self.version + 1
        return replace(
            self,
            version=version,
            changed={**self.changed, **changed},
            touched={**self.touched, **dict.fromkeys(touched, version)},
            authors=self.authors if by in self.authors else (*self.authors, by),
        )


@dataclass(frozen=True)
class Difference:
    """One file before and after; None where there was, or is, no such file."""

    path: str
    before: str | None
    after: str | None

    def lines(self) -> list[str]:
        """As people compare: lines that begin with `-`, `+` or a blank, under `@@` places."""
        before, after = (text.splitlines() if text else [] for text in (self.before, self.after))
        told = difflib.unified_diff(before, after, lineterm="", n=2)
        return list(told)[2:]


def differences(before: Files, after: Files) -> list[Difference]:
    """Every file that is not the same, by path."""
    return [
        Difference(path, _text(before.get(path)), _text(after.get(path)))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
