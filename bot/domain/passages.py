"""A knowledge file in passages: each rule, intent and answer by its name, nothing of it lost."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_IN_PASSAGES = ("nlu/", "stories/", "tests/dialogue/", "domain.yml")
"""Where things have names. Any other file is one passage."""
_SECTION = re.compile(r"""(["']?)([\w-]+)\1:(.*)""")
_KEY = re.compile(r"""(["']?)([^"'#:]+)\1:(?:\s|$)""")
_NAMED = re.compile(r"(intent|rule|story|synonym|lookup|regex):\s*(.+)")
_FAQ = re.compile(r"(?:intent|responses)/(?:utter_)?(faq/.+)")
_COMMENT = re.compile(r"^( *)#")


@dataclass(frozen=True)
class Passage:
    """A few lines. `item` is what they belong to: an entry's answer and its ways to ask are one.

    The heading of a list has no item of its own.
    """

    section: str
    item: str
    text: str

    @property
    def said(self) -> str:
        """Its lines without the comments above it and the space around it."""
        lines = [line.rstrip() for line in self.text.splitlines()]
        while lines and (not lines[0] or lines[0].lstrip().startswith("#")):
            del lines[0]
        return "\n".join(lines).rstrip()


def passages_of(path: str, content: bytes) -> list[Passage]:
    """All of the file, in its order."""
    text = content.decode("utf-8", "surrogateescape")
    if not path.startswith(_IN_PASSAGES):
        return [Passage("", path, text)]
    found: list[Passage] = []
    for name, inline, lines in _sections(text.splitlines(keepends=True)):
        if inline:
            found.append(Passage(name, f"{path}:{name}", "".join(lines)))
        else:
            found += _below(path, name, lines)
    return found


def joined(passages: Iterable[Passage]) -> bytes:
    """The file that these make."""
    texts = [one.text for one in passages]
    closed = [text if text.endswith("\n") else f"{text}\n" for text in texts[:-1]]
    return "".join([*closed, *texts[-1:]]).encode("utf-8", "surrogateescape")


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, bool, list[str]]]:
    """Each with its name, and whether its value stands on the same line."""
    starts = [at for at, line in enumerate(lines) if _SECTION.match(line)]
    begins = [_with_comments(lines, at, 0) for at in starts]
    if not starts:
        if lines:
            yield "", True, [*lines]
        return
    begins[0] = 0
    for at, begin, end in zip(starts, begins, [*begins[1:], len(lines)], strict=True):
        told = _SECTION.match(lines[at])
        assert told
        inline = bool(re.sub(r"(^|\s)#.*", "", told[3]).strip())
        yield told[2], inline, [*lines[begin:end]]


def _below(path: str, section: str, lines: Sequence[str]) -> Iterator[Passage]:
    """The heading, and what stands below it."""
    head = next(at for at, line in enumerate(lines) if _SECTION.match(line))
    starts = _starts(lines, head + 1)
    if not starts:
        yield Passage(section, f"{path}:{section}", "".join(lines))
        return
    begins = [max(_with_comments(lines, at, _indent(lines[at])), head + 1) for at in starts]
    yield Passage(section, "", "".join(lines[: begins[0]]))
    for at, begin, end in zip(starts, begins, [*begins[1:], len(lines)], strict=True):
        yield Passage(section, _item(path, section, lines[at]), "".join(lines[begin:end]))


def _starts(lines: Sequence[str], first: int) -> list[int]:
    """Where something with a name begins: as deep as the first one."""
    told = [
        at for at in range(first, len(lines)) if lines[at].strip() and not _is_comment(lines[at])
    ]
    if not told:
        return []
    deep, listed = _indent(lines[told[0]]), _is_listed(lines[told[0]])
    return [
        at
        for at in told
        if _indent(lines[at]) == deep
        and _is_listed(lines[at]) == listed
        and (listed or _KEY.match(lines[at].strip()))
    ]


def _with_comments(lines: Sequence[str], at: int, deep: int) -> int:
    """Where it begins with the comments that stand right above it."""
    while at > 0 and (comment := _COMMENT.match(lines[at - 1])) and len(comment[1]) <= deep:
        at -= 1
    return at


def _item(path: str, section: str, line: str) -> str:
    told = line.strip().removeprefix("- ").strip()
    if named := _NAMED.fullmatch(told):
        name = f"{named[1]}/{named[2].strip(_QUOTES)}"
    else:
        known = _KEY.match(told)
        name = f"{section}/{known[2] if known else told.split(': ')[0].strip(_QUOTES + ':')}"
    name = faq[1] if (faq := _FAQ.fullmatch(name)) else name
    return f"tests/{name}" if path.startswith("tests/") else name


_QUOTES = "\"' "


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _is_listed(line: str) -> bool:
    return line.lstrip().startswith("- ")
