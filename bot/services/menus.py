"""The account's menu is a file of the knowledge base: changed, shown to WeChat, and taken back."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.errors import (
    BadFile,
    DeliveryFailed,
    FieldRejected,
    NotFound,
    NotReleasable,
    StepNotAllowed,
    TurnConflict,
)
from bot.domain.menu import Menu
from bot.domain.people import Person
from bot.domain.releases import Release
from bot.domain.revisions import Difference, Draft, Revision, differences
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import Library
from bot.services.ports.audit import Audit
from bot.services.ports.clock import Clock
from bot.services.ports.knowledge import Announcer
from bot.services.ports.menus import Account, MenuWriting, Push, Pushes

log = logging.getLogger(__name__)

MENU = "menu.yml"
PUBLISHED = "menu_published"
"""The word for it in the audit."""
AGAIN = timedelta(minutes=1)
"""Until a menu that WeChat did not take is sent again."""
MEANWHILE = "刚才有别的同志发布过新的版本，菜单没有推送。请看一下现在的菜单，再改。"
THE_SAME = "和现在的菜单一样，不用推送。"
TWO = "本单位规定要由另一位同志发布：已存进草稿，请发布人在“发布”里发布。"


@dataclass(frozen=True)
class Version:
    """A menu, and the release that brought it; no menu: whatever the account shows stays."""

    release: Release
    menu: Menu | None


@dataclass(frozen=True)
class Menus:
    """Reads and changes the menu. With `two_persons` a change goes into the draft alone."""

    library: Library
    drafts: Drafts
    writing: MenuWriting
    announcer: Announcer
    pushes: Pushes
    audit: Audit
    clock: Clock
    two_persons: bool = False

    async def now(self) -> Version:
        """What is live. Raises NotFound before the first release."""
        release, revision = await self._live()
        return Version(release, await self._menu(revision))

    async def history(self, limit: int = 50) -> list[Version]:
        """Every menu of the last releases, the newest first; the same one once."""
        found: list[Version] = []
        before: str | None = ""
        for release in reversed(await self.library.releases.releases(limit)):
            revision = await self.library.revisions.revision(release.revision)
            if revision.files.get(MENU) != before:
                found.append(Version(release, await self._menu(revision)))
            before = revision.files.get(MENU)
        return found[::-1]

    async def at(self, release_id: int) -> Version:
        """That of an earlier release. Raises NotFound."""
        for release in await self.library.releases.releases(500):
            if release.id == release_id:
                revision = await self.library.revisions.revision(release.revision)
                return Version(release, await self._menu(revision))
        raise NotFound(str(release_id))

    def difference(self, before: Menu | None, after: Menu) -> list[Difference]:
        """What pushing `after` would change."""
        old = {MENU: self.writing.write(before)} if before else {}
        return differences(old, {MENU: self.writing.write(after)})

    async def publish(self, who: Person, menu: Menu, seen: int) -> Release:
        """Make it live with everything else as it is: WeChat is shown it within seconds.

        `seen` is the live release that this person saw. Raises StepNotAllowed (in words).
        """
        release, revision = await self._live()
        content = self.writing.write(menu)
        if release.id != seen:
            raise StepNotAllowed(MEANWHILE)
        if await self._menu(revision) == menu:
            raise StepNotAllowed(THE_SAME)
        if self.two_persons:
            await self.drafts.put(MENU, content, who.login, None)
            raise NotReleasable(TWO)
        files = {**await self.library.files(revision), MENU: content}
        after = await self.library.add(files, (who.login,), note="改菜单", parent=revision.id)
        assert after.id
        now = self.clock()
        made = replace(release, revision=after.id, by=who.login, at=now, note="改菜单", id=None)
        try:
            live = await self.library.releases.publish(
                replace(made, reason="", asked_by=""), release.id
            )
        except TurnConflict:
            raise StepNotAllowed(MEANWHILE) from None
        await self._also_in_the_draft(content, who.login, revision, after)
        await self.audit.write(who.id, PUBLISHED, MENU, {"release": str(live.id)}, now)
        await self.announcer.wake()
        return live

    async def _live(self) -> tuple[Release, Revision]:
        return await self.library.live()

    async def _menu(self, revision: Revision) -> Menu | None:
        return await menu_of(self.library, self.writing, revision)

    async def _also_in_the_draft(
        self, content: bytes, by: str, was: Revision, after: Revision
    ) -> None:
        """Or the next release would bring the old menu back."""
        draft = await self.library.revisions.draft()
        if draft and not draft.changed and draft.base == was.id:
            assert after.id
            moved = Draft(after.id, draft.version + 1, touched=draft.touched)
            if await self.library.revisions.save(moved, draft.version):
                return
        await self.drafts.put(MENU, content, by, None)


@dataclass
class MenuPusher:
    """Shows WeChat the menu of what is live, whoever published it or took it back."""

    library: Library
    writing: MenuWriting
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
        menu = await menu_of(self.library, self.writing, revision)
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


async def menu_of(library: Library, writing: MenuWriting, revision: Revision) -> Menu | None:
    """The menu of a revision; None where it has none, or one that nobody can read."""
    name = revision.files.get(MENU)
    if name is None:
        return None
    [content] = (await library.contents({MENU: name})).values()
    try:
        return writing.read(content)
    except (BadFile, FieldRejected):
        return None
