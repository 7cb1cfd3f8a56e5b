"""What the services need from outside: each port is kept by an adapter, and by a fake in tests."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.knowledge import Entry
from bot.domain.messages import Media, Message
from bot.domain.parcels import Addressee, Alarm, Attachment, Parcel
from bot.domain.replies import SILENCE, Choice, Reply
from bot.domain.tickets import Ticket

# --- the inbox and the conversation ---------------------------------------------------------------


@dataclass(frozen=True)
class InboxRow:
    """A message we acknowledged, and what became of it.

    `late` is set once nobody waits for a passive reply any more: the answer is sent instead. `told`
    is what was said at once in its place, if anything was.
    """

    id: int
    message: Message
    received_at: datetime
    done: bool = False
    late: bool = False
    reply: Reply | None = None
    attempts: int = 0
    told: Reply | None = None


@dataclass(frozen=True)
class Conversation:
    """What we remember of one citizen. `memory` is the dialogue's own, as JSON values.

    `secrets` maps a mask to the personal data it stands for: the dialogue only ever sees masks.
    `offered` are the choices our last words ended with. `version` counts the turns taken.
    """

    citizen: str
    version: int = 0
    memory: Sequence[Mapping[str, Any]] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[Choice, ...] = ()
    last_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """An answer too long for the channel, readable under an unguessable token."""

    token: str
    citizen: str
    text: str


@dataclass(frozen=True)
class TicketChange:
    """A ticket before and after: the events that are only in `after` are new."""

    before: Ticket | None
    after: Ticket


@dataclass
class Changes:
    """Everything one turn, one call or one delivery changes: written together or not at all.

    A parcel or attachment whose id stands already is not written again, an alarm is written once
    an hour. `handed_over` is for a turn's ending alone.
    """

    tickets: dict[str, TicketChange] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    handed_over: list[str] = field(default_factory=list)  # of `held_for`: this reply carries them
    released: list[str] = field(default_factory=list)  # of `held_for`: may be sent now
    attachments: list[Attachment] = field(default_factory=list)
    adopted: dict[str, str] = field(default_factory=dict)  # attachment id -> ticket number
    alarms: list[Alarm] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    @property
    def sends(self) -> bool:
        """Whether a worker has something to do once this is written."""
        return bool(self.parcels or self.released)


@dataclass(frozen=True)
class Ending:
    """How a turn ends, depending on whether somebody still waits for a passive reply."""

    reply: Reply
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Opening:
    """What a turn begins with, seen in one look.

    `held` is what `Outbox.held_for` says. `offered` are the choices of the newest parcel that the
    citizen got since `conversation` last went on, or none. Who has no tickets need not be asked.
    """

    row: InboxRow
    conversation: Conversation
    held: Sequence[Parcel] = ()
    offered: tuple[Choice, ...] = ()
    has_tickets: bool = True


class Note(Protocol):
    """What a call tells besides its message, in words that only its channel knows.

    Every step may be repeated: a redelivery brings the same note again.
    """

    async def write(self, within: object) -> None:
        """Write it inside the transaction that keeps the message; `within` is the store's own."""
        ...

    async def kept(self) -> None:
        """The transaction is committed."""
        ...


class Inbox(Protocol):
    """Messages we acknowledged, and the turns they lead to.

    Every verb raises StoreAway while the store cannot be reached or cannot write.
    """

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        """Commit the message under its unique key, and the note with it or neither of them; a
        redelivery gets the row that stands.

        With `told` the row is late from the beginning: that is said at once, and nobody waits. With
        `aside` it is set aside from the beginning: no turn is taken.
        """
        ...

    async def find(self, key: str) -> InboxRow:
        """The row of this key. Raises NotFound."""
        ...

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        """Set `late` unless the row is done (atomically), and return the row as it now is.

        `told` is kept if nothing was told before.
        """
        ...

    async def take_up(self, row: InboxRow) -> None:
        """A turn that nobody waits for begins anew: set `late` and count the try, unless done.

        Counted before it begins, because a process may not survive it.
        """
        ...

    async def next_for(self, citizen: str) -> InboxRow | None:
        """This citizen's oldest row that is not done and not set aside."""
        ...

    async def opening_for(self, citizen: str) -> Opening | None:
        """As `next_for`, with all that the turn of that row begins with."""
        ...

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        """Citizens with a row that is not done and was received before `before`."""
        ...

    async def conversation(self, citizen: str) -> Conversation:
        """What is remembered; a fresh one (version 0) for a stranger."""
        ...

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        """One turn, one transaction: the conversation (its `version` must still be the stored one,
        and grows by one), the row's completion, `changes`, and one of the two endings: `late` if
        the row is late in the database at that moment, else `passive`. The ending's reply is what
        a redelivery will get.

        Raises TurnConflict when somebody else was first or a ticket moved; nothing is written then.
        """
        ...

    async def failed(self, row: InboxRow, error: str, give_up_after: int, tries: int = 1) -> int:
        """Count a failed try; set the row aside at `give_up_after`. Returns the tries so far.

        `tries` is 0 for one that was counted when it began.
        """
        ...


# --- tickets, outbox, attachments -----------------------------------------------------------------


class Tickets(Protocol):
    """Tickets by their log."""

    async def find(self, number: str) -> Ticket:
        """Raises NotFound."""
        ...

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        """This citizen's tickets, the one that moved last first."""
        ...

    async def apply(self, changes: Changes) -> None:
        """Write all changes in one transaction. Raises TurnConflict if a ticket moved meanwhile."""
        ...

    async def answered_call(self, department: str, call_id: str) -> Mapping[str, Any] | None:
        """What this department's call with this id was answered before: {"digest", "answer"}."""
        ...

    async def apply_call(
        self,
        department: str,
        call_id: str,
        record: Mapping[str, Any],
        at: datetime,
        changes: Changes,
    ) -> None:
        """As `apply`, together with the call's record. Raises TurnConflict if the id is taken."""
        ...


MANY = 1000
"""More parcels than anybody claims at once."""


class Outbox(Protocol):
    """Parcels on their way."""

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[str],
        per_target: int = MANY,
        addressee: Addressee | None = None,
    ) -> list[Parcel]:
        """Take due parcels that head their lane and whose target is not in `busy`.

        Only those for `addressee`, if one is named. At most one parcel a lane and
        `per_target` for one target; claimed ones are invisible to other workers until the lease
        ends.
        A HELD, GIVEN_UP or UNCERTAIN parcel does not block its lane.
        """
        ...

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        """Write a claimed parcel's new state, attempts, error, channel and due_at, with `changes`,
        in one transaction, and end the lease. Raises TurnConflict if a ticket moved meanwhile.

        What was delivered stays delivered, and only a delivery changes what was settled otherwise:
        a worker that comes too late writes nothing, `changes` included.
        """
        ...

    async def held_for(self, citizen: str) -> list[Parcel]:
        """What this citizen's next message is answered with, oldest first: what is HELD, and what
        was put off after a try that surely did not arrive and that nobody tries at the moment."""
        ...

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        """The choices of the newest parcel that this citizen got after `after`, or none."""
        ...

    async def needing_a_human(self, limit: int = 100) -> list[Parcel]:
        """What was given up or is uncertain, oldest first."""
        ...

    async def send_again(self, parcel_id: str, now: datetime) -> None:
        """A given-up or uncertain parcel becomes due now, and its patience begins anew.

        Raises NotFound.
        """
        ...

    async def count(self, now: datetime) -> Mapping[str, int]:
        """Parcels by state, those delivered left out, and "oldest_waiting_s" in seconds."""
        ...


class Attachments(Protocol):
    """What citizens attached."""

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        """Attachments without a ticket, received since then."""
        ...

    async def of_ticket(self, number: str) -> list[Attachment]: ...

    async def to_fetch(self, now: datetime, lease: timedelta, limit: int) -> list[Attachment]:
        """Take attachments that are waiting and due; others do not see them until
        the lease ends."""
        ...

    async def settle(self, attachment: Attachment, changes: Changes | None = None) -> None:
        """Write the attachment's new state with `changes`, in one transaction, and end the lease.

        Whose ticket it is stays as stored.
        """
        ...


class Alarms(Protocol):
    """What a human had to know."""

    async def recent(self, since: datetime, limit: int = 50) -> list[Alarm]:
        """Alarms raised since then, the newest first."""
        ...


class Pages(Protocol):
    """Long answers to read in a browser."""

    async def read(self, token: str) -> str:
        """Raises NotFound."""
        ...


# --- the dialogue ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """What the dialogue hears: masked words, or a choice that was taken."""

    citizen: str
    text: str
    choice: Choice | None = None


@dataclass(frozen=True)
class Understanding:
    """How words were understood. `faq` and `ranking` are best first, confidences in 0..1."""

    intent: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    faq: tuple[tuple[str, float], ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()  # {"entity", "value", "start", "end"}
    model: str = ""


@dataclass(frozen=True)
class Turned:
    """What the dialogue says, and what it will remember."""

    reply: Reply
    memory: Sequence[Mapping[str, Any]]
    understanding: Understanding


class Dialogue(Protocol):
    """Rasa, seen from the services."""

    @property
    def model(self) -> str:
        """The model's version."""
        ...

    async def parse(self, text: str) -> Understanding:
        """Understand without a conversation."""
        ...

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        """One turn. `desk` is what the actions reach through `actions.desk.current_desk()`.

        Raises DialogueFailed when there is no usable answer.
        """
        ...


class Knowledge(Protocol):
    """The questions we can answer ourselves."""

    def entry(self, key: str) -> Entry | None:
        """The FAQ of this key, expired or not; None if there is no such key."""
        ...


# --- the outside world ----------------------------------------------------------------------------


class Channel(Protocol):
    """The way to a citizen."""

    async def send(self, parcel: Parcel, now: datetime) -> str:
        """Deliver by the best way that is open and return its name.

        Raises NoChannelNow, TryLater, GiveUp or Unknown.
        """
        ...

    async def fetch(self, media: Media) -> tuple[bytes, str]:
        """The bytes of what a citizen attached, and their content type. Raises TryLater, GiveUp."""
        ...


class Fit(Protocol):
    """How much a channel takes at once."""

    def __call__(self, words: str, link: str) -> list[str]:
        """`words` in at most two parts that the channel takes; what does not fit ends in `link`."""
        ...


class Call(Protocol):
    """One verified call of a channel, and the way to answer it as it came."""

    @property
    def message(self) -> Message: ...

    @property
    def note(self) -> Note | None:
        """What the call tells besides its message; None when nothing of it is new."""
        ...

    @property
    def raw(self) -> bytes:
        """The call as it came, for `Door.reopen`."""
        ...

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        """Content type and body that say `words`, with `at` as their date: the same bytes for the
        same message, words and date in every process. Without words: "taken, nothing to say"."""
        ...


class Door(Protocol):
    """Where a channel's calls come in."""

    def greet(self, query: Mapping[str, str], now: datetime) -> str:
        """The answer that proves we are who we say. Raises SignatureRejected."""
        ...

    async def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Call:
        """Verify and read a call. Nothing of it is kept yet.

        Raises SignatureRejected for a call that is not the channel's, and BodyRejected for one that
        is but cannot be read: it was set aside and a human alarmed.
        """
        ...

    def reopen(self, raw: bytes) -> Call:
        """The call of this `raw` again, however long ago it came: it was verified when it did.

        Raises SignatureRejected and BodyRejected for what our settings no longer open.
        """
        ...

    def acknowledge(self) -> tuple[str, bytes]:
        """Content type and body that say "taken, nothing to say" without a call to answer."""
        ...


class Receiver(Protocol):
    """Keeps messages and answers them."""

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        """The reply and its date; None when it will follow by itself. Once this returns, the
        message is kept, and the call's note with it.

        Raises StoreAway when the message may not be kept, or its outcome is not known.
        """
        ...


class Keeper(Receiver, Protocol):
    """A receiver that also takes what nobody waits for: `services.reception` does."""

    async def keep(
        self, call: Call, at: datetime, told: Reply = SILENCE, *, aside: bool = False
    ) -> tuple[Reply | None, datetime]:
        """The message is kept, as received `at`, and nobody waits for its turn: it is taken after
        `at`, or with `aside` never.

        Returns what to say now and its date: `told`, or whatever a delivery before this one was
        told or answered. A redelivery gets the same. Raises StoreAway.
        """
        ...

    async def follow_up(
        self, call: Call, at: datetime, told: Reply, *, aside: bool = False
    ) -> None:
        """As `keep`, when `told` was said already: an answer that was ready meanwhile, and that
        nobody heard, is sent. May be repeated. Raises StoreAway."""
        ...


@dataclass(frozen=True)
class Spooled:
    """A call that waits on our own disk: as it came, when, and the words it was answered with.

    With `aside` it shall get no turn.
    """

    raw: bytes
    at: datetime
    told: str
    aside: bool = False
    place: str = ""  # the spool's own word for where it is


class Spool(Protocol):
    """Where calls wait on our own disk while the store is away. One process alone uses it."""

    @property
    def waiting(self) -> int:
        """Calls that are not in the store yet."""
        ...

    @property
    def has_room(self) -> bool:
        """Whether one more call can be taken, as far as is known without trying."""
        ...

    async def put(self, call: Spooled) -> None:
        """On the disk when this returns. Raises SpoolRefused: then it is nowhere."""
        ...

    async def oldest(self, limit: int) -> Sequence[Spooled]:
        """Calls in the order they came; the same ones until they are removed or set aside."""
        ...

    async def remove(self, calls: Sequence[Spooled]) -> None:
        """They are in the store. After a power cut some may stand here again."""
        ...

    async def set_aside(self, call: Spooled) -> None:
        """Keep for a human what can never get into the store, out of the others' way."""
        ...

    async def adopt(self) -> int:
        """Take over what dead processes left behind. Returns how many calls."""
        ...


class Bell(Protocol):
    """Tells a human. The same kind and subject rings once an hour."""

    async def __call__(self, alarm: Alarm) -> None: ...


class Departments(Protocol):
    """The way to a department."""

    async def post(self, parcel: Parcel, now: datetime) -> None:
        """Deliver. Raises TryLater or GiveUp."""
        ...


class DepartmentGate(Protocol):
    """Is this call really from that department?"""

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        """The call's id, chosen by the caller. `headers` are looked up in lower case.

        Raises SignatureRejected, for an unknown department too.
        """
        ...


class Vault(Protocol):
    """Where files are kept."""

    async def keep(self, data: bytes, content_type: str) -> str:
        """Store without EXIF, return the path to open it by. Raises NotKept; nothing is half
        written then."""
        ...

    async def open(self, path: str) -> bytes: ...


class Calendar(Protocol):
    """Which days are worked."""

    def due(self, start: datetime, working_days: int) -> datetime:
        """The end of the last of so many working days after `start`."""
        ...


class Waker(Protocol):
    """Tells waiting workers that there is something to send. Losing a call costs latency only."""

    async def wake(self) -> None: ...

    async def wait(self, at_most: timedelta) -> None:
        """Return when woken or after `at_most`, whichever is first."""
        ...


class Clock(Protocol):
    """The time, aware."""

    def __call__(self) -> datetime: ...


class Meter(Protocol):
    """Counts what happens, for the operator's charts."""

    def message(self, kind: str) -> None:
        """One message came in; `kind` is a Kind's value."""
        ...

    def turn(self, outcome: str, seconds: float) -> None:
        """One turn ended: "passive", "late" or "failed"."""
        ...


@dataclass(frozen=True)
class Admission:
    """What one more message of a citizen gets: its turn after `turn_in`, None for no turn at all.

    Of those that get no turn now, `tell` names one a minute to tell the citizen by; of those that
    get none at all, `alarm` names one an hour to tell a human by.
    """

    turn_in: timedelta | None = timedelta(0)
    tell: bool = False
    alarm: bool = False


class Rates(Protocol):
    """How often each citizen may write."""

    async def admit(self, citizen: str, key: str) -> Admission:
        """Count the message of this key, once however often it is delivered: a delivery that
        follows within two minutes gets what the first one got, unless the citizen gets no turns at
        all by then. Turns keep the order in which the messages were counted."""
        ...


class Lock(Protocol):
    """One at a time, by name, within this process."""

    def __call__(self, name: str) -> AbstractAsyncContextManager[None]: ...
