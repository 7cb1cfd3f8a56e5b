"""What stands in the form of one known question, and what becomes of it if two people save."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.entries import FaqEntry
from bot.domain.entry_rules import LONGEST_ANSWER
from bot.web.console.counted import is_number
from bot.web.console.faq_desk import NEW
from bot.web.console.faq_words import FIELDS, path_of
from bot.web.console.visit import Form

_LINES = ("answer", "ways")
_BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"})
_LONGEST_BASIS = 2000
_MOST_IDS = 5000


@dataclass(frozen=True)
class Clash:
    """A field that somebody else saved otherwise while this person wrote it."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Typed:
    """A form: the entry as written, the draft's version when it was drawn, and each field then.

    `basis` holds a short sum of every field, so that a save knows what its writer has changed.
    `ids` and `task` are the unanswered messages that it answers, if any; `named` is what a new
    entry shall be called.
    """

    entry: FaqEntry
    seen: int
    basis: Mapping[str, str]
    wrong: str = ""
    problem: str = ""
    clashes: tuple[Clash, ...] = ()
    taken_over: tuple[str, ...] = ()
    ids: Sequence[int] = ()
    task: int | None = None
    named: str = ""

    @classmethod
    def drawn(cls, entry: FaqEntry, version: int) -> "Typed":
        """The form of an entry that nobody has changed yet."""
        return cls(entry, version, sums(entry))

    @classmethod
    def read(cls, form: Form, known: FaqEntry, version: int) -> "Typed":
        """What was sent for `known`; a form without its fields changes nothing."""
        if not form.has("question"):
            return cls.drawn(known, version)
        seen = number_of(form["seen"]) or 0
        typed = cls(_entry(form, known), seen, _basis(form["basis"]), named=form["key"])
        return typed.of_group(form)

    def of_group(self, form: Form) -> "Typed":
        """The same, as an answer to the messages that a form names."""
        return replace(self, ids=numbers_of(form["ids"]), task=number_of(form["task"]))

    def with_entry(self, entry: FaqEntry) -> "Typed":
        """The same form with something else written in it."""
        return replace(self, entry=entry)

    @property
    def group(self) -> str:
        """`ids` for a hidden field."""
        return ",".join(map(str, self.ids))

    @property
    def stamp(self) -> str:
        """`basis` for a hidden field."""
        return json.dumps(self.basis)

    @property
    def ways(self) -> str:
        """As they stand in the form: a line each."""
        return "\n".join(self.entry.ways)

    def over(self, theirs: FaqEntry, version: int) -> "Typed":
        """My changes over what somebody else has saved: what only they changed is taken over."""
        now = sums(theirs)
        mine = {name for name, told in sums(self.entry).items() if told != self.basis.get(name)}
        others = {name for name, told in now.items() if told != self.basis.get(name)}
        both = [n for n in FIELDS if n in mine & others and _of(theirs, n) != _of(self.entry, n)]
        entry = theirs.changed(**{name: getattr(self.entry, name) for name in mine})
        clashes = tuple(Clash(name, _of(theirs, name), _of(self.entry, name)) for name in both)
        taken = tuple(name for name in FIELDS if name in others - mine)
        drawn = replace(self, entry=entry, seen=version, basis=now)
        return replace(drawn, clashes=clashes, taken_over=taken)


def number_of(text: str) -> int | None:
    """A whole number; None for anything else."""
    right = is_number(text)
    return int(text) if right else None


def numbers_of(text: str) -> list[int]:
    """Whole numbers between commas; what is none is left out."""
    found = (number_of(one) for one in text.split(",")[:_MOST_IDS])
    return [one for one in found if one is not None]


def line_of(text: str) -> str:
    """A text as one line, without what nobody sees."""
    return _clean(text, lines=False)


def sums(entry: FaqEntry) -> dict[str, str]:
    """Every field of the form, as a short sum."""
    return {name: hashlib.sha256(_of(entry, name).encode()).hexdigest()[:8] for name in FIELDS}


def _of(entry: FaqEntry, name: str) -> str:
    value = getattr(entry, name)
    if isinstance(value, tuple):
        return "\n".join(value)
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _entry(form: Form, known: FaqEntry) -> FaqEntry:
    told = {name: form.raw(name) for name in FIELDS if name not in ("sample", "ways")}
    cleaned = {name: _clean(text, name in _LINES) for name, text in told.items()}
    ways = _clean(form.raw("ways"), lines=True).split("\n")
    return known.changed(
        **cleaned,
        path=path_of(form["topic"]) if known.key == NEW else known.path,
        sample=bool(form["sample"]),
        ways=tuple(dict.fromkeys(way for one in ways if (way := one.strip()))),
    )


def _clean(text: str, lines: bool) -> str:
    """Without what nobody sees and no file may hold; a text of one line has no line ends."""
    text = text.replace("\r\n", "\n").translate(_BREAKS)[: 20 * LONGEST_ANSWER]
    seen = "".join(_seen(sign) for sign in text)
    if not lines:
        return " ".join(seen.split())
    return "\n".join(line.rstrip() for line in seen.split("\n")).strip()


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign == "\n" or sign.isprintable():
        return sign
    return " " if kind == "Zs" or sign == "\t" else ""


def _basis(told: str) -> Mapping[str, str]:
    """What it says wrongly it does not say: every field then counts as changed."""
    try:
        found = json.loads(told[:_LONGEST_BASIS])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
