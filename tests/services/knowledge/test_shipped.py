"""A new version of the product meets a knowledge base that people have taken over."""

import pytest

from bot.domain.errors import FieldRejected, NotFound, SavedMeanwhile
from bot.services.knowledge.installing import Installing
from bot.services.knowledge.shipped import BROUGHT_BY, NEW, OURS, stamp_of
from tests.services.knowledge.builders import CARDS, FILES, RULES, WATER, Shelf, a_file, a_shelf

OPERATORS = "departments.yml"
MINE = a_file("card_lost", "我们的答案。")
NEWER = {
    **FILES,
    CARDS: a_file("card_lost", "新装的答案。"),
    WATER: a_file("water_bill", "新装的答案。", ways=("水费多少",)),
    "nlu/faq/gas.yml": a_file("gas_bill"),
}
CARD = "faq/card_lost"


@pytest.fixture
async def shelf() -> Shelf:
    """Somebody has released an answer of their own."""
    shelf = await a_shelf()
    installing = Installing(shelf.shipped)
    revision, _ = await installing.revision(FILES)
    await installing.release(revision, "m1")
    await shelf.drafts.put(CARDS, MINE, "wang", None)
    await installing.release(await shelf.drafts.freeze("wang"), "m2")
    return shelf


async def upgrade(shelf: Shelf, files=NEWER) -> None:
    await Installing(shelf.shipped).revision(files)


async def drafted(shelf: Shelf) -> dict[str, bytes]:
    return dict((await shelf.drafts.open()).files)


async def decide(shelf: Shelf, how: str, by: str = "wang") -> None:
    [one] = await shelf.shipped.undecided()
    await shelf.shipped.decide(one.dispute.item, how, by, stamp_of(one))


async def test_what_nobody_changed_is_drafted_and_nothing_goes_live(shelf: Shelf):
    """What both changed stays as people wrote it, and is told with its three texts."""
    live = await shelf.library.live()
    await upgrade(shelf)

    assert await drafted(shelf) == {**NEWER, CARDS: MINE}
    assert await shelf.library.live() == live
    [one] = await shelf.shipped.undecided()
    assert (one.dispute.item, one.path) == (CARD, CARDS)
    for words, text in (("带上身份证。", one.was), ("新装的", one.new), ("我们的", one.ours)):
        assert words in text
    [finding] = await shelf.shipped.findings()
    assert "新版本也改了这一条" in str(finding)
    assert not finding.grave


async def test_starting_again_brings_nothing_twice(shelf: Shelf):
    await upgrade(shelf)
    before = await shelf.drafts.open()
    known = len(await shelf.revisions.revisions())

    await upgrade(shelf)

    assert await shelf.drafts.open() == before
    assert len(await shelf.revisions.revisions()) == known


async def test_what_is_brought_is_never_taken_for_what_was_installed(shelf: Shelf):
    """Or the next start would put the installation's files over people's."""
    await upgrade(shelf)
    revision = await shelf.drafts.freeze("qian")

    assert revision.authors == (BROUGHT_BY,)
    await Installing(shelf.shipped).release(revision, "m3")
    _, as_installed = await Installing(shelf.shipped).revision({**NEWER, RULES: b"rules: [] # x\n"})
    assert not as_installed


async def test_the_machine_s_own_file_of_units_is_left_to_itself(shelf: Shelf):
    await upgrade(shelf, {**FILES, OPERATORS: b"version: 2\n"})

    assert await drafted(shelf) == {**FILES, CARDS: MINE}


async def test_ours_is_kept_and_asked_no_more(shelf: Shelf):
    await upgrade(shelf)

    await decide(shelf, OURS)

    assert await shelf.shipped.undecided() == []
    assert (await drafted(shelf))[CARDS] == MINE
    await upgrade(shelf, {**NEWER, RULES: b"version: '3.1'\nrules: [a]\n"})
    assert await shelf.shipped.undecided() == []


async def test_the_new_one_is_taken_into_the_draft(shelf: Shelf):
    await upgrade(shelf)

    await decide(shelf, NEW)

    assert await drafted(shelf) == NEWER
    assert await shelf.shipped.undecided() == []


async def test_the_next_version_asks_from_where_it_began(shelf: Shelf):
    """And does not ask where it is again as it was."""
    await upgrade(shelf)
    await upgrade(shelf, {**NEWER, CARDS: a_file("card_lost", "更新的答案。")})

    [one] = await shelf.shipped.undecided()
    assert "带上身份证。" in (one.was or "")
    assert "更新的答案。" in (one.new or "")
    await upgrade(shelf, {**NEWER, CARDS: FILES[CARDS]})
    assert await shelf.shipped.undecided() == []


async def test_a_choice_about_texts_that_changed_meanwhile_is_refused(shelf: Shelf):
    """The second tap, too, finds nothing to decide."""
    await upgrade(shelf)
    [seen] = await shelf.shipped.undecided()
    await shelf.drafts.put(CARDS, a_file("card_lost", "又改了。"), "li", None)

    with pytest.raises(SavedMeanwhile):
        await shelf.shipped.decide(CARD, NEW, "wang", stamp_of(seen))
    assert (await drafted(shelf))[CARDS] == a_file("card_lost", "又改了。")

    await decide(shelf, NEW)
    with pytest.raises(NotFound):
        await shelf.shipped.decide(CARD, NEW, "wang", stamp_of(seen))


async def test_a_new_text_that_does_not_fit_into_our_file_is_not_taken(shelf: Shelf):
    """Here somebody has set the list in: mixed, nobody could read it."""

    def rules(intent: str) -> bytes:
        return f"rules:\n- rule: a\n  steps:\n  - intent: {intent}\n- rule: b\n".encode()

    await upgrade(shelf, {**NEWER, RULES: rules("one")})
    await decide(shelf, OURS)
    await shelf.drafts.put(RULES, b"rules:\n    - rule: a\n    - rule: b\n", "li", None)
    await upgrade(shelf, {**NEWER, RULES: rules("two")})

    with pytest.raises(FieldRejected):
        await decide(shelf, NEW)
    assert [one.dispute.item for one in await shelf.shipped.undecided()] == ["rule/a"]


async def test_before_anything_of_people_is_live_the_draft_is_merged_with_what_goes_live():
    """An answer in a file that both have changed is neither lost nor put back."""

    def water(answer: str, bye: str) -> bytes:
        return a_file("water_bill", answer) + f"  utter_bye:\n  - text: {bye}\n".encode()

    shelf = await a_shelf()
    installing = Installing(shelf.shipped)
    first, _ = await installing.revision({**FILES, WATER: water("旧", "bye")})
    await installing.release(first, "m1")
    await shelf.drafts.put(WATER, water("旧", "再见"), "wang", None)

    new, _ = await installing.revision({**FILES, WATER: water("新", "bye")})
    await installing.release(new, "m2")

    assert (await drafted(shelf))[WATER] == water("新", "再见")
    assert (await shelf.drafts.open()).changed == (WATER,)
    assert await shelf.shipped.undecided() == []
