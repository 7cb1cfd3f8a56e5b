"""The tree of errors is drawn as it has grown."""

import re
from collections.abc import Iterator

from bot.domain import errors
from bot.domain.errors import HuiyingError, without_words

DRAWN = re.compile(r"^([│├└─ ]*)([A-Z]\w+)", re.MULTILINE)
STEP = 4
"""Signs by which each level is set in."""


def test_the_tree_is_drawn_as_it_is():
    """Whoever catches an error looks there for what else they catch."""
    assert set(_drawn()) == set(_grown(HuiyingError))


def test_an_error_is_told_without_its_words():
    """They may be a citizen's."""
    try:
        raise ValueError("13800138000")
    except ValueError as error:
        told = without_words(error)

    assert told["error"] == "ValueError"
    assert told["place"].startswith(f"{__name__}:")
    assert "13800138000" not in str(told)


def _drawn() -> Iterator[tuple[str, str]]:
    """Each kind with the one it hangs on."""
    above: list[str] = []
    for branches, name in DRAWN.findall(errors.__doc__.partition("\n\n")[2]):
        del above[len(branches) // STEP :]
        if above:
            yield name, above[-1]
        above.append(name)


def _grown(kind: type[HuiyingError]) -> Iterator[tuple[str, str]]:
    for narrower in kind.__subclasses__():
        if narrower.__module__ == errors.__name__:
            yield narrower.__name__, kind.__name__
            yield from _grown(narrower)
