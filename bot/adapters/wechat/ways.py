"""The ways to a citizen: a message of the account, a notice they agreed to, a template message."""

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.adapters.wechat.client import Client
from bot.adapters.wechat.contacts import Contact
from bot.adapters.wechat.harmless import ILLEGAL
from bot.adapters.wechat.ledger import CHANNEL as CUSTOMER_SERVICE
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.parts import AGAIN, clipped
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.tries import Tries
from bot.domain.parcels import Parcel
from bot.domain.replies import Reply

SUBSCRIPTION = "subscription"
TEMPLATE = "template"

SAME_ID_FOR = timedelta(minutes=9)
"""WeChat drops a template message with the same client_msg_id for ten minutes."""
WORTH_A_NOTICE = "answer"
"""What a consent was given for: not the second half of a chat."""


@dataclass(frozen=True)
class Right:
    """A try that may go out. `permit` is the consent it uses, if it needs one."""

    try_id: int
    permit: int | None = None


@dataclass(frozen=True)
class Way(ABC):
    """One way to send. A parcel whose arrival nobody knows is sent again at most `repeats` times,
    within `repeats_within` of its first try. Codes in `closed_by` close the way to one citizen.
    """

    name: ClassVar[str]
    repeats: ClassVar[int]
    repeats_within: ClassVar[timedelta]
    closed_by: ClassVar[frozenset[int]]

    client: Client
    tries: Tries

    @abstractmethod
    async def take(self, contact: Contact, parcel: Parcel, now: datetime) -> Right | None:
        """The right to send this parcel now, taken before anything is sent; None without one."""

    async def give_back(self, right: Right) -> None:
        """It did not go out."""
        await self.tries.undo(right.try_id)

    @abstractmethod
    async def send(
        self, contact: Contact, parcel: Parcel, now: datetime, again: bool
    ) -> str | None:
        """Send, and return the id under which WeChat will report. Raises CallFailed."""

    @abstractmethod
    async def closed(self, contact: Contact, parcel: Parcel, now: datetime) -> None:
        """WeChat said with one of `closed_by` that this citizen may not be written to this way."""


@dataclass(frozen=True)
class CustomerService(Way):
    """A message of the account, within the rights that the citizen's own messages gave."""

    name = CUSTOMER_SERVICE
    repeats = 1
    repeats_within = timedelta(days=2)
    closed_by = frozenset({45015, 45047})

    ledger: Ledger

    async def take(self, contact: Contact, parcel: Parcel, now: datetime) -> Right | None:
        try_id = await self.ledger.take(contact.citizen, parcel.id, now)
        return None if try_id is None else Right(try_id)

    async def send(
        self, contact: Contact, parcel: Parcel, now: datetime, again: bool
    ) -> str | None:
        words = ILLEGAL.sub("", Reply.from_record(parcel.body["reply"]).words)
        marked = f"{AGAIN}{words}" if again else words
        await self.client.message.send_text(contact.openid, clipped(marked))
        return None

    async def closed(self, contact: Contact, parcel: Parcel, now: datetime) -> None:
        await self.ledger.close(contact.citizen, parcel.id, now)


@dataclass(frozen=True)
class Subscription(Way):
    """A notice that the citizen agreed to."""

    name = SUBSCRIPTION
    repeats = 0
    repeats_within = timedelta(0)
    closed_by = frozenset({43101})

    notice: Notice
    permits: Permits

    async def take(self, contact: Contact, parcel: Parcel, now: datetime) -> Right | None:
        if parcel.body.get("purpose") != WORTH_A_NOTICE:
            return None
        notice = self.notice
        permit = await self.permits.use(contact.citizen, notice.template, notice.long_term)
        if permit is None:
            return None
        return Right(await self.tries.begin(contact.citizen, parcel.id, self.name, now), permit)

    async def give_back(self, right: Right) -> None:
        await super().give_back(right)
        if right.permit is not None:
            await self.permits.give_back(right.permit)

    async def send(
        self, contact: Contact, parcel: Parcel, now: datetime, again: bool
    ) -> str | None:
        data = self.notice.of(parcel, now)
        await self.client.message.send_subscribe_message(contact.openid, self.notice.template, data)
        return None

    async def closed(self, contact: Contact, parcel: Parcel, now: datetime) -> None:
        await self.permits.refused(contact.citizen, self.notice.template, now)


@dataclass(frozen=True)
class Template(Way):
    """A template message: a service notice to a follower."""

    name = TEMPLATE
    repeats = 3
    repeats_within = SAME_ID_FOR
    closed_by = frozenset()

    notice: Notice

    async def take(self, contact: Contact, parcel: Parcel, now: datetime) -> Right | None:
        if parcel.body.get("purpose") != WORTH_A_NOTICE:
            return None
        return Right(await self.tries.begin(contact.citizen, parcel.id, self.name, now))

    async def send(
        self, contact: Contact, parcel: Parcel, now: datetime, again: bool
    ) -> str | None:
        order = {
            "touser": contact.openid,
            "template_id": self.notice.template,
            # the same for every try: WeChat itself drops the second
            "client_msg_id": hashlib.sha256(parcel.id.encode()).hexdigest()[:32],
            "data": self.notice.of(parcel, now),
        }
        answer = await self.client.post("message/template/send", data=order)
        return str(answer["msgid"]) if "msgid" in answer else None

    async def closed(self, contact: Contact, parcel: Parcel, now: datetime) -> None:
        """No code closes it: a template goes to every follower."""


def ways(
    client: Client,
    tries: Tries,
    ledger: Ledger,
    permits: Permits,
    subscription: Notice | None = None,
    template: Notice | None = None,
) -> tuple[Way, ...]:
    """Every way that the operator's settings allow, the best first."""
    found: list[Way] = [CustomerService(client, tries, ledger)]
    if subscription:
        found.append(Subscription(client, tries, subscription, permits))
    if template:
        found.append(Template(client, tries, template))
    return tuple(found)
