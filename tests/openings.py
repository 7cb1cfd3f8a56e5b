"""What a citizen's next turn would begin with."""

from itertools import count

from bot.services.ports.inbox import Inbox, InboxRow, Opening
from tests.builders import NOW, a_message

_keys = count()


async def next_row(inbox: Inbox, citizen: str = "c1") -> InboxRow | None:
    """The message whose turn it is, if one is waiting."""
    opening = await inbox.opening_for(citizen)
    return opening.row if opening else None


async def next_opening(inbox: Inbox, citizen: str = "c1") -> Opening:
    """As the inbox has it; where no message is waiting, the citizen writes one."""
    opening = await inbox.opening_for(citizen)
    if opening is None:
        await inbox.receive(a_message(key=f"next-{next(_keys)}", citizen=citizen), NOW)
        opening = await inbox.opening_for(citizen)
    assert opening is not None
    return opening


async def held_for(inbox: Inbox, citizen: str = "c1") -> list[str]:
    """The ids of what can be said with the citizen's next reply."""
    return [parcel.id for parcel in (await next_opening(inbox, citizen)).held]
