"""What a letter tells us besides its message: who writes, who left, who agreed to notices."""

from dataclasses import dataclass
from typing import cast

from bot.adapters.store.held import release_answers
from bot.adapters.store.script import Script
from bot.adapters.wechat import contacts, permits, tries
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.envelope import Letter
from bot.adapters.wechat.events import Notice
from bot.adapters.wechat.ways import SUBSCRIPTION
from bot.domain.messages import Kind
from bot.domain.parcels import Alarm
from bot.services.ports.alarms import Bell
from bot.services.ports.clock import Clock
from bot.services.ports.inbox import Note

WENT_OUT = ("", "0")
"""What a notice's report has for an error when there was none."""
ARRIVED = "success"
EVENTS = frozenset({Kind.FOLLOWED, Kind.UNFOLLOWED, Kind.NOTED})
"""Everything else is sent by somebody who follows the account."""


@dataclass(frozen=True)
class Register:
    """Knows what of a letter is new, and writes that together with its message."""

    contacts: Contacts
    bell: Bell
    clock: Clock

    def told(self, letter: Letter) -> Note | None:
        """What is to be written besides the message; None when nothing is new."""
        if letter.message.kind is Kind.UNFOLLOWED:
            self.contacts.forget(letter.message.citizen)
        known = self.contacts.knows(letter.message.citizen)
        return None if known and letter.message.kind not in EVENTS else Told(letter, self)


@dataclass(frozen=True, repr=False)
class Told:
    """Keeps the port `Note` for one letter."""

    letter: Letter
    register: Register

    async def write(self, within: object) -> None:
        script = cast(Script, within)
        _contact(script, self.letter)
        permits.follow(script, self.letter)
        if any(notice.status == permits.ACCEPT for notice in self.letter.asked):
            # an answer that waits is what the citizen agreed to hear of
            release_answers(script, self.letter.message.citizen)
        if self.letter.job:
            tries.reported(script, *self.letter.job)
        for notice in self.letter.sent:
            citizen = self.letter.message.citizen
            tries.reported_last(script, citizen, SUBSCRIPTION, _result(notice))

    async def kept(self) -> None:
        if self.letter.message.kind not in EVENTS:
            self.register.contacts.remember(self.letter.message.citizen)
        job = [self.letter.job[1]] if self.letter.job else []
        for result in [*job, *(_result(notice) for notice in self.letter.sent)]:
            if result != ARRIVED:
                await self._missed(result)

    async def _missed(self, why: str) -> None:
        """A notice that WeChat took did not reach the citizen's phone."""
        text = f"一条服务通知没有送达（{why[:60]}），对方可能拒收了通知，请人工处理。"
        alarm = Alarm("wechat.notice_missed", "wechat", text, self.register.clock())
        await self.register.bell(alarm)


def _contact(script: Script, letter: Letter) -> None:
    message = letter.message
    if message.kind is Kind.NOTED:
        # a report or a setting may arrive after the citizen left
        contacts.met(script, message.citizen, letter.openid, message.sent_at)
    else:
        follows = message.kind is not Kind.UNFOLLOWED
        contacts.keep(script, message.citizen, letter.openid, follows, message.sent_at)


def _result(notice: Notice) -> str:
    return ARRIVED if notice.error in WENT_OUT else notice.error
