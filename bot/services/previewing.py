"""What would the bot say to this? Asked by editors, of what is live and of their draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.dispatch import Catalogue
from bot.domain.entries import FaqEntry
from bot.domain.entry_age import day_of
from bot.domain.errors import DialogueFailed
from bot.domain.keywords import Keywords
from bot.domain.knowledge import Entry
from bot.domain.numbers import PATTERN
from bot.domain.personal_data import mask
from bot.services.desk import Desk
from bot.services.evaluation.strangers import a_shelf
from bot.services.keywords import meant
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.dialogue import Dialogue, Heard, Knowledge
from bot.services.ports.teachable import Teachable

SOMEBODY = "preview"
LONGEST = 300
"""Characters of a sentence that is tried."""
NO_NUMBER = "XXXXXXXX-XXXX-XX"
"""Of a ticket that nobody opens: somebody might look for it."""


@dataclass(frozen=True)
class Near:
    """A known question that may be meant, and how likely that is."""

    key: str
    question: str
    confidence: float


@dataclass(frozen=True)
class Said:
    """What a citizen would read, what they could tap, and which known questions came near.

    `words` is empty where the dialogue fails: the citizen would be passed to a person.
    """

    words: str
    taps: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    opens_ticket: bool = False


@dataclass(frozen=True)
class Preview:
    """Says what the bot would say to somebody who never wrote before. Nothing is kept."""

    teachable: Teachable
    catalogue: Catalogue
    calendar: Calendar
    clock: Clock
    keywords: Callable[[], Keywords] = Keywords

    async def live(self, text: str) -> Said:
        """As citizens would be answered now."""
        return await self._said(self.teachable.live, self.teachable.knowledge, text)

    async def draft(self, text: str, entries: Sequence[FaqEntry]) -> Said:
        """As they would be answered if these were the known questions."""
        dialogue = await self.teachable.taught(entries)
        return await self._said(dialogue, _Drafted.of(entries), text)

    async def _said(self, dialogue: Dialogue, knowledge: Knowledge, text: str) -> Said:
        shelf = a_shelf(knowledge, self.catalogue, self.calendar, self.teachable.habits)
        shelf = replace(shelf, keywords=self.keywords())
        masked = mask(text[:LONGEST])
        desk = Desk(SOMEBODY, text[:LONGEST], self.clock(), shelf, masked.secrets)
        words, chosen = meant(masked.text, desk)
        try:
            turned = await dialogue.respond(Heard(SOMEBODY, words, chosen), (), desk)
        except DialogueFailed:
            return Said("")
        found = [(knowledge.entry(key), sure) for key, sure in turned.understanding.faq]
        near = tuple(Near(one.key, one.question, sure) for one, sure in found if one)
        reply = desk.spoken(turned.reply)
        taps = tuple(choice.title for choice in reply.choices)
        return Said(PATTERN.sub(NO_NUMBER, reply.text), taps, near, bool(desk.changes.tickets))


@dataclass(frozen=True)
class _Drafted:
    """The port `Knowledge`: answers that are not live yet."""

    entries: Mapping[str, Entry]

    @classmethod
    def of(cls, entries: Sequence[FaqEntry]) -> "_Drafted":
        found = (_answer(one) for one in entries)
        return cls({one.key: one for one in found if one})

    def entry(self, key: str) -> Entry | None:
        return self.entries.get(key)


def _answer(entry: FaqEntry) -> Entry | None:
    """As citizens would get it; None while its dates are none."""
    checked, until = day_of(entry.updated), day_of(entry.valid_until)
    if checked is None or until is None:
        return None
    return Entry(
        key=entry.key,
        question=entry.question,
        answer=entry.answer,
        source=entry.source,
        owner=entry.owner,
        updated=checked,
        valid_until=until,
        url=entry.url or None,
        sample=entry.sample,
    )
