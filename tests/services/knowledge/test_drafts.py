"""The one draft, and two people who work on it at once."""

import pytest

from bot.domain.errors import FieldRejected, NotFound, SavedMeanwhile
from bot.domain.releases import Release
from bot.domain.revisions import LARGEST_FILE
from tests.builders import NOW
from tests.services.knowledge.builders import CARDS, FILES, RULES, WATER, Shelf, a_file, a_shelf


async def test_what_was_seeded_is_there_byte_for_byte():
    """And is seeded once."""
    shelf = await a_shelf()

    again = await shelf.library.seed({CARDS: b"other"})

    opened = await shelf.drafts.open()
    assert opened.files == FILES
    assert (opened.base, opened.changed, opened.version) == (again, (), 0)


async def test_without_a_knowledge_base_there_is_nothing_to_open():
    with pytest.raises(NotFound):
        await Shelf().drafts.open()


async def test_a_saved_file_is_in_the_draft_and_not_in_the_revision():
    shelf = await a_shelf()

    version = await shelf.drafts.put(CARDS, a_file("card_lost", "先挂失。"), "wang", 0)

    opened = await shelf.drafts.open()
    assert (version, opened.version, opened.changed) == (1, 1, (CARDS,))
    assert opened.authors == ("wang",)
    assert "先挂失".encode() in opened.files[CARDS]
    assert await shelf.library.files(opened.base) == FILES


async def test_two_who_save_the_same_file_the_second_gets_the_difference():
    """Nothing is lost: what the first wrote stays, the second sees both."""
    shelf = await a_shelf()
    await shelf.drafts.put(CARDS, a_file("card_lost", "第一个人写的。"), "wang", 0)

    with pytest.raises(SavedMeanwhile) as refused:
        await shelf.drafts.put(CARDS, a_file("card_lost", "第二个人写的。"), "li", 0)

    [difference] = refused.value.differences
    assert "-  - text: 第一个人写的。" in difference.lines()
    assert "+  - text: 第二个人写的。" in difference.lines()
    assert "第一个人".encode() in (await shelf.drafts.open()).files[CARDS]


async def test_two_who_save_two_files_both_succeed():
    shelf = await a_shelf()

    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)
    await shelf.drafts.put(WATER, a_file("water_bill", "二。"), "li", 0)

    opened = await shelf.drafts.open()
    assert opened.changed == (CARDS, WATER)
    assert opened.authors == ("wang", "li")


async def test_two_who_edit_two_entries_of_one_file_both_succeed():
    shelf = await a_shelf()
    await shelf.drafts.put_entry(
        (await shelf.entry("card_lost")).changed(key="card_new"), "wang", 0
    )
    seen = (await shelf.drafts.open()).version
    lost, new = await shelf.entry("card_lost"), await shelf.entry("card_new")

    await shelf.drafts.put_entry(lost.changed(answer="一。"), "wang", seen)
    await shelf.drafts.put_entry(new.changed(answer="二。"), "li", seen)

    assert (await shelf.entry("card_lost")).answer == "一。"
    assert (await shelf.entry("card_new")).answer == "二。"


@pytest.mark.parametrize("first", ["entry", "file"])
async def test_two_who_edit_one_entry_the_second_gets_the_difference(first: str):
    """Also when the first of them wrote the whole file."""
    shelf = await a_shelf()
    entry = await shelf.entry("card_lost")
    if first == "entry":
        await shelf.drafts.put_entry(entry.changed(answer="一。"), "wang", 0)
    else:
        await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)

    with pytest.raises(SavedMeanwhile) as refused:
        await shelf.drafts.put_entry(entry.changed(answer="二。"), "li", 0)

    assert any("二。" in line for line in refused.value.differences[0].lines())
    assert (await shelf.entry("card_lost")).answer == "一。"


async def test_a_file_is_not_written_over_an_entry_that_was_edited_meanwhile():
    shelf = await a_shelf()
    entry = await shelf.entry("card_lost")
    await shelf.drafts.put_entry(entry.changed(answer="一。"), "wang", 0)

    with pytest.raises(SavedMeanwhile):
        await shelf.drafts.put(CARDS, a_file("card_lost", "二。"), "li", 0)


async def test_who_saves_at_the_very_same_moment_is_tried_again():
    """The save that loses the race looks again: other files are no conflict."""
    shelf = await a_shelf()
    keep = shelf.revisions.keep

    async def somebody_saves_between(contents):
        shelf.revisions.keep = keep
        await shelf.drafts.put(WATER, a_file("water_bill", "二。"), "li", 0)
        await keep(contents)

    shelf.revisions.keep = somebody_saves_between
    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)

    assert (await shelf.drafts.open()).changed == (CARDS, WATER)


async def test_saving_what_is_there_already_is_no_change():
    shelf = await a_shelf()

    assert await shelf.drafts.put_all(FILES, "wang") == 0


async def test_what_is_changed_back_is_no_change_of_the_draft():
    shelf = await a_shelf()
    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)

    await shelf.drafts.put(CARDS, FILES[CARDS], "wang", 1)

    opened = await shelf.drafts.open()
    assert (opened.changed, opened.authors) == ((), ())


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("nlu/../bot/x.yml", b""),
        ("/etc/passwd", b""),
        ("nlu/components/x.py", b""),
        ("bot/x.yml", b""),
        ("nlu/a.yml", b"\xff\xfe"),
        ("nlu/a.yml", b"nlu: [\n"),
        ("nlu/a.yml", b"- only a list\n"),
        ("nlu/a.yml", b"# " + b"x" * LARGEST_FILE),
    ],
)
async def test_what_is_no_file_of_a_knowledge_base_is_refused_and_nothing_is_lost(path, content):
    shelf = await a_shelf()

    with pytest.raises(FieldRejected):
        await shelf.drafts.put(path, content, "wang", 0)

    assert (await shelf.drafts.open()).files == FILES


async def test_broken_yaml_is_told_with_its_line():
    shelf = await a_shelf()

    with pytest.raises(FieldRejected, match="第 3 行"):
        await shelf.drafts.put(CARDS, b"nlu:\n- a: [\n", "wang", 0)


async def test_a_frozen_draft_is_a_revision_and_the_draft_goes_on_from_there():
    shelf = await a_shelf()
    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)
    await shelf.drafts.put(RULES, b"rules: []\n", "li", None)

    revision = await shelf.drafts.freeze("li", "十一月", "两处")

    assert (revision.name, revision.note, revision.authors) == ("十一月", "两处", ("wang", "li"))
    assert revision.parent == 1
    opened = await shelf.drafts.open()
    assert (opened.base, opened.changed) == (revision, ())
    assert await shelf.drafts.freeze("li") == revision


async def test_the_difference_is_told_against_what_is_live():
    shelf = await a_shelf()
    await shelf.releases.publish(Release(1, "m1", "wang", NOW), None)
    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)
    await shelf.drafts.freeze("wang")

    [difference] = await shelf.drafts.difference()

    assert difference.path == CARDS
    assert "+  - text: 一。" in difference.lines()


async def test_who_begins_anew_loses_nothing():
    """What was in the draft is a revision."""
    shelf = await a_shelf()
    first = (await shelf.drafts.open()).base
    await shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", 0)

    await shelf.drafts.begin_from(first, "li")

    assert (await shelf.drafts.open()).files == FILES
    dropped, _ = await shelf.revisions.revisions()
    assert "一。".encode() in (await shelf.library.files(dropped))[CARDS]


async def test_a_removed_entry_is_gone_and_a_strange_one_cannot_be_removed():
    shelf = await a_shelf()

    await shelf.drafts.remove_entry("card_lost", "wang", 0)

    assert [one.key for one in await shelf.drafts.entries()] == ["water_bill"]
    with pytest.raises(NotFound):
        await shelf.drafts.remove_entry("card_lost", "wang", None)
