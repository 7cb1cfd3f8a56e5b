"""The account, the way to it and the door its calls come in by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.adapters.wechat.capabilities import Capabilities
from bot.adapters.wechat.channel import WeChatChannel
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.door import CallbackDoor
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.lessons import Lessons
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.replay import ReplayGuard
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.tries import Tries
from bot.adapters.wechat.ways import ways
from bot.adapters.wechat.wire import Wire
from bot.wiring.account import account
from bot.wiring.folders import REFUSED, UNFORESEEN
from bot.wiring.ground import Ground


def a_callback_door(base: Ground) -> CallbackDoor:
    settings = base.settings
    tolerance = timedelta(seconds=settings.wechat_clock_skew_s)
    register = Register(Contacts(base.database, base.clock), base.bell, base.clock)
    assert settings.citizen_key is not None  # settings.load makes one
    return CallbackDoor(
        account=account(settings),
        names=Names(settings.citizen_key.get_secret_value().encode()),
        guard=ReplayGuard(base.redis, tolerance),
        register=register,
        refused=SetAside(settings.data_dir / REFUSED),
        unforeseen=SetAside(settings.data_dir / UNFORESEEN),
        bell=base.bell,
        tolerance=tolerance,
    )


@asynccontextmanager
async def a_channel(base: Ground) -> AsyncIterator[WeChatChannel]:
    """The way to citizens over the account of the settings."""
    settings, database = base.settings, base.database
    tries, capabilities = Tries(database), Capabilities(database)
    async with a_line(base) as (wire, tokens):
        client = Client(wire, tokens)
        yield WeChatChannel(
            client=client,
            ways=ways(
                client,
                tries,
                Ledger(database),
                Permits(database),
                Notice.read(
                    settings.wechat_notice_template or "", "HUIYING_WECHAT_NOTICE_TEMPLATE"
                ),
                Notice.read(
                    settings.wechat_service_template or "", "HUIYING_WECHAT_SERVICE_TEMPLATE"
                ),
            ),
            contacts=Contacts(database, base.clock),
            tries=tries,
            capabilities=capabilities,
            lessons=Lessons(capabilities, base.bell),
            clock=base.clock,
        )


@asynccontextmanager
async def a_line(base: Ground) -> AsyncIterator[tuple[Wire, Tokens]]:
    """A connection to WeChat's API, and the tokens it is used with."""
    the_account = account(base.settings)
    wire = Wire(the_account.api_url)
    try:
        yield wire, Tokens(wire, the_account, base.redis, base.clock)
    finally:
        await wire.close()
