"""What changes between two states of the known questions, entry by entry and field by field."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.entries import FaqEntry

NEW, CHANGED, GONE = "new", "changed", "gone"
"""What may become of an entry."""
_FIELDS = ("question", "answer", "source", "url", "owner", "updated", "valid_until")


@dataclass(frozen=True)
class FieldChange:
    """A field before and after; `name` is that of `FaqEntry`."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryChange:
    """What becomes of one known question. `more` and `less` are ways to ask it."""

    entry: FaqEntry
    kind: str
    fields: tuple[FieldChange, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


def entry_changes(before: Sequence[FaqEntry], after: Sequence[FaqEntry]) -> list[EntryChange]:
    """All that is not the same, by key."""
    was, becomes = ({one.key: one for one in of} for of in (before, after))
    found = []
    for key in sorted({*was, *becomes}):
        if key not in was:
            found.append(EntryChange(becomes[key], NEW, more=becomes[key].ways))
        elif key not in becomes:
            found.append(EntryChange(was[key], GONE, less=was[key].ways))
        elif was[key].changed(path="", topic="") != becomes[key].changed(path="", topic=""):
            found.append(_changed(was[key], becomes[key]))
    return found


def _changed(was: FaqEntry, becomes: FaqEntry) -> EntryChange:
    values = [(name, str(getattr(was, name)), str(getattr(becomes, name))) for name in _FIELDS]
    fields = [FieldChange(*one) for one in values if one[1] != one[2]]
    if was.sample != becomes.sample:
        fields.append(FieldChange("sample", _yes(was.sample), _yes(becomes.sample)))
    return EntryChange(
        becomes,
        CHANGED,
        tuple(fields),
        more=tuple(one for one in becomes.ways if one not in was.ways),
        less=tuple(one for one in was.ways if one not in becomes.ways),
    )


def _yes(value: bool) -> str:
    return "是" if value else "不是"
