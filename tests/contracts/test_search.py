"""What every casebook promises of its search in Chinese."""

import pytest

from bot.domain.tickets import Step
from bot.services.ports.lists import Query
from tests.builders import (
    NOW,
)
from tests.contracts.cases import ALL, after, found, keep, of_unit


@pytest.fixture
async def library(store):
    await keep(
        store,
        of_unit(
            "20261123-4821-07",
            title="路灯坏了",
            content="人民路23号門口路燈壞了，三天没人修。WiFi也断了",
            contact="李四 138-1234-5678",
            place="人民路23号",
        ),
        of_unit(
            "20261123-9999-01",
            content="自来水发黄，人民广场旁边的路口",
            title="水发黄",
            place="解放路",
        ),
    )
    return store


IN_ONE = [
    "路灯",
    "灯",
    "路燈",
    "人民路",
    "民路23",
    "人民路２３号门口",
    "坏了三天",
    "修",
    "wifi",
    "  路灯  三天 ",
    "路灯，三天",
    "李四",
    "20261123-4821-07",
    "4821",
    "482107",
    "13812345678",
    "138 1234 5678",
    "+8613812345678",
    "李四 13812345678",
]


async def test_a_ticket_is_found_by_any_part_of_its_words(library):
    """However they are written, one character or many; a phone number whole."""
    for words in IN_ONE:
        assert await found(library, words) == {"20261123-4821-07"}, words


async def test_what_is_not_in_a_ticket_does_not_find_it(library):
    """Characters in another order or apart, words of two tickets, a part of a phone number."""
    for words in ("民人", "灯路", "路灯 自来水", "路灯修", "1381234", "12345678", "李四五", "电梯"):
        assert await found(library, words) == set(), words


async def test_one_word_may_be_in_many_tickets(library):
    """Both, and each by what it alone has."""
    assert len(await found(library, "人民")) == 2
    assert len(await found(library, "路")) == 2
    assert await found(library, "人民 水") == {"20261123-9999-01"}


async def test_without_words_everything_is_listed(library):
    """An empty field is no search."""
    assert len(await found(library, "")) == len(await found(library, "   ")) == 2


NOTHING_IN_IT = [
    '"',
    "'",
    "''' OR 1=1 --",
    '" OR "',
    "*",
    "u*",
    "k*",
    "路灯*水",
    "title:路灯 AND",
    "NEAR(路 灯, 3)",
    "路灯 OR 自来水",
    "NOT 电梯",
    "路灯' & '自来水",
    "路灯:* | 水",
    "\\",
    "%",
    "_",
    "();--",
    "\x00",
    "\ud800",
    "- + ~",
    "𠮷" * 200,
    "路灯" * 5000,
    "a " * 3000,
    "〔手机号1〕",
    "；DROP TABLE tickets；",
]
WORDS_AMONG_SIGNS = ["路*灯", "路%灯", "路\\灯", "{路灯}", "^路灯", "路灯\x00", "'路灯' & !"]


async def test_no_query_breaks_the_search_or_finds_more_than_it_says(library):
    """What somebody types is words to look for, and never a part of a statement."""
    for words in NOTHING_IN_IT:
        assert await found(library, words) == set(), words
    for words in WORDS_AMONG_SIGNS:
        assert await found(library, words) == {"20261123-4821-07"}, words


async def test_a_ticket_is_found_by_what_is_said_later(store):
    """What the citizen adds, what the unit answers; not what it notes for itself."""
    ticket = of_unit("t1")
    await keep(store, ticket)
    assert await found(store, "井盖") == set()

    said = after(ticket, Step.SUPPLEMENTED, text="井盖也没了，打13987654321找我")
    await keep(store, said, before=ticket)
    assert await found(store, "井盖") == {"t1"}
    assert await found(store, "13987654321") == {"t1"}

    noted = after(said, Step.NOTED, text="电工老王去过")
    answered = after(noted, Step.REPLIED, text="变压器已更换。")
    await keep(store, answered, before=said)
    assert await found(store, "变压器") == await found(store, "井盖 路灯") == {"t1"}
    assert await found(store, "老王") == set()


async def test_more_tickets_than_are_indexed_at_once_are_all_found(store):
    """A search right after a flood: what it does not index itself, the next ones do."""
    await keep(store, *(of_unit(f"t{n:03}") for n in range(70)))

    await found(store, "路灯")

    sheet = await store.casebook.look(ALL, "p1", Query(words="路灯", page=2), NOW)
    assert (sheet.total, len(sheet.lines)) == (70, 20)
