"""What the bot can do for one citizen in one turn, collected until the turn commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain import handling, numbers, pausing, tickets
from bot.domain.corrections import Correction
from bot.domain.deadlines import SAME_DAY, WORKING_DAYS
from bot.domain.dispatch import Suggestion
from bot.domain.parcels import Alarm, Attachment, same_id
from bot.domain.pausing import open_question
from bot.domain.replies import Reply
from bot.domain.tickets import TYPE_NAMES, Appeal, Event, State, Step, Ticket, Type
from bot.domain.told import told
from bot.domain.unanswered import Unanswered, Why
from bot.services import notices
from bot.services.in_view import STILL_TALKING, InView
from bot.services.ports.changes import TicketChange


@dataclass
class Desk(InView):
    """One citizen's turn, as the actions see it. Nothing is written before the turn commits."""

    _named: dict[str, str] = field(default_factory=dict)
    _faq: dict[tuple[str, str], None] = field(default_factory=dict)

    def named(self, ticket: Ticket) -> str:
        """A mask for what `ticket` is about: only `spoken` puts the citizen's own words there.

        So no memory of the dialogue holds them.
        """
        token = f"〔事由{ticket.number}〕"
        self._named[token] = ticket.appeal.title
        return token

    def spoken(self, reply: Reply) -> Reply:
        """`reply` as the citizen reads it: with the matters that were named this turn."""
        text = reply.text
        for token, title in self._named.items():
            text = text.replace(token, title)
        return replace(reply, text=text, faq=tuple(self._faq))

    async def open_ticket(
        self,
        appeal: Appeal,
        understanding: Mapping[str, Any],
        *,
        urgent: bool = False,
        department: str | None = None,
    ) -> Ticket:
        """Open a ticket and dispatch it to its department in the same breath.

        Masks in the appeal are revealed. `understanding` says why it was taken so (intent,
        confidence, ranking, model) and which `facts` were told, by kind. Pictures sent shortly
        before are adopted.
        """
        suggestions = self.suggest(appeal.content, appeal.place)
        appeal = self._unmasked(appeal)
        days = SAME_DAY if urgent else WORKING_DAYS[appeal.type]
        due_at = self.shelf.calendar.due(self.now, days)
        number = numbers.new_number(self.now)
        why = dict(understanding) | {
            "departments": [one.as_record() for one in suggestions],
            "facts": self._told_besides(understanding.get("facts", {})),
        }
        ticket = tickets.opened(number, self.citizen, appeal, self.now, due_at, why)
        self._note(None, ticket)

        code, reason = self._destination(department, suggestions)
        ticket = self.happened(ticket, Step.DISPATCHED, "system", department=code, reason=reason)
        await self._adopt(number)
        self.changes.parcels.append(notices.ticket_event("ticket.dispatched", ticket, self.now))
        return ticket

    async def supplement(self, ticket: Ticket, text: str) -> Ticket:
        """What the citizen adds reaches whoever holds the ticket."""
        text = self.reveal(text)
        await self._adopt(ticket.number)
        return self._told(ticket, Step.SUPPLEMENTED, "ticket.supplemented", text=text)

    async def complete(self, ticket: Ticket, text: str, **facts: str | None) -> Ticket:
        """A supplement that also fills in facts (place, when, contact) or corrects them."""
        ticket = await self.put_right(ticket, text, **facts)
        self._tell(ticket, "ticket.supplemented")
        return ticket

    async def put_right(self, ticket: Ticket, text: str, **facts: str | None) -> Ticket:
        """The same, and no unit is told of it yet.

        `missing` shrinks by what is now known. Of what was known otherwise the log and the unit
        have both, as `corrected`: {"place": {"was": …, "is": …}}.
        """
        known = {name: self.reveal(value) for name, value in facts.items() if value}
        missing = [name for name in ticket.appeal.missing if name not in known]
        data: dict[str, Any] = {
            "text": self.reveal(text),
            "appeal": {**known, "missing": missing},
        }
        if corrected := tickets.corrected(ticket.appeal, known):
            data["corrected"] = corrected
        await self._adopt(ticket.number)
        return self.happened(ticket, Step.CORRECTED, "citizen", **data)

    def retype(self, ticket: Ticket, kind: Type) -> Ticket:
        """The citizen says that it is another kind of appeal; somebody may learn from that."""
        understood = ticket.understanding
        appeal = ticket.appeal
        self.note_correction(appeal.content, appeal.type, kind, understood, ticket.number)
        text = f"市民更正：这是{TYPE_NAMES[kind]}，不是{TYPE_NAMES[ticket.appeal.type]}"
        changed = {"type": kind.value}
        return self._told(ticket, Step.CORRECTED, "ticket.supplemented", text=text, appeal=changed)

    def note_correction(
        self,
        text: str,
        was: Type,
        wanted: Type,
        understood: Mapping[str, Any],
        number: str | None = None,
    ) -> None:
        """Such words are of another type: an example that waits for somebody to look at it."""
        model = understood.get("model", "")
        noted = Correction.of(self.reveal(text), was, wanted, model, self.now, number)
        self.changes.corrections.append(noted)

    def note_offer(self, text: str) -> str:
        """Questions are offered for such words: unanswered, until one is taken (offers.py).

        Returns the key that the choices carry.
        """
        key = same_id("offer", self.citizen, self.now.isoformat())
        self.note_unanswered(text, Why.IGNORED, key)
        return key

    def note_unanswered(self, text: str, why: Why, offer: str | None = None) -> None:
        """Such words found no answer here: whoever keeps the knowledge base shall see them."""
        noted = Unanswered.of(self.reveal(text), why, self.now, offer)
        if noted.text:
            self.changes.unanswered.append(noted)

    def note_faq(self, step: str, key: str) -> None:
        """Something became of a known question: the books keep it with the reply."""
        self._faq[step, key] = None

    def urge(self, ticket: Ticket, words: str = "") -> Ticket:
        """The citizen asks to hurry, perhaps in words that say more."""
        text = f"市民催办：{self.reveal(words)}" if words else "市民催办"
        return self._told(ticket, Step.URGED, "ticket.urged", text=text)

    def withdraw(self, ticket: Ticket) -> Ticket:
        """The citizen takes the appeal back."""
        ticket = self.release(ticket, handling.TAKEN_BACK)
        return self._told(ticket, Step.WITHDRAWN, "ticket.withdrawn", text="市民撤回")

    async def respond(self, ticket: Ticket, text: str) -> Ticket:
        """The citizen answers the unit's question; the clock runs again. Masks are revealed."""
        question = open_question(ticket)
        data = pausing.ended(ticket, self.now, self.shelf.calendar.due)
        asked = {"question": question.text} if question else {}
        text = self.reveal(text)
        await self._adopt(ticket.number)
        return self._told(ticket, Step.RESPONDED, "ticket.supplemented", text=text, **asked, **data)

    def has_read(self, ticket: Ticket) -> Ticket:
        """The citizen speaks of the answer that is on its way: it has arrived."""
        if ticket.state is not State.REPLIED:
            return ticket
        return self.happened(ticket, Step.DELIVERED, "system", channel="read")

    def close(self, ticket: Ticket) -> Ticket:
        """The citizen says that the answer solved it."""
        return self._told(ticket, Step.CLOSED, "ticket.closed", text="市民确认已解决")

    def reopen(self, ticket: Ticket, reason: str) -> Ticket:
        """The citizen says that the answer did not solve it."""
        return self._told(ticket, Step.REOPENED, "ticket.reopened", text=self.reveal(reason))

    def alarm(self, kind: str, subject: str, text: str) -> None:
        """A human must know now: the coordinating centre is told besides the log."""
        centre = self.shelf.catalogue.coordinating_centre
        notices.ring(Alarm(kind, subject, text, self.now), centre, self.changes)

    def release(self, ticket: Ticket, reason: str) -> Ticket:
        """The bot may speak in this case again, if a person had taken it."""
        released = handling.released(ticket, self.now, "system", reason)
        if released is not ticket:
            self._note(ticket, released)
        return released

    def receive_attachment(self, attachment: Attachment) -> None:
        """Remember what came with this message, until a ticket adopts it."""
        self.changes.attachments.append(attachment)

    def happened(self, ticket: Ticket, step: Step, actor: str, **data: Any) -> Ticket:
        """The ticket after one more step, noted among the changes."""
        after = ticket.after(Event(step, self.now, actor, data))
        self._note(ticket, after)
        return after

    def _told_besides(self, facts: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        known = {kind: [self.reveal(words) for words in each] for kind, each in facts.items()}
        written = self.written or self.now
        return told(known, written.astimezone(self.now.tzinfo))

    def _unmasked(self, appeal: Appeal) -> Appeal:
        return replace(
            appeal,
            title=self.reveal(appeal.title),
            content=self.reveal(appeal.content),
            place=self.reveal(appeal.place) if appeal.place else None,
            when=self.reveal(appeal.when) if appeal.when else None,
            contact=self.reveal(appeal.contact) if appeal.contact else None,
        )

    def _destination(
        self, department: str | None, suggestions: list[Suggestion]
    ) -> tuple[str, str]:
        if department:
            return department, "由规则直接指定"
        best = suggestions[0]
        return best.department, best.reason

    async def _adopt(self, number: str) -> None:
        since = self.now - STILL_TALKING
        for attachment in await self.shelf.attachments.unclaimed(self.citizen, since):
            self.changes.adopted[attachment.id] = number
        self.changes.attachments = [
            replace(attachment, number=number) for attachment in self.changes.attachments
        ]

    def _told(self, ticket: Ticket, step: Step, event: str, **data: Any) -> Ticket:
        ticket = self.happened(ticket, step, "citizen", **data)
        self._tell(ticket, event)
        return ticket

    def _tell(self, ticket: Ticket, event: str) -> None:
        """The unit that has the ticket, of its last step."""
        change = notices.told_of(ticket.last)
        self.changes.parcels.append(notices.ticket_event(event, ticket, self.now, change))

    def _note(self, before: Ticket | None, after: Ticket) -> None:
        noted = self.changes.tickets.get(after.number)
        self.changes.tickets[after.number] = TicketChange(noted.before if noted else before, after)
