"""The account's menu is a file of the knowledge base: WeChat is shown whatever is live."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import DeliveryFailed
from bot.domain.menu import Menu
from bot.services.knowledge.at_once import Part, Words, value_of
from bot.services.knowledge.library import Library
from bot.services.ports.clock import Clock
from bot.services.ports.menus import Account, Push, Pushes

log = logging.getLogger(__name__)

MENU_WORDS = Words(audit="menu_published", note="改菜单")
AGAIN = timedelta(minutes=1)
"""Until a menu that WeChat did not take is sent again."""


@dataclass
class MenuPusher:
    """Shows WeChat the menu of what is live, whoever published it or took it back."""

    library: Library
    part: Part[Menu]
    account: Account
    pushes: Pushes
    clock: Clock
    _settled: int | None = None

    async def look(self) -> None:
        """Push it unless WeChat has it already. Raises StoreAway."""
        release = await self.library.releases.live()
        if release is None or release.id == self._settled:
            return
        revision = await self.library.revisions.revision(release.revision)
        menu = await value_of(self.library, self.part, revision)
        last = await self.pushes.last()
        if menu is None or (last and not last.error and last.menu == menu.as_json()):
            self._settled = release.id
            return
        assert release.id
        tried = last and last.error and last.release == release.id
        if last and tried and self.clock() - last.at < AGAIN:
            return
        await self._push(menu, release.id)

    async def _push(self, menu: Menu, release: int) -> None:
        error = None
        try:
            await self.account.show(menu)
        except DeliveryFailed as failed:
            error = str(failed)[:200]
            log.warning("WeChat did not take the menu", extra={"release": release})
        else:
            self._settled = release
        await self.pushes.note(Push(release, menu.as_json(), self.clock(), error))
