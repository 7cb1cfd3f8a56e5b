"""What a letter tells us besides its message: who writes, who left, who agreed to notices."""

from dataclasses import dataclass

from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.envelope import Letter
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.tries import Tries
from bot.adapters.wechat.ways import SUBSCRIPTION
from bot.domain.messages import Kind
from bot.domain.parcels import Alarm
from bot.services.ports import Bell, Clock

WENT_OUT = ("", "0")
"""What a notice's report has for an error when there was none."""


@dataclass(frozen=True)
class Register:
    """Keeps it in the database, before the message itself is kept. Every step may be repeated."""

    contacts: Contacts
    permits: Permits
    tries: Tries
    bell: Bell
    clock: Clock

    async def note(self, letter: Letter) -> None:
        """Write down everything that this letter tells us."""
        await self._contact(letter)
        await self.permits.apply(letter)
        if letter.job:
            message_id, status = letter.job
            await self.tries.reported(message_id, status)
            await self._missed(status != "success", status)
        for notice in letter.sent:
            result = "success" if notice.error in WENT_OUT else notice.error
            await self.tries.reported_last(letter.message.citizen, SUBSCRIPTION, result)
            await self._missed(result != "success", result)

    async def _contact(self, letter: Letter) -> None:
        message = letter.message
        match message.kind:
            case Kind.UNFOLLOWED:
                keep = self.contacts.unfollowed
            case Kind.FOLLOWED:
                keep = self.contacts.followed
            case Kind.NOTED:
                # a report or a setting may arrive after the citizen left
                keep = self.contacts.met
            case _:
                keep = self.contacts.wrote
        await keep(message.citizen, letter.openid, message.sent_at)

    async def _missed(self, missed: bool, status: str) -> None:
        """A notice that WeChat took did not reach the citizen's phone."""
        if missed:
            text = f"一条服务通知没有送达（{status[:60]}），对方可能拒收了通知，请人工处理。"
            await self.bell(Alarm("wechat.notice_missed", "wechat", text, self.clock()))
