"""Names of units that are written nearly right: 住房公积积管理中心 for 住房公积金管理中心."""

from collections.abc import Collection, Iterable, Iterator

from bot.domain.by_sound import syllable
from bot.domain.dispatch import Catalogue

_SHORTEST = 4
"""Characters. Of shorter names too many other words are nearly one."""
_LONG = 6
"""From so many on any one character within may be wrong, missing or too many; otherwise it has to
sound like the right one: 人防部门 is no 人社部门."""

_ANCHOR = 2


def names_of(catalogue: Catalogue) -> frozenset[str]:
    """What units are called, by us and by others; what stands in （） belongs to no name."""
    called = (name for one in catalogue.departments for name in (one.name, *one.also_called))
    return frozenset(name.partition("（")[0] for name in called)


def misspelt(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands in the text, each once, and the name that was meant."""
    rest = _without(text, names)
    for name in sorted(names, key=len, reverse=True):
        while len(name) >= _SHORTEST and (written := next(_nearly(rest, name), None)):
            yield written, name
            rest = rest.replace(written, "\0")


def _without(text: str, names: Collection[str]) -> str:
    """What is written right is nobody's slip, nor a part of one."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\0")
    return text


def _nearly(text: str, name: str) -> Iterator[str]:
    """One slip leaves a name's beginning or its end whole: only there it is looked at closely."""
    lengths = [len(name) + more for more in ((0, -1, 1) if len(name) >= _LONG else (0,))]
    for at in _places(text, name[:_ANCHOR]):
        yield from _first_slip((text[at : at + length] for length in lengths), name)
    for at in _places(text, name[-_ANCHOR:]):
        end = at + _ANCHOR
        yield from _first_slip((text[max(end - length, 0) : end] for length in lengths), name)


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _first_slip(written: Iterable[str], name: str) -> Iterator[str]:
    if found := next((one for one in written if _is_a_slip(one, name)), None):
        yield found


def _is_a_slip(written: str, name: str) -> bool:
    if abs(len(written) - len(name)) > 1 or not all(map(_is_chinese, written)):
        return False
    if len(written) != len(name):
        short, long = sorted((written, name), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))
    wrong = [(one, other) for one, other in zip(written, name, strict=True) if one != other]
    if len(wrong) == 2:
        return len(name) >= _LONG and wrong[0] == wrong[1][::-1]
    return len(wrong) == 1 and (_sound_alike(*wrong[0]) or _within(written, name))


def _within(written: str, name: str) -> bool:
    """With another end it may be another word: 公积金管理条例 is no 公积金管理处."""
    return len(name) >= _LONG and written[0] == name[0] and written[-1] == name[-1]


def _sound_alike(one: str, other: str) -> bool:
    return syllable(one) is not None and syllable(one) == syllable(other)


def _is_chinese(character: str) -> bool:
    return "一" <= character <= "鿿"
