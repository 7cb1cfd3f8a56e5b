"""The way to a citizen over WeChat: the best one that is open, and never twice by accident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.wechat.capabilities import Capabilities, Shut
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.contacts import Contact, Contacts
from bot.adapters.wechat.errors_table import Action, entry_for
from bot.adapters.wechat.failures import CallFailed, Refused, Unanswered, Unavailable
from bot.adapters.wechat.lessons import EVERYTHING, OURS, SOON, Lessons
from bot.adapters.wechat.tries import End, Tries, Try
from bot.adapters.wechat.ways import Way
from bot.adapters.wechat.wire import File
from bot.domain.errors import DeliveryFailed, NoChannelNow, TryLater, Unclear, Unknown
from bot.domain.messages import Media
from bot.domain.parcels import Parcel
from bot.services.ports.clock import Clock

MEDIA = "media"
NOT_FOLLOWED = 43004
REPEAT_AFTER = timedelta(seconds=30)
NOBODY_KNOWS = frozenset({End.OPEN, End.UNKNOWN})
"""How a try may have ended that may have arrived: a dead process leaves it open."""


@dataclass(frozen=True)
class WeChatChannel:
    """Keeps the port `Channel`. The ways are tried in their order."""

    client: Client
    ways: Sequence[Way]
    contacts: Contacts
    tries: Tries
    capabilities: Capabilities
    lessons: Lessons
    clock: Clock

    async def send(self, parcel: Parcel, now: datetime) -> str:
        earlier = [one for one in await self.tries.of(parcel.id) if one.end is not End.CLOSED]
        if sent := next((one for one in earlier if one.end is End.SENT), None):
            return sent.channel  # it went out, and the process died before it could say so
        contact = await self._follower(parcel.target)
        shut = await self._shut_now(now)
        for way in await self._ways_left(parcel, earlier, now):
            if way.name not in shut and await self._goes(way, contact, parcel, now, earlier):
                return way.name
        raise await self._nothing_open(parcel, earlier, now)

    async def fetch(self, media: Media) -> tuple[bytes, str]:
        now = self.clock()
        _stop_if_shut(MEDIA, await self._shut_now(now), now)
        try:
            file = await self._file(media)
        except Refused as refused:
            raise await self._lesson_of_fetching(refused, now) from None
        except CallFailed as failure:
            raise TryLater(str(failure)) from None
        return file.data, file.content_type

    async def state(self, now: datetime) -> dict[str, dict[str, Any]]:
        """For each way, and for everything: is it open, and if not, why and until when."""
        shut = await self.capabilities.shut_now(now)
        names = [way.name for way in self.ways] + [MEDIA, EVERYTHING]
        return {name: _described(shut.get(name)) for name in names}

    # --- before every call ------------------------------------------------------------------------

    async def _shut_now(self, now: datetime) -> Mapping[str, Shut]:
        """Which ways are switched off. Raises TryLater while all of them are."""
        known = await self.capabilities.shut_ever()
        shut = {name: one for name, one in known.items() if one.until > now}
        _stop_if_shut(EVERYTHING, shut, now)
        if EVERYTHING in known:
            await self._probe(now)
        return shut

    async def _probe(self, now: datetime) -> None:
        """After a stop no citizen's message tries whether WeChat listens again: a question does."""
        try:
            await self.client.get("getcallbackip")
        except Refused as refused:
            if entry_for(refused.code).action in OURS:
                failure = await self.lessons.learn(EVERYTHING, refused, now)
                raise failure or TryLater(str(refused), SOON) from None
        except CallFailed as failure:
            raise TryLater(str(failure), SOON) from None
        await self.capabilities.open(EVERYTHING)

    # --- sending ----------------------------------------------------------------------------------

    async def _follower(self, citizen: str) -> Contact:
        contact = await self.contacts.find(citizen)
        if contact is None:
            raise NoChannelNow("this citizen never wrote to the account")
        if not contact.followed:
            raise NoChannelNow("this citizen left the account")
        return contact

    async def _ways_left(
        self, parcel: Parcel, earlier: Sequence[Try], now: datetime
    ) -> Sequence[Way]:
        """All ways, or the one by which the parcel may already have arrived. Raises Unknown."""
        unclear = [one for one in earlier if one.end in NOBODY_KNOWS]
        if not unclear:
            return self.ways
        same = [way for way in self.ways if way.name == unclear[-1].channel]
        for way in same:
            if len(unclear) <= way.repeats and now - unclear[0].at <= way.repeats_within:
                return same
        raise await self._handed_over(parcel)

    async def _goes(
        self, way: Way, contact: Contact, parcel: Parcel, now: datetime, earlier: Sequence[Try]
    ) -> bool:
        """Whether the parcel went out this way; False when the next one is to be tried."""
        right = await way.take(contact, parcel, now)
        if right is None:
            return False
        try:
            message_id = await way.send(contact, parcel, now, again=bool(earlier))
        except Unanswered:
            await self.tries.unknown(right.try_id)
            raise await self._unanswered(way, parcel, earlier) from None
        except Refused as refused:
            await way.give_back(right)
            await self._refused(way, refused, contact, parcel, now)
            return False
        except CallFailed as failure:
            await way.give_back(right)
            raise TryLater(str(failure), _pause_after(failure)) from None
        await self.tries.sent(right.try_id, message_id)
        return True

    async def _refused(
        self, way: Way, refused: Refused, contact: Contact, parcel: Parcel, now: datetime
    ) -> None:
        """Learn from it; raise unless another way may still be open."""
        if failure := await self.lessons.learn(way.name, refused, now):
            raise failure from None
        if refused.code == NOT_FOLLOWED:
            await self.contacts.unfollowed(contact.citizen, contact.openid, now)
        elif refused.code in way.closed_by:
            await way.closed(contact, parcel, now)

    async def _unanswered(self, way: Way, parcel: Parcel, earlier: Sequence[Try]) -> DeliveryFailed:
        unclear = [one for one in earlier if one.end in NOBODY_KNOWS]
        if len(unclear) < way.repeats:
            return Unclear("sent, no answer: once more, marked", REPEAT_AFTER)
        return await self._handed_over(parcel)

    async def _handed_over(self, parcel: Parcel) -> Unknown:
        """From here on a human decides; what they send again starts anew."""
        await self.tries.hand_over(parcel.id)
        return Unknown("sent, and nobody knows whether it arrived")

    async def _nothing_open(
        self, parcel: Parcel, earlier: Sequence[Try], now: datetime
    ) -> DeliveryFailed:
        if any(one.end in NOBODY_KNOWS for one in earlier):
            return await self._handed_over(parcel)
        shut = await self.capabilities.shut_now(now)
        pauses = [
            shut[way.name].until - now
            for way in self.ways
            if way.name in shut and entry_for(shut[way.name].code).action is Action.PAUSE
        ]
        if pauses:
            return TryLater("the channel pauses", min(pauses))
        return NoChannelNow("no channel is open to this citizen")

    # --- fetching ---------------------------------------------------------------------------------

    async def _file(self, media: Media) -> File:
        answer = await self.client.media.download(media.reference)
        if isinstance(answer, File):
            return answer
        # a film comes as the address to fetch it from
        address = answer.get("video_url")
        if not isinstance(address, str) or not address.startswith(("http://", "https://")):
            raise Unavailable("an answer without a file")
        return await self.client.file_at(address)

    async def _lesson_of_fetching(self, refused: Refused, now: datetime) -> DeliveryFailed:
        failure = await self.lessons.learn(MEDIA, refused, now)
        return failure or TryLater(str(refused), SOON)


def _pause_after(failure: CallFailed) -> timedelta | None:
    return SOON if isinstance(failure, Unavailable) else None


def _stop_if_shut(name: str, shut: Mapping[str, Shut], now: datetime) -> None:
    if closed := shut.get(name):
        raise TryLater(
            f"{name} is switched off after WeChat error {closed.code}", closed.until - now
        )


def _described(shut: Shut | None) -> dict[str, Any]:
    if shut is None:
        return {"open": True}
    entry = entry_for(shut.code)
    return {
        "open": False,
        "code": shut.code,
        "meaning": entry.meaning,
        "remedy": entry.remedy,
        "since": shut.since.isoformat(),
        "until": shut.until.isoformat(),
    }
