"""XML that may be read without harm: small, flat, UTF-8 and nothing but elements and text."""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from bot.domain.errors import BodyRejected

ELEMENTS = 64
DEPTH = 6

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for."""


def readable(body: bytes) -> str:
    """The body as text without characters that XML forbids. Raises BodyRejected unless UTF-8.

    WeChat forwards control characters as the citizen's phone sent them.
    """
    try:
        return ILLEGAL.sub("", body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BodyRejected("the body is not UTF-8") from error


def check(text: str) -> None:
    """Raise BodyRejected unless `text` is harmless XML with no top-level element twice."""
    _Inspector().walk(text)


def fields(text: str) -> Mapping[str, str]:
    """The top-level elements of `text` that hold nothing but words, without the spaces around.

    Raises BodyRejected as `check` does.
    """
    reader = _Reader()
    reader.walk(text)
    return {
        name: words for name, parts in reader.parts.items() if (words := "".join(parts).strip())
    }


class _Inspector:
    """Walks through a body and stops at the first thing that has no business in it."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = _refuse("a DOCTYPE")
        self.parser.EntityDeclHandler = _refuse("an entity")
        self.parser.ProcessingInstructionHandler = _refuse("a processing instruction")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._depth = self._elements = 0
        self._fields: set[str] = set()

    def walk(self, text: str) -> None:
        """Through all of it."""
        try:
            self.parser.Parse(text.encode("utf-8"), True)
        except (expat.ExpatError, ValueError) as error:
            raise BodyRejected("the body is no well-formed XML") from error

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8"):
            raise BodyRejected("another encoding than UTF-8")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if attributes:
            raise BodyRejected("an attribute")
        if self._depth > DEPTH or self._elements > ELEMENTS:
            raise BodyRejected("too many elements, or too deep")
        if self._depth == 2:
            if name in self._fields:
                raise BodyRejected("a field twice")
            self._fields.add(name)

    def _end(self, name: str) -> None:
        self._depth -= 1


class _Reader(_Inspector):
    """Takes down on the way what the fields say: to read the call once more costs as much."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.CharacterDataHandler = self._words
        self.parser.buffer_text = True
        self.parts: dict[str, list[str]] = {}
        self._field = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        super()._start(name, attributes)
        if self._depth == 1 and name != "xml":
            raise BodyRejected("another root than xml")
        if self._depth == 2:
            self._field = name
            self.parts[name] = []
        elif self._depth == 3:  # structure, and no text
            self.parts.pop(self._field, None)

    def _words(self, words: str) -> None:
        if self._depth == 2 and self._field in self.parts:
            self.parts[self._field].append(words)


def _refuse(what: str) -> Callable[..., None]:
    def handler(*_: object) -> None:
        raise BodyRejected(what)

    return handler
