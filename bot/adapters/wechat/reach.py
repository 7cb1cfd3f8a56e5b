"""Can a citizen be written to again, since an answer was put aside for them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.wechat.capabilities import Capabilities, Shut
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.ledger import CHANNEL as CUSTOMER_SERVICE
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.lessons import EVERYTHING
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.ways import SUBSCRIPTION, WORTH_A_NOTICE
from bot.domain.parcels import Parcel


@dataclass(frozen=True)
class WeChatReach:
    """Keeps the port `Reach`: the citizen wrote since, or agreed to a notice.

    What was open already when the parcel was put aside did not help it then.
    """

    contacts: Contacts
    ledger: Ledger
    permits: Permits
    capabilities: Capabilities
    notices: Sequence[Notice] = ()

    async def again(self, parcel: Parcel, now: datetime) -> bool:
        shut = await self.capabilities.shut_now(now)
        if EVERYTHING in shut:
            return False
        contact = await self.contacts.find(parcel.target)
        if contact is None or not contact.followed:
            return False
        return await self._wrote(parcel, shut, now) or await self._agreed(parcel, shut)

    async def _wrote(self, parcel: Parcel, shut: Mapping[str, Shut], now: datetime) -> bool:
        if CUSTOMER_SERVICE in shut:
            return False
        return await self.ledger.opened_since(parcel.target, parcel.due_at, now)

    async def _agreed(self, parcel: Parcel, shut: Mapping[str, Shut]) -> bool:
        if SUBSCRIPTION in shut or parcel.body.get("purpose") != WORTH_A_NOTICE:
            return False
        for notice in self.notices:
            if await self.permits.agreed_since(parcel.target, notice.template, parcel.due_at):
                return True
        return False
