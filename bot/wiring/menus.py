"""The account's menu, welcome and keywords: what the console's pages open on, and what shows the
menu to WeChat."""

from typing import TypeVar

from bot.adapters.knowledge.keywords import KeywordsFile
from bot.adapters.knowledge.menus import MenuFile
from bot.adapters.knowledge.welcome import WelcomeText
from bot.adapters.store import SqlAudit, SqlPushes
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.menus import AccountMenu
from bot.domain.menu import Menu
from bot.services.knowledge.at_once import AtOnce, Part, Words
from bot.services.menus import MENU_WORDS, MenuPusher
from bot.services.ports.audit import Audit
from bot.web.console.account_desk import AccountDesk
from bot.wiring.ground import Ground
from bot.wiring.knowledge import KnowledgeBase, a_knowledge_base

T = TypeVar("T")
WELCOME_WORDS = Words(audit="welcome_published", note="改欢迎语")
KEYWORDS_WORDS = Words(audit="keywords_published", note="改关键词")


def the_account(base: Ground, audit: Audit) -> AccountDesk:
    """For the gateway."""
    knowledge = a_knowledge_base(base)
    return AccountDesk(
        menu=at_once(knowledge, MenuFile(), MENU_WORDS, audit),
        welcome=at_once(knowledge, WelcomeText(), WELCOME_WORDS, audit),
        keywords=at_once(knowledge, KeywordsFile(), KEYWORDS_WORDS, audit),
        pushes=SqlPushes(base.database),
    )


def the_menu(knowledge: KnowledgeBase) -> AtOnce[Menu]:
    """For the terminal."""
    return at_once(knowledge, MenuFile(), MENU_WORDS, SqlAudit(knowledge.database))


def at_once(knowledge: KnowledgeBase, part: Part[T], words: Words, audit: Audit) -> AtOnce[T]:
    """What makes one part live."""
    return AtOnce(
        part=part,
        words=words,
        drafts=knowledge.drafts,
        announcer=knowledge.announcer,
        audit=audit,
        clock=knowledge.clock,
        two_persons=knowledge.settings.two_persons_publish,
    )


def a_menu_pusher(base: Ground, client: Client) -> MenuPusher:
    """For a worker, over its line to WeChat."""
    return MenuPusher(
        library=a_knowledge_base(base).library,
        part=MenuFile(),
        account=AccountMenu(client),
        pushes=SqlPushes(base.database),
        clock=base.clock,
    )
