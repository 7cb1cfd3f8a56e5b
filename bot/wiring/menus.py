"""The account's menu: what the console's page opens on, and what shows it to WeChat."""

from bot.adapters.knowledge.menus import MenuFile
from bot.adapters.store import SqlPushes
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.menus import AccountMenu
from bot.services.menus import MenuPusher, Menus
from bot.services.ports.audit import Audit
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base


def the_menus(base: Ground, audit: Audit) -> Menus:
    """For the gateway."""
    knowledge = a_knowledge_base(base)
    return Menus(
        library=knowledge.library,
        drafts=knowledge.drafts,
        writing=MenuFile(),
        announcer=knowledge.announcer,
        pushes=SqlPushes(base.database),
        audit=audit,
        clock=base.clock,
        two_persons=base.settings.two_persons_publish,
    )


def a_menu_pusher(base: Ground, client: Client) -> MenuPusher:
    """For a worker, over its line to WeChat."""
    return MenuPusher(
        library=a_knowledge_base(base).library,
        writing=MenuFile(),
        account=AccountMenu(client),
        pushes=SqlPushes(base.database),
        clock=base.clock,
    )
