"""One citizen's turn: a message in, a reply and everything it changes out."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import emergency
from bot.domain.errors import DialogueFailed, without_words
from bot.domain.messages import SILENT, Message
from bot.domain.parcels import Attachment, Parcel, same_id
from bot.domain.personal_data import mask
from bot.domain.replies import Choice, Reply
from bot.services import endings, in_person, offers
from bot.services.alarming import raise_the_alarm, ring_for_more, take_back
from bot.services.choosing import structured, taken
from bot.services.comforting import comfort
from bot.services.composure import calmly
from bot.services.cutting import Cutter
from bot.services.desk import Desk
from bot.services.keywords import meant
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue, Heard, Turned, Understanding
from bot.services.ports.inbox import Conversation, Inbox, InboxRow, Opening
from bot.services.ports.outbox import Outbox
from bot.services.shelf import Shelf
from bot.services.unaided import for_people, hand_to_people, without_dialogue

log = logging.getLogger(__name__)

GO_ON = Choice("接着登记刚才的事", "resume")
"""Under the advice in an emergency, if something was half told before."""

A_FEW_WORDS = 24
"""Characters within which a message may be a choice out of what was offered."""
TRUSTED_TRIES = 2
"""After so many broken turns a message goes to people without asking the dialogue again."""


@dataclass(frozen=True)
class Taken:
    """A turn that was taken: its row as it ended, and whether something now waits to be sent."""

    row: InboxRow
    sends: bool


@dataclass(frozen=True)
class Talk:
    """What a conversation needs: the dialogue, what it may do, and how long it waits."""

    inbox: Inbox
    outbox: Outbox
    dialogue: Dialogue
    shelf: Shelf
    cutter: Cutter
    clock: Clock
    session: timedelta
    patience_of_dialogue: timedelta = timedelta(seconds=10)

    async def take(self, opening: Opening) -> Taken:
        """Take the turn of one inbox row and commit it. Raises TurnConflict if it was taken."""
        row, now = opening.row, self.clock()
        conversation = self._awake(opening.conversation, now)
        masked = mask(row.message.text, conversation.secrets)
        conversation = replace(conversation, secrets=masked.secrets)
        desk = Desk(
            citizen=row.message.citizen,
            words=row.message.text,
            now=now,
            shelf=self.shelf,
            secrets=conversation.secrets,
            point=row.message.point,
            has_tickets=opening.has_tickets,
            written=row.message.sent_at,
        )
        _keep_media(row.message, desk, now)
        reply, memory, held = await self._said(opening, masked.text, conversation, desk)
        remembered = replace(
            conversation,
            memory=memory,
            offered=endings.whole(held, reply).choices if reply else conversation.offered,
            last_at=now,
        )
        return await self._commit(row, reply, held, remembered, desk)

    async def give_up(self, row: InboxRow) -> None:
        """No turn of this message can be written: its words reach people, the citizen is told."""
        message, now = row.message, self.clock()
        desk = Desk(message.citizen, message.text, now, self.shelf, secrets={})
        _keep_media(message, desk, now)
        if message.kind not in SILENT:
            reply = await hand_to_people(message, desk)
            desk.changes.parcels.append(endings.to_citizen(row, reply.words, "late", now))
        text = f"一条市民消息多次处理失败，已搁置（收件 {row.id}），请人工查看。"
        desk.alarm("message.set_aside", str(row.id), text)
        await self.shelf.tickets.apply(desk.changes)

    async def _said(
        self, opening: Opening, text: str, conversation: Conversation, desk: Desk
    ) -> tuple[Reply, Any, Sequence[Parcel]]:
        """The reply, what is remembered of it, and the answers that waited to go with it."""
        message = opening.row.message
        if urgent := emergency.recognise(message.text):
            # A form left open would swallow the place that is asked for next, and no answer that
            # waited may stand before the number to call.
            memory = self._interrupted(conversation)
            reply = await raise_the_alarm(urgent, message, desk)
            return replace(reply, choices=(GO_ON,) if memory else ()), memory, ()
        if well := await take_back(message, desk):
            return replace(well, choices=conversation.offered), conversation.memory, opening.held
        reply, memory = await self._answer(opening, text, conversation, desk)
        ring_for_more(desk)
        return reply, memory, opening.held if reply else ()

    def _interrupted(self, conversation: Conversation) -> Any:
        try:
            return self.dialogue.interrupted(conversation.memory)
        except Exception as error:  # whatever breaks in the dialogue, it does not keep help away
            log.error("a half-told matter was dropped", extra=without_words(error))
            return ()

    async def _answer(
        self, opening: Opening, text: str, conversation: Conversation, desk: Desk
    ) -> tuple[Reply, Any]:
        message = opening.row.message
        known = without_dialogue(message)
        if known is not None:
            passed = await self._to_a_person(opening, text, None, conversation, desk)
            return passed or (await for_people(message, desk) or known, conversation.memory)
        if calm := calmly(text, conversation.offered):
            return calm, conversation.memory
        chosen = await self._choice(opening, text, conversation)
        if comforted := await comfort(text, chosen, conversation.offered, desk):
            return comforted, conversation.memory
        if chosen is None and not (opening.in_person or self.dialogue.asks(conversation.memory)):
            text, chosen = meant(text, desk)
        if passed := await self._to_a_person(opening, text, chosen, conversation, desk):
            return passed
        heard = Heard(message.citizen, text, offers.bare(chosen))
        came_with_it = list(desk.changes.attachments)
        try:
            if opening.row.attempts >= TRUSTED_TRIES:
                raise DialogueFailed("this message broke the dialogue before")
            turned = await self._respond(heard, conversation, desk)
        except DialogueFailed:
            # Only what the failed dialogue began is dropped; what came with the message stays.
            desk.changes = Changes(attachments=came_with_it)
            return await hand_to_people(message, desk), conversation.memory
        offers.settle(chosen, opening.offered or conversation.offered, desk)
        reply = desk.spoken(turned.reply)
        if opening.in_person and not in_person.is_for_the_bot(text, turned.understanding):
            reply = in_person.shortened(reply, desk)
        return reply, turned.memory

    async def _to_a_person(
        self,
        opening: Opening,
        text: str,
        chosen: Choice | None,
        conversation: Conversation,
        desk: Desk,
    ) -> tuple[Reply, Any] | None:
        """What belongs to a case that a person has goes to them; None: the dialogue answers."""
        if not opening.in_person:
            return None
        half_told = self._interrupted(conversation)
        said = in_person.Said(
            opening.row.message, text, chosen, opening.held, conversation.last_at, bool(half_told)
        )
        reply = await in_person.passed_on(said, desk, self._parsed)
        if reply and half_told:
            return replace(reply, choices=(GO_ON,)), half_told
        return (reply, conversation.memory) if reply else None

    async def _parsed(self, text: str) -> Understanding | None:
        try:
            async with asyncio.timeout(self.patience_of_dialogue.total_seconds()):
                return await self.dialogue.parse(text)
        except Exception as error:  # whatever breaks in the dialogue, its own turn deals with that
            log.error("a message was not understood", extra=without_words(error))
            return None

    async def _respond(self, heard: Heard, conversation: Conversation, desk: Desk) -> Turned:
        try:
            async with asyncio.timeout(self.patience_of_dialogue.total_seconds()):
                return await self.dialogue.respond(heard, conversation.memory, desk)
        except TimeoutError as error:
            raise DialogueFailed("the dialogue did not answer in time") from error

    async def _choice(
        self, opening: Opening, text: str, conversation: Conversation
    ) -> Choice | None:
        """What the message takes of our last words, or of what a parcel offered since."""
        if of_its_kind := structured(opening.row.message):
            return of_its_kind
        newer, begun_afresh = opening.offered, conversation.last_at != opening.conversation.last_at
        if begun_afresh and len(text) <= A_FEW_WORDS:
            # whatever the citizen got last counts, also from before our own last words
            newer = await self.outbox.last_offer(conversation.citizen, None)
        return taken(text, newer or conversation.offered)

    async def _commit(
        self,
        row: InboxRow,
        reply: Reply,
        held: Sequence[Parcel],
        conversation: Conversation,
        desk: Desk,
    ) -> Taken:
        passive = await endings.passive(row, reply, held, desk, self.cutter)
        late = endings.late(row, reply, held, desk.now, self.cutter)
        ended = await self.inbox.finish(row, conversation, desk.changes, passive, late)
        ending = late if ended.late else passive
        return Taken(ended, desk.changes.sends or ending.changes.sends)

    def _awake(self, conversation: Conversation, now: datetime) -> Conversation:
        """The conversation, begun afresh when the last one lies too far back."""
        if conversation.last_at and now - conversation.last_at > self.session:
            return Conversation(conversation.citizen, conversation.version)
        return conversation


def _keep_media(message: Message, desk: Desk, now: datetime) -> None:
    if message.media is None:
        return
    desk.receive_attachment(
        Attachment(
            id=same_id("attachment", message.key),
            citizen=message.citizen,
            kind=message.media.kind,
            reference=message.media.reference,
            received_at=now,
            due_at=now,
        )
    )
