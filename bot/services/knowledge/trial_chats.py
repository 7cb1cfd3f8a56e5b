"""A dialogue to try things in: as citizens have it, and nobody hears of it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from bot.domain.errors import DialogueFailed, NotFound
from bot.domain.messages import Kind, Message
from bot.domain.replies import Choice, Reply
from bot.domain.revisions import Files
from bot.services.conversation import Talk
from bot.services.cutting import Cutter
from bot.services.evaluation.comparing import Side
from bot.services.evaluation.stories import happened_in, slots_in
from bot.services.evaluation.strangers import Memory, a_shelf
from bot.services.knowledge.library import Library
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.inbox import Conversation, Ending, InboxRow, Opening

LIVE = "live"
"""Stands for what citizens get now, where else the number of a trial stands."""
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_TALKS, MOST_SAID = 40, 60
LONGEST = 300
"""Characters of a message that is tried."""
SOMEBODY = "trial"
_AGES = timedelta(days=1)


class Actors(Protocol):
    """Models to talk to, with the answers and units that go with them."""

    async def live(self) -> Side:
        """What citizens get at the moment."""
        ...

    async def of(self, files: Files, model: str) -> Side:
        """A model that is kept, over these files. Raises NotFound and BadFile."""
        ...


@dataclass(frozen=True)
class Said:
    """One turn: what was said, what came back, and how it came about.

    `happened` are Rasa's actions and forms, `slots` what was set. `failed`: a person would get it.
    """

    words: str
    reply: Reply
    intent: str = ""
    confidence: float = 0.0
    happened: tuple[tuple[str, str], ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    opens: str = ""


@dataclass
class _Tried:
    """One person's dialogue with one model."""

    what: str
    conversation: Conversation
    memory: Memory = field(default_factory=Memory)
    said: list[Said] = field(default_factory=list)
    at: datetime | None = None


@dataclass
class TrialChats:
    """Everybody's dialogues, in this process alone; the oldest are forgotten first."""

    actors: Actors
    library: Library
    calendar: Calendar
    clock: Clock
    _talks: OrderedDict[str, _Tried] = field(default_factory=OrderedDict)

    async def trials(self, limit: int = 5) -> list[int]:
        """Numbers of the newest trials that have a model to talk to, the newest first."""
        known = await self.library.releases.trials(limit)
        return [one.id for one in known if one.id and one.model]

    def talk(self, person: str, what: str) -> Sequence[Said]:
        """What this person and this model have said so far."""
        tried = self._fresh(person, what)
        return tuple(tried.said) if tried else ()

    def forget(self, person: str) -> None:
        """The next word begins a dialogue."""
        self._talks.pop(person, None)

    async def say(self, person: str, what: str, words: str) -> Said:
        """Say the next thing. `what` is LIVE or a trial's number; another one begins anew.

        Raises NotFound for a trial without a model.
        """
        side = await self._side(what)
        tried = self._fresh(person, what) or _Tried(what, Conversation(SOMEBODY))
        self._talks[person] = tried
        self._talks.move_to_end(person)
        while len(self._talks) > MOST_TALKS:
            self._talks.popitem(last=False)
        said = await self._turn(side, tried, words[:LONGEST])
        tried.said = [*tried.said, said][-MOST_SAID:]
        tried.at = self.clock()
        return said

    def _fresh(self, person: str, what: str) -> _Tried | None:
        """Their dialogue with this model, unless it is too long ago."""
        now = self.clock()
        for name, one in list(self._talks.items()):
            if one.at and now - one.at > FORGOTTEN_AFTER:
                del self._talks[name]
        tried = self._talks.get(person)
        return tried if tried and tried.what == what else None

    async def _side(self, what: str) -> Side:
        if what == LIVE:
            return await self.actors.live()
        if not what.isdecimal():
            raise NotFound("no such trial")
        trial = await self.library.releases.trial(int(what))
        if trial.model is None:
            raise NotFound("这一版还没有训练好，不能试。")
        revision = await self.library.revisions.revision(trial.revision)
        return await self.actors.of(await self.library.files(revision), trial.model)

    async def _turn(self, side: Side, tried: _Tried, words: str) -> Said:
        now = self.clock()
        store = _Nowhere(tried)
        shelf = a_shelf(side.knowledge, side.catalogue, self.calendar, side.habits, tried.memory)
        talk = Talk(
            inbox=store,  # type: ignore[arg-type]  # nothing else of the port is asked in a turn
            outbox=store,  # type: ignore[arg-type]
            dialogue=side.dialogue,
            shelf=shelf,
            cutter=Cutter(lambda words, link: [words], lambda token: ""),
            clock=self.clock,
            session=_AGES,
        )
        row = InboxRow(1, Message(uuid4().hex, SOMEBODY, Kind.TEXT, now, words), now)
        before = len(tried.conversation.memory)
        try:
            taken = await talk.take(Opening(row, tried.conversation))
        except DialogueFailed:
            return Said(words, Reply(""))
        return _told(words, taken.row.reply or Reply(""), store, before)


class _Nowhere:
    """As much of inbox and outbox as one turn asks for; keeps it in memory."""

    def __init__(self, tried: _Tried) -> None:
        self.tried = tried
        self.opened = ""

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        return ()

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        mine = {one.number: one for one in self.tried.memory.tickets.get(SOMEBODY, ())}
        for number, change in changes.tickets.items():
            if number not in mine:
                self.opened = number
            mine[number] = change.after
        self.tried.memory.tickets[SOMEBODY] = list(mine.values())
        self.tried.conversation = conversation
        return InboxRow(row.id, row.message, row.received_at, done=True, reply=passive.reply)


def _told(words: str, reply: Reply, store: _Nowhere, before: int) -> Said:
    """How the turn came about, as far as the dialogue itself was asked."""
    memory: Sequence[Any] = store.tried.conversation.memory
    reply = Reply(reply.text, store.tried.conversation.offered)
    if len(memory) <= before and not happened_in(memory):
        return Said(words, reply, opens=store.opened)
    heard: Any = next((one for one in reversed(memory) if one["event"] == "user"), {})
    intent = (heard.get("parse_data") or {}).get("intent") or {}
    happened = [(kind, str(name)) for one in happened_in(memory) for kind, name in one.items()]
    slots = [(name, str(value)) for name, value in slots_in(memory).items() if value is not None]
    return Said(
        words,
        reply,
        str(intent.get("name") or ""),
        float(intent.get("confidence") or 0),
        tuple(happened),
        tuple(slots),
        store.opened,
    )
