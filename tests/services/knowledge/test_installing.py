"""What comes with the installation is the knowledge base, until people take it over."""

import pytest

from bot.services.knowledge.installing import Installing
from tests.services.knowledge.builders import CARDS, FILES, WATER, Shelf, a_file, a_shelf

NEWER = {**FILES, WATER: a_file("water_bill", "新装的答案。")}


@pytest.fixture
async def shelf() -> Shelf:
    """With FILES installed and live."""
    shelf = await a_shelf()
    installing = Installing(shelf.shipped)
    revision, _ = await installing.revision(FILES)
    await installing.release(revision, "m1")
    return shelf


async def live_files(shelf: Shelf) -> dict[str, bytes]:
    return await shelf.library.files((await shelf.library.live())[1])


async def test_the_same_files_again_change_nothing(shelf: Shelf):
    installing = Installing(shelf.shipped)

    revision, as_installed = await installing.revision(FILES)
    await installing.release(revision, "m1")

    assert as_installed
    assert len(await shelf.revisions.revisions()) == 1
    assert len(await shelf.releases.releases()) == 1


async def test_new_files_go_live_and_the_draft_stands_on_them(shelf: Shelf):
    """What somebody has changed in it stays changed."""
    await shelf.drafts.put(CARDS, a_file("card_lost", "草稿。"), "wang", None)
    installing = Installing(shelf.shipped)

    revision, as_installed = await installing.revision(NEWER)
    await installing.release(revision, "m2")

    assert as_installed
    assert await live_files(shelf) == NEWER
    opened = await shelf.drafts.open()
    assert opened.files == {**NEWER, CARDS: a_file("card_lost", "草稿。")}
    assert opened.changed == (CARDS,)


async def test_new_files_that_could_not_be_trained_leave_the_draft_alone(shelf: Shelf):
    """And the next ones are taken as if they had never been."""
    installing = Installing(shelf.shipped)
    await installing.revision({**FILES, WATER: b"broken: ["})
    assert (await shelf.drafts.open()).files == FILES

    revision, _ = await installing.revision(NEWER)
    await installing.release(revision, "m2")

    assert (await shelf.drafts.open()).files == NEWER


async def test_another_model_for_the_same_files_is_a_release(shelf: Shelf):
    """Letters were imported."""
    installing = Installing(shelf.shipped)
    revision, _ = await installing.revision(FILES)

    await installing.release(revision, "m2")

    newest, _ = await shelf.releases.releases()
    assert (newest.model, newest.note) == ("m2", "重新训练")


async def test_once_somebody_has_released_their_own_new_files_wait(shelf: Shelf):
    own = await shelf.library.add({**FILES, CARDS: b"x: 1\n"}, ("wang",), parent=1)
    await Installing(shelf.shipped).release(own, "m2")

    revision, as_installed = await Installing(shelf.shipped).revision(NEWER)

    assert (revision, as_installed) == (own, False)
    assert await shelf.library.is_edited(own, CARDS)
    assert not await shelf.library.is_edited(own, WATER)
