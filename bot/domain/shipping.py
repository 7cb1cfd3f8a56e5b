"""Texts that a new version of the product brings, beside those that people have changed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.passages import Passage, joined, passages_of
from bot.domain.revisions import Files

VERSION = "version"
"""The line that says in which format a file is: it goes with the file alone."""
IsSound = Callable[[str, bytes], bool]
"""Whether a file of this path can be read."""


@dataclass(frozen=True)
class Merged:
    """Files that change, None where one goes; and the items that both have changed."""

    changed: Mapping[str, bytes | None] = field(default_factory=dict)
    both: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """An item that a new version changed and people, too: in which revisions it stands."""

    item: str
    before: int
    after: int


@dataclass(frozen=True)
class Versions:
    """The three texts of an item, None where there is none: as it came, as it comes, as we have
    it. `path` is where it stands."""

    dispute: Dispute
    path: str
    was: str | None
    new: str | None
    ours: str | None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to decide."""
        return self.new not in (self.was, self.ours) and self.was != self.ours


def merged(was: Files, new: Files, ours: Files, is_sound: IsSound) -> Merged:
    """What nobody changed follows the new version; what people changed stays as they wrote it.

    A file that would no longer be read stays whole, and what it should have taken is disputed.
    """
    before, comes, have = texts_of(was), texts_of(new), texts_of(ours)
    moved = [item for item in {**before, **comes} if before.get(item) != comes.get(item)]
    open_ = [item for item in moved if have.get(item) != comes.get(item)]
    both = {item for item in open_ if have.get(item) != before.get(item)}
    changed, broken = taken(ours, new, {*open_} - both, is_sound)
    return Merged(changed, tuple(sorted(both | broken)))


def taken(
    ours: Files, new: Files, items: Collection[str], is_sound: IsSound
) -> tuple[dict[str, bytes | None], set[str]]:
    """Our files that change when these items are as the new version has them, and the items that
    would leave a file that cannot be read."""
    changed: dict[str, bytes | None] = {}
    broken: set[str] = set()
    for path in sorted({*ours, *new}):
        have, comes = (passages_of(path, of[path]) if path in of else [] for of in (ours, new))
        here = {one.item for one in (*have, *comes)} & {*items}
        if not here:
            continue
        kept = _put_together(have, comes, here)
        content = joined(kept) if _holds_anything(kept) else None
        if content is not None and not is_sound(path, content):
            broken |= here
        elif content != ours.get(path):
            changed[path] = content
    return changed, broken


def texts_of(files: Files) -> dict[str, str]:
    """What is said of each item, wherever it stands."""
    found: dict[str, list[str]] = {}
    for path, content in sorted(files.items()):
        for one in passages_of(path, content):
            if one.item:
                found.setdefault(one.item, []).append(one.said)
    return {item: "\n".join(texts) for item, texts in found.items()}


def path_of(item: str, files: Files) -> str | None:
    """The first file in which it stands."""
    holds = (
        path
        for path, content in sorted(files.items())
        if any(one.item == item for one in passages_of(path, content))
    )
    return next(holds, None)


def _put_together(have: list[Passage], comes: list[Passage], items: set[str]) -> list[Passage]:
    """Ours, with these items as they come: each where it stood, a new one after its neighbour."""
    result: list[Passage] = []
    done: list[Passage] = []
    for one in have:
        if one.item not in items or (one.section == VERSION and not comes):
            result.append(one)
        elif not any(_same(one, other) for other in done):
            done.append(one)
            result += [other for other in comes if _same(one, other)]
    missing = [
        one for one in comes if one.item in items and not any(_same(one, other) for other in done)
    ]
    _insert(result, comes, missing)
    return _without_empty_headings(result, have)


def _insert(result: list[Passage], comes: list[Passage], missing: list[Passage]) -> None:
    at = 0
    heading: Passage | None = None
    for one in comes:
        if not one.item:
            heading = one
        if one in missing:
            at = _below_its_heading(result, at, one, heading)
            result.insert(at, one)
            at += 1
            continue
        beside = [place for place, other in enumerate(result) if _same(other, one)]
        at = beside[-1] + 1 if beside else at


def _below_its_heading(
    result: list[Passage], at: int, one: Passage, heading: Passage | None
) -> int:
    """Where it goes: somewhere in its section, which begins here if there is none yet."""
    if heading is None or heading.section != one.section:
        return at
    places = [place for place, other in enumerate(result) if other.section == one.section]
    if not places:
        result.append(heading)
        return len(result)
    return at if places[0] < at <= places[-1] + 1 else places[-1] + 1


def _same(one: Passage, other: Passage) -> bool:
    return (one.section, one.item) == (other.section, other.item)


def _without_empty_headings(result: list[Passage], have: Iterable[Passage]) -> list[Passage]:
    """A heading goes with the last of what stood below it."""
    held = {one.section for one in result if one.item}
    return [one for one in result if one.item or one.section in held]


def _holds_anything(kept: Iterable[Passage]) -> bool:
    """Whether more is left than the version of the format."""
    return any(one.section != VERSION for one in kept)
