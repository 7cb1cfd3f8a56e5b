"""Finding tickets by words: what is kept of a ticket to find it by, and what a query asks for.

Chinese has no spaces, so words are found by their pairs of characters: 人民路 is in a text that has
人民 and 民路, and in which they stand side by side. Everything is compared as everybody writes it:
simplified, plain width, small letters, no signs. Personal data is found whole or not at all: nobody
guesses a phone number digit by digit.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.personal_data import TOKEN, mask
from bot.domain.simplified import simplified
from bot.domain.tickets import Event, Step, Ticket

LONGEST_QUERY = 100
"""Characters of a query that are looked for."""
MOST_WORDS = 8
"""Words of a query that are looked for."""
LONGEST_TEXT = 20_000
"""Characters of a ticket that it is found by: the first ones."""

ALIKE = 0.2
"""From this likeness on two tickets are worth showing side by side."""

_SPOKEN = frozenset(
    {
        Step.OPENED,
        Step.SUPPLEMENTED,
        Step.CORRECTED,
        Step.URGED,
        Step.REOPENED,
        Step.ASKED,
        Step.RESPONDED,
        Step.REPLIED,
    }
)
"""What the citizen said, was asked and was answered. Notes are not looked through."""
_SIGNS = re.compile(r"[\W_]+")
_COUNTRY = re.compile(r"^(?:00)?86(?=1[0-9]{10}$)")
_PAIR = 2

Marks = frozenset[str]


@dataclass(frozen=True)
class Findable:
    """What a ticket is found by: its `words`, part by part, and `keys` for what is found whole."""

    words: str
    keys: Marks
    department: str | None

    @property
    def marks(self) -> Marks:
        """What an index keeps: letters and digits of ASCII alone."""
        pairs = {mark for part in self.words.split() for mark in _marks_of_text(part)}
        return frozenset(pairs | self.keys | {unit_mark(self.department)})


@dataclass(frozen=True)
class Word:
    """One word of a query. It is in a ticket that has all `marks` and, if `text` is long, the text
    itself; or that has the key. A mark that ends with * stands for all that begin so."""

    text: str
    marks: tuple[str, ...]
    key: str

    @property
    def is_sure(self) -> bool:
        """Whether having the marks is enough."""
        return len(self.text) <= _PAIR

    def is_in(self, found: Findable) -> bool:
        """Whether the ticket has this word."""
        return (bool(self.text) and self.text in found.words) or self.key in found.keys


def findable(ticket: Ticket) -> Findable:
    """What this ticket is found by."""
    texts, keys = [folded(ticket.number)], set[str]()
    for text in _texts(ticket):
        masked = mask(text[:LONGEST_TEXT])
        texts.append(folded(TOKEN.sub("", masked.text)))
        keys |= {_key(value) for value in masked.secrets.values()}
    words = " ".join(dict.fromkeys(filter(None, texts)))[:LONGEST_TEXT]
    return Findable(words, frozenset(keys), ticket.department)


def changes_findable(events: Iterable[Event]) -> bool:
    """Whether a ticket is found by something else once this has happened."""
    return any(event.step in _SPOKEN or "department" in event.data for event in events)


def sought(query: str) -> tuple[Word, ...]:
    """The words of a query, all of which a ticket must have. None if it has no words in it."""
    masked = mask(query[:LONGEST_QUERY])
    whole = [Word("", (), _key(value)) for value in masked.secrets.values()]
    plain = unicodedata.normalize("NFKC", TOKEN.sub(" ", masked.text))
    texts = filter(None, map(folded, _SIGNS.split(plain)))
    words = [Word(text, tuple(_marks_of_word(text)), _key(text)) for text in texts]
    return tuple(dict.fromkeys([*whole, *words]))[:MOST_WORDS]


def likeness(one: Findable, other: Findable) -> float:
    """How much two tickets tell the same, from 0 to 1: the share of pairs that their titles and
    contents have in common."""
    here, there = _matter(one), _matter(other)
    if not here or not there:
        return 0.0
    shared = len(here & there)
    return (shared / min(len(here), len(there)) + shared / len(here | there)) / 2


def folded(text: str) -> str:
    """Letters and digits alone, as everybody writes them."""
    return _SIGNS.sub("", simplified(unicodedata.normalize("NFKC", text)).casefold())


def unit_mark(department: str | None) -> str:
    """What a ticket has that this unit holds."""
    return f"u{_digest(department or '')}"


def _matter(found: Findable) -> set[str]:
    """The pairs of title and content; the number stands before them."""
    parts = found.words.split()[1:3]
    return {part[at : at + _PAIR] for part in parts for at in range(len(part) - 1)}


def _texts(ticket: Ticket) -> Iterator[str]:
    first, now = ticket.log[0].data["appeal"], ticket.appeal
    for appeal in (first, vars(now)):
        yield from (appeal[name] or "" for name in ("title", "content", "place", "contact"))
    for event in ticket.log[1:]:
        if event.step in _SPOKEN:
            yield str(event.data.get("text") or "")


def _marks_of_text(part: str) -> Iterator[str]:
    """Its pairs, and its last character by itself: no pair begins with it."""
    return (_mark(part[at : at + _PAIR]) for at in range(len(part)))


def _marks_of_word(word: str) -> Iterator[str]:
    if len(word) < _PAIR:
        return iter((f"{_mark(word)}*",))
    return iter({_mark(word[at : at + _PAIR]): None for at in range(len(word) - 1)})


def _mark(characters: str) -> str:
    """Five hex digits a character: no index has an opinion of its own about those."""
    return "".join(f"{ord(one):05x}" for one in characters)


def _key(value: str) -> str:
    return f"k{_digest(_COUNTRY.sub('', folded(value)))}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]
