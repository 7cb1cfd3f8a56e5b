"""Was anything lost, or done twice? Every message that was acknowledged is accounted for."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.messages import Message
from bot.domain.parcels import Addressee, ParcelState
from bot.domain.replies import Reply
from tests.faults import spool
from tests.faults.books import Books, Row, World, names_of, read_books, read_world
from tests.faults.citizens import Line
from tests.faults.crew import Crew
from tests.faults.figures import Figure, at_most, none_of, told
from tests.faults.traffic import Said, Traffic

MARKED = "（如已收到，请忽略）"
"""How words begin that may have arrived before."""
HINT = 16
CONTENT = re.compile(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", re.DOTALL)
HEAD = 40
"""So many characters tell one answer from another; long ones are cut further on."""
BY_PEOPLE = "dialogue.failed"
ONCE_MORE = Line("在吗")
NEEDS_A_HUMAN = (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)


async def figures(traffic: Traffic, marked_at_most: int | None = None) -> list[Figure]:
    """Let everything finish, fetch what waits for its citizens, and count."""
    await traffic.crew.rest()
    await _fetch_what_is_held(traffic)
    account = await account_of(traffic.crew, traffic.said)
    return [
        told("messages", len(traffic.said)),
        told("acknowledged", len(account.acknowledged)),
        told("given up by WeChat", len(traffic.said) - len(account.acknowledged)),
        told("tickets", len(account.books.opened)),
        none_of("lost", [*account.lost(), *account.without_ticket()]),
        none_of("doubled", [*account.kept_twice(), *account.doubled_tickets()]),
        none_of("tickets neither delivered nor alarmed", list(account.undelivered())),
        none_of("events of a ticket out of order", list(account.out_of_order())),
        none_of("citizens unanswered", list(account.unanswered())),
        none_of("answered twice", list(account.answered_twice())),
        at_most("repeated, with a word about it", account.marked(), marked_at_most),
        none_of("left in the spool", spool.files(traffic.crew.folder)),
    ]


async def account_of(crew: Crew, said: Sequence[Said]) -> "Account":
    """The account of these messages."""
    names = names_of(crew)
    writers = {one.openid: names.citizen(one.openid) for one in said}
    books = await read_books(crew, writers.values())
    return Account(said, writers, books, await read_world(crew, writers))


@dataclass(frozen=True)
class Account:
    """What was said, what is written down of it, and what reached the world."""

    said: Sequence[Said]
    writers: dict[str, str]  # openid -> our name
    books: Books
    world: World

    @property
    def acknowledged(self) -> list[Said]:
        """What we may not lose."""
        return [one for one in self.said if one.acknowledged]

    def lost(self) -> Iterator[str]:
        """Acknowledged, but without a row that has an outcome."""
        alarmed = {row.subject for row in self.books.alarms if row.kind == "message.set_aside"}
        for same in _said_alike(self.acknowledged):
            rows = self._rows(same[0])
            ended = [row for row in rows if row.done or (row.set_aside and str(row.id) in alarmed)]
            yield from (_name(one) for one in same[len(ended) :])

    def without_ticket(self) -> Iterator[str]:
        """A matter was told and acknowledged whole, but no ticket has it."""
        matters = defaultdict(list)
        for one in self.said:
            if one.line.matter:
                matters[one.openid].append(one)
        for openid, parts in matters.items():
            heard = all(part.acknowledged for part in parts)
            if heard and not self.books.tickets.get(self.writers[openid]):
                yield _name(parts[0])

    def kept_twice(self) -> Iterator[str]:
        """More rows than a citizen said these words."""
        for same in _said_alike(self.said):
            if len(self._rows(same[0])) > len(same):
                yield _name(same[0])

    def doubled_tickets(self) -> Iterator[str]:
        """Tickets that say what another one of the same citizen says, or a second matter; and
        those that were told the same words twice: a second turn of the same message may well add
        them to the ticket that the first one opened."""
        for of_citizen in self.books.tickets.values():
            contents = Counter(self._content(row) for row in of_citizen)
            understood = [row.number for row in of_citizen if not self._by_people(row)]
            if len(understood) > 1 or max(contents.values()) > 1:
                yield " ".join(row.number for row in of_citizen)
        for number, words in self._told_to_tickets().items():
            if len(words) > len(set(words)):
                yield number

    def undelivered(self) -> Iterator[str]:
        """Parcels for departments that neither arrived nor made somebody look."""
        taken = {(event.department, event.id) for event in self.world.events}
        alarmed = {row.subject for row in self.books.alarms if row.kind.startswith("parcel.")}
        dispatched = set()
        for parcel in self._parcels(Addressee.DEPARTMENT):
            dispatched.add(parcel.number)
            delivered = parcel.state == ParcelState.DELIVERED
            arrived = delivered and (parcel.target, parcel.id) in taken
            if not arrived and not (parcel.state in NEEDS_A_HUMAN and parcel.target in alarmed):
                yield f"{parcel.number} {parcel.id} {parcel.state}"
        yield from sorted(set(self.books.opened) - dispatched)

    def out_of_order(self) -> Iterator[str]:
        """Events of one ticket that came to their unit after a later one."""
        newest: dict[tuple[str, str], int] = {}
        for event in self.world.events:
            if event.number not in self.books.opened:
                continue
            lane, sequence = (event.department, event.number), event.body["data"]["sequence"]
            if sequence < newest.get(lane, 0):
                yield f"{event.number} {event.type}"
            newest[lane] = max(sequence, newest.get(lane, 0))

    def unanswered(self) -> Iterator[str]:
        """Acknowledged and answered in the books, but the citizen never saw it."""
        for one in self.acknowledged:
            seen = [_plain(words) for words in self._seen(one.openid)]
            for row in self._rows(one):
                head = _head(row.reply)
                if head and not any(head in words for words in seen):
                    yield f"{_name(one)}: {self._way_of(one, row)}"

    def answered_twice(self) -> Iterator[str]:
        """The same words more often than there are messages they answer, and no word about it.

        What is said at once while the store is away comes before the answer, and may begin alike.
        """
        for openid, citizen in self.writers.items():
            rows = self.books.inbox.get(citizen, ())
            due = Counter(_head(words) for row in rows for words in (row.reply, row.told))
            got = Counter(words[:HEAD] for words in map(_unmarked, self._seen(openid)))
            for head in due:
                if head and got[head] > due[head]:
                    yield f"{openid}: {got[head]} × {head[:12]}…"

    def marked(self) -> int:
        """How often a citizen was told that they may have heard it before."""
        seen = (words for openid in self.writers for words in self._seen(openid))
        return sum(words.startswith(MARKED) for words in seen)

    def _rows(self, one: Said) -> list[Row]:
        rows = self.books.inbox.get(self.writers[one.openid], ())
        return [row for row in rows if Message.from_record(row.message).text == one.line.words]

    def _way_of(self, one: Said, row: Row) -> str:
        """How far the answer came: for whoever looks into it."""
        heard = [(answer.status, _short(answer.plain)) for answer in one.exchange.answers]
        parcels = [
            (parcel.state, parcel.attempts, parcel.error)
            for parcel in self._parcels(Addressee.CITIZEN)
            if parcel.target == row.citizen
        ]
        told = _head(row.told)[:HINT]
        reply = _head(row.reply)[:HINT]
        return (
            f"row {row.id} late={row.late} told={told!r} reply={reply!r}, "
            f"WeChat heard {heard}, parcels {parcels}"
        )

    def _seen(self, openid: str) -> list[str]:
        return [bubble.text for bubble in self.world.chats[openid] if bubble.side == "account"]

    def _told_to_tickets(self) -> dict[str, list[str]]:
        """What citizens told each ticket, in its first event and later ones."""
        told_to: dict[str, list[str]] = defaultdict(list)
        for event in self.books.events:
            words = event.data.get("text") or event.data.get("appeal", {}).get("content")
            if event.actor == "citizen" and words:
                told_to[event.number].append(words)
        return told_to

    def _content(self, ticket: Row) -> str:
        content: str = self.books.opened[ticket.number].data["appeal"]["content"]
        return content

    def _by_people(self, ticket: Row) -> bool:
        why = self.books.opened[ticket.number].data["understanding"]
        return bool(why.get("rule") == BY_PEOPLE)

    def _parcels(self, addressee: Addressee) -> list[Row]:
        return [row for row in self.books.parcels if row.addressee == addressee]


async def _fetch_what_is_held(traffic: Traffic) -> None:
    """Whose answer waits for their next message writes one."""
    crew, names = traffic.crew, names_of(traffic.crew)
    people = {names.citizen(one.openid): one.who for one in traffic.said}
    books = await read_books(crew, people)
    held = {row.target for row in books.parcels if row.state == ParcelState.HELD}
    for citizen in held & set(people):
        await traffic.say(people[citizen], ONCE_MORE)
    await crew.settled()


def _said_alike(said: Sequence[Said]) -> Collection[Sequence[Said]]:
    """Messages of the same words from the same citizen."""
    alike = defaultdict(list)
    for one in said:
        alike[one.openid, one.line.words].append(one)
    return alike.values()


def _name(one: Said) -> str:
    """For whoever looks into it."""
    return f"{one.who} {one.openid} {one.exchange.msg_id} “{one.line.words}”"


def _head(record: Mapping[str, Any] | None) -> str:
    return Reply.from_record(record).words[:HEAD] if record else ""


def _short(plain: str) -> str:
    content = CONTENT.search(plain)
    return content[1][:HINT] if content else plain[:HINT]


def _unmarked(words: str) -> str:
    return "" if words.startswith(MARKED) else words


def _plain(words: str) -> str:
    return words.removeprefix(MARKED)
