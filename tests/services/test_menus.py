"""The menu: changed with everything else as it is, shown to WeChat, taken back."""

from dataclasses import replace

import pytest

from bot.adapters.knowledge.menus import MenuFile
from bot.domain.errors import NotReleasable, StepNotAllowed, TryLater
from bot.domain.menu import Menu
from bot.domain.releases import Release
from bot.services.knowledge.at_once import MEANWHILE, AtOnce
from bot.services.menus import MENU_WORDS, MenuPusher
from tests.builders import NOW
from tests.fakes.house import FakeClock, FakeWaker
from tests.fakes.menus import FakeAccount, FakePushes
from tests.fakes.people import FakeAudit
from tests.services.knowledge.builders import FILES, Shelf

MENU = MenuFile.path


def a_menu(name: str) -> Menu:
    return Menu.of({"button": [{"type": "click", "name": name, "key": "查询"}]})


class Room:
    """A knowledge base that was published once, without a menu; and an account."""

    def __init__(self) -> None:
        self.shelf, self.pushes, self.account = Shelf(), FakePushes(), FakeAccount()
        self.audit, self.clock, self.waker = FakeAudit(), FakeClock(), FakeWaker()
        self.menus = AtOnce(
            part=MenuFile(),
            words=MENU_WORDS,
            drafts=self.shelf.drafts,
            announcer=self.waker,
            audit=self.audit,
            clock=self.clock,
        )
        self.pusher = MenuPusher(
            self.shelf.library, MenuFile(), self.account, self.pushes, self.clock
        )

    async def begin(self) -> "Room":
        revision = await self.shelf.library.seed(FILES)
        assert revision.id
        await self.shelf.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)
        return self

    async def files(self) -> dict[str, bytes]:
        _, revision = await self.shelf.library.live()
        return await self.shelf.library.files(revision)


async def publish(room: Room, menu: Menu, seen: int) -> Release:
    return await room.menus.publish(menu, "publisher", "p1", seen)


@pytest.fixture
async def room() -> Room:
    return await Room().begin()


async def test_a_changed_menu_is_live_at_once_and_nothing_else_changes(room: Room):
    """The same model, the same answers; the draft has it as well."""
    release = await publish(room, a_menu("查进度"), 1)

    live = await room.menus.now()
    assert (release.model, live.value) == ("m1", a_menu("查进度"))
    files = await room.files()
    assert {path: new for path, new in files.items() if path != MENU} == FILES
    assert (await room.shelf.drafts.open()).files == files
    assert await room.shelf.drafts.difference() == []
    assert room.waker.woken == 1
    assert [line.what for line in await room.audit.read()] == ["menu_published"]


async def test_what_editors_have_in_the_draft_stays_there(room: Room):
    """And the menu is in it: the next release does not bring the old one back."""
    await room.shelf.drafts.put("stories/faq.yml", b"version: '3.1'\nrules: [] # x\n", "e", None)

    await publish(room, a_menu("查进度"), 1)

    opened = await room.shelf.drafts.open()
    assert opened.files["stories/faq.yml"].endswith(b"# x\n")
    assert opened.files[MENU] == MenuFile().write({}, a_menu("查进度"))
    assert b"# x" not in (await room.files())["stories/faq.yml"]


async def test_of_two_who_push_at_once_the_second_is_told(room: Room):
    await publish(room, a_menu("甲"), 1)

    with pytest.raises(StepNotAllowed, match=MEANWHILE):
        await publish(room, a_menu("乙"), 1)

    assert (await room.menus.now()).value == a_menu("甲")


async def test_the_same_menu_is_no_change(room: Room):
    await publish(room, a_menu("甲"), 1)

    with pytest.raises(StepNotAllowed):
        await publish(room, a_menu("甲"), 2)


async def test_where_two_persons_publish_it_goes_into_the_draft(room: Room):
    two = replace(room.menus, two_persons=True)

    with pytest.raises(NotReleasable):
        await two.publish(a_menu("甲"), "publisher", "p1", 1)

    assert (await room.menus.now()).value is None
    assert MENU in (await room.shelf.drafts.open()).files


async def test_going_back_restores_the_former_json(room: Room):
    """To the letter: at WeChat, in the files, and in the list of versions."""
    await publish(room, a_menu("甲"), 1)
    await room.pusher.look()
    before = (await room.files())[MENU]
    await publish(room, a_menu("乙"), 2)
    await room.pusher.look()

    former = (await room.menus.at(2)).value
    assert former
    await publish(room, former, 3)
    await room.pusher.look()

    assert (await room.files())[MENU] == before
    assert room.account.shown == [a_menu("甲"), a_menu("乙"), a_menu("甲")]
    names = [one.value and one.value.buttons[0].name for one in await room.menus.history()]
    assert names == ["甲", "乙", "甲", None]


async def test_a_release_that_is_taken_back_takes_its_menu_along(room: Room):
    """Whoever does it: the worker shows WeChat what is live."""
    await publish(room, a_menu("甲"), 1)
    await publish(room, a_menu("乙"), 2)
    await room.pusher.look()
    second = (await room.shelf.releases.releases())[1]

    await room.shelf.releases.publish(replace(second, id=None), 3)
    await room.pusher.look()

    assert room.account.shown == [a_menu("乙"), a_menu("甲")]


async def test_without_a_menu_of_ours_the_accounts_own_stays(room: Room):
    await room.pusher.look()

    assert room.account.shown == []
    assert room.pushes.noted == []


async def test_what_wechat_has_is_not_sent_again(room: Room):
    """Not by the next look, not by another worker, and not for a release with the same menu."""
    await publish(room, a_menu("甲"), 1)
    await room.pusher.look()
    await room.pusher.look()
    other = MenuPusher(room.shelf.library, MenuFile(), room.account, room.pushes, room.clock)
    await other.look()
    live = await room.shelf.releases.live()
    assert live
    await room.shelf.releases.publish(replace(live, id=None), live.id)
    await room.pusher.look()

    assert room.account.shown == [a_menu("甲")]


async def test_what_wechat_did_not_take_is_sent_again_after_a_minute(room: Room):
    """And the page says why."""
    await publish(room, a_menu("甲"), 1)
    room.account.failure = TryLater("WeChat error 48001")
    await room.pusher.look()
    await room.pusher.look()
    assert [push.error for push in room.pushes.noted] == ["WeChat error 48001"]

    room.account.failure = None
    room.clock.forward(minutes=1)
    await room.pusher.look()

    assert [push.error for push in room.pushes.noted] == ["WeChat error 48001", None]
    assert room.account.shown == [a_menu("甲")]


async def test_a_menu_that_somebody_broke_is_not_pushed(room: Room):
    """It was edited as a file."""
    await room.shelf.drafts.put(MENU, b"button: [{name: 1}]\n", "e", None)
    revision = await room.shelf.drafts.freeze("e")
    assert revision.id
    await room.shelf.releases.publish(Release(revision.id, "m1", "e", NOW), 1)

    await room.pusher.look()

    assert room.account.shown == []
    assert (await room.menus.now()).value is None
