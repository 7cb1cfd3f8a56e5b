"""Words too long for the channel: cut into parts, with a page that holds all of them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.ports.changes import Changes, Page
from bot.services.ports.channel import Fit


@dataclass(frozen=True)
class Cutter:
    """Knows how much the channel takes. `page_url` is where a page's token is read."""

    fit: Fit
    page_url: Callable[[str], str]

    def parts(self, words: str, citizen: str, changes: Changes) -> list[str]:
        """`words` in parts; a page is added to `changes` if the last part names it."""
        page = Page(secrets.token_urlsafe(18), citizen, words)
        link = self.page_url(page.token)
        parts = self.fit(words, link)
        if any(link in part for part in parts):
            changes.pages.append(page)
        return parts

    def fits(self, words: str) -> bool:
        """Whether one message takes all of `words`."""
        return len(self.fit(words, "")) == 1

    def page(self, words: str, citizen: str, changes: Changes) -> str:
        """Add a page with `words` to `changes`. Returns its address."""
        page = Page(secrets.token_urlsafe(18), citizen, words)
        changes.pages.append(page)
        return self.page_url(page.token)
