"""What every casebook promises to staff: what is theirs to see, found, and nothing else."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.domain import tickets
from bot.domain.errors import NotFound
from bot.domain.messages import Kind
from bot.domain.parcels import Attachment, ParcelState
from bot.domain.people import NOTHING, Sight
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Outcome, State, Step, Ticket, Type
from bot.services.ports.casebook import (
    COUNTED,
    EXCERPT_LENGTH,
    PAGE_SIZE,
    Casebook,
    Moved,
    Order,
    Query,
    Said,
    Speaker,
)
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Ending
from tests.builders import (
    NOW,
    a_citizens_parcel,
    a_departments_parcel,
    a_message,
    an_appeal,
)
from tests.openings import next_opening

ALL = Sight(None)
ROADS = Sight(frozenset({"roads"}))
WATER = Sight(frozenset({"water"}))
ROADS_AND_BELOW = Sight(frozenset({"roads", "lamps"}))
ANY = frozenset[State]()
DAY = timedelta(days=1)


def of_unit(number: str, unit: str = "roads", *more: Step, **given: Any) -> Ticket:
    """A ticket that this unit holds; `age` and `due` are from and until NOW, `moved` is after."""
    age, due = given.pop("age", timedelta()), given.pop("due", 3 * DAY)
    citizen = given.pop("citizen", f"c-{number}")
    opened = tickets.opened(number, citizen, an_appeal(**given), NOW - age, NOW + due)
    ticket = opened.after(Event(Step.DISPATCHED, NOW - age, "system", {"department": unit}))
    for minutes, step in enumerate(more, 1):
        ticket = after(ticket, step, minutes=minutes)
    return ticket


def after(ticket: Ticket, step: Step, minutes: int = 60, **data: Any) -> Ticket:
    said: Mapping[str, Any] = {"text": "已修好。", "outcome": "resolved"} | data
    wordless = step not in (Step.REPLIED, Step.SUPPLEMENTED)
    return ticket.after(
        Event(step, NOW + timedelta(minutes=minutes), "roads", data if wordless else said)
    )


async def keep(store, *made: Ticket, before: Ticket | None = None, **more: Any) -> None:
    moved = {one.number: TicketChange(before, one) for one in made}
    await store.tickets.apply(Changes(tickets=moved, **more))


async def numbers(store, sight: Sight = ALL, reader: str = "p1", **query: Any) -> list[str]:
    sheet = await store.casebook.look(sight, reader, Query(**query), NOW)
    return [line.number for line in sheet.lines]


async def found(store, words: str, sight: Sight = ALL) -> set[str]:
    return set(await numbers(store, sight, words=words, states=ANY))


# --- whose tickets --------------------------------------------------------------------------------


UNITS = ("roads", "lamps", "water", "nobody")
SIGHTS = {
    "own unit": (ROADS, {"t-roads"}),
    "another unit": (WATER, {"t-water"}),
    "own unit and those below": (ROADS_AND_BELOW, {"t-roads", "t-lamps"}),
    "a unit below alone": (Sight(frozenset({"lamps"})), {"t-lamps"}),
    "all": (ALL, {"t-roads", "t-lamps", "t-water", "t-nobody"}),
    "nothing": (NOTHING, set()),
}


@pytest.fixture
async def city(store):
    """The same matter with every unit, and with nobody yet; all around it bears its number."""
    for unit in UNITS:
        ticket = of_unit(f"t-{unit}", unit, citizen=f"c-{unit}", contact="13812345678")
        if unit == "nobody":
            appeal = an_appeal(contact="13812345678")
            ticket = tickets.opened("t-nobody", "c-nobody", appeal, NOW, NOW + DAY)
        message = a_message(f"话 {unit}", key=unit, citizen=f"c-{unit}")
        await store.inbox.receive(message, NOW - timedelta(minutes=1))
        await keep(
            store,
            ticket,
            parcels=[a_departments_parcel(id=unit, department=unit, number=ticket.number)],
            attachments=[Attachment(unit, f"c-{unit}", "image", "m", NOW, ticket.number)],
        )
    return store


ASKED: list[dict[str, Any]] = [
    {},
    {"states": ANY},
    {"order": Order.MOVED},
    {"order": Order.NEWEST},
    {"unread": True},
    {"words": "路灯"},
    {"words": "灯"},
    {"words": "13812345678"},
    {"types": frozenset({Type.COMPLAINT})},
]


async def test_a_list_has_what_is_in_sight_and_nothing_else(city):
    """However it is asked for: all states, words, an order."""
    for (who, (sight, theirs)), query in product(SIGHTS.items(), ASKED):
        sheet = await city.casebook.look(sight, "p1", Query(**query), NOW)

        assert {line.number for line in sheet.lines} == theirs, (who, query)
        assert sheet.total == sum(sheet.counts.values()) == len(theirs), (who, query)


async def test_asking_for_another_unit_or_a_number_shows_no_more(city):
    """What somebody may not see is not there to be asked for."""
    for (who, (sight, theirs)), unit in product(SIGHTS.items(), UNITS):
        own = theirs & {f"t-{unit}"}

        assert set(await numbers(city, sight, words=f"t-{unit}")) == own, who
        if unit != "nobody":
            assert set(await numbers(city, sight, department=unit)) == own, who
            assert set(await numbers(city, sight, department=unit, words="路灯")) == own, who


def every_verb(book: Casebook, sight: Sight, number: str) -> list[Coroutine[Any, Any, object]]:
    """All that can be asked of one ticket."""
    return [
        book.find(sight, number),
        book.mark_read(sight, "p1", number, 1),
        book.deliveries(sight, number),
        book.attachments(sight, number),
        book.talk_before(sight, number),
        book.similar(sight, number),
    ]


async def test_a_ticket_out_of_sight_is_not_found_and_nothing_of_it_is_told(city):
    """Neither itself nor anything around it."""
    for (sight, theirs), unit in product(SIGHTS.values(), UNITS):
        for asked in every_verb(city.casebook, sight, f"t-{unit}"):
            if f"t-{unit}" in theirs:
                await asked
            else:
                with pytest.raises(NotFound):
                    await asked


async def test_every_verb_of_the_casebook_is_in_the_matrix(city):
    """One that is added is tried, too, or says here why its Sight is somebody else's."""
    verbs = {name for name in vars(Casebook) if not name.startswith("_")}
    every = every_verb(city.casebook, ALL, "t-roads")
    tried = {asked.__name__ for asked in every}
    await asyncio.gather(*every)

    elsewhere = {"look", "tally"}  # the lists and figures of the other tests here
    without = {"moved_since"}  # for who asks each watcher's Sight themselves
    assert tried | elsewhere | without == verbs


async def test_what_is_in_sight_is_told_with_all_around_it(city):
    """The other half of the matrix: seen is seen."""
    book = city.casebook
    for sight, theirs in SIGHTS.values():
        for number in theirs:
            unit = number.removeprefix("t-")
            assert (await book.find(sight, number)).citizen == f"c-{unit}"
            assert [one.parcel for one in await book.deliveries(sight, number)] == [unit]
            assert [one.id for one in await book.attachments(sight, number)] == [unit]
            assert [one.words for one in await book.talk_before(sight, number)] == [f"话 {unit}"]


async def test_figures_and_likenesses_are_of_what_is_in_sight(city):
    """A count tells, too; and a neighbour's like case is the neighbour's."""
    await keep(city, of_unit("t-roads-2", "roads"), of_unit("t-water-2", "water"))
    await found(city, "路灯")  # whatever waits for the index has been indexed
    for sight, seen in SIGHTS.values():
        theirs = seen | {f"{one}-2" for one in seen & {"t-roads", "t-water"}}

        tally = await city.casebook.tally(sight, NOW)

        many = len(theirs)
        assert sum(tally.states.values()) == sum(tally.ages.values()) == many
        assert sum(tally.opened_today.values()) == many
        assert sum(one.open for one in tally.waiting) == many
        units = {one.removesuffix("-2").removeprefix("t-") for one in theirs}
        assert {one.department or "nobody" for one in tally.waiting} == units
        for number in theirs:
            like = await city.casebook.similar(sight, number)
            assert {one.number for one in like} <= theirs - {number}


async def test_unknown_and_out_of_sight_look_the_same(city):
    """Nobody finds out by asking which numbers exist."""
    with pytest.raises(NotFound) as unknown:
        await city.casebook.find(ROADS, "t-unknown")
    with pytest.raises(NotFound) as hidden:
        await city.casebook.find(ROADS, "t-water")

    assert str(unknown.value).replace("unknown", "") == str(hidden.value).replace("water", "")


async def test_a_ticket_that_went_elsewhere_is_out_of_sight_at_once(store):
    """In lists, in search, by its number."""
    ticket = of_unit("t1", "roads")
    await keep(store, ticket)
    assert await found(store, "路灯", ROADS) == {"t1"}

    await keep(store, after(ticket, Step.TRANSFERRED, department="water"), before=ticket)

    assert await numbers(store, ROADS) == []
    assert await found(store, "路灯", ROADS) == set()
    assert await numbers(store, WATER) == ["t1"]
    assert await found(store, "路灯", WATER) == {"t1"}
    with pytest.raises(NotFound):
        await store.casebook.find(ROADS, "t1")


# --- lists ----------------------------------------------------------------------------------------


async def test_a_line_says_what_a_list_shows(store):
    """The beginning of the citizen's words, as they were written."""
    content = "人民路23号门口的路灯坏了，我的电话13812345678。" * 9
    ticket = of_unit("t1", "roads", Step.ACKNOWLEDGED, content=content, title="路灯坏了")
    await keep(store, ticket)

    [line] = (await store.casebook.look(ALL, "p1", Query(), NOW)).lines

    assert (line.number, line.title, line.type) == ("t1", "路灯坏了", Type.COMPLAINT)
    assert (line.state, line.department, line.steps) == (State.ACKNOWLEDGED, "roads", 3)
    assert (line.opened_at, line.due_at) == (ticket.opened_at, ticket.due_at)
    assert (line.moved_at, line.unread) == (ticket.last.at, True)
    assert line.excerpt == content[:EXCERPT_LENGTH]


async def test_lists_are_narrowed_by_state_type_unit_and_deadline(store):
    """Each by itself, and together; without states what is open."""
    await keep(
        store,
        of_unit("late", "roads", due=-DAY),
        of_unit("help", "roads", type=Type.HELP),
        of_unit("read", "water", Step.ACKNOWLEDGED),
        of_unit("over", "water", Step.REPLIED, Step.DELIVERED, Step.CLOSED, due=-DAY),
    )

    assert set(await numbers(store)) == {"late", "help", "read"}
    assert set(await numbers(store, states=ANY)) == {"late", "help", "read", "over"}
    assert await numbers(store, states=frozenset({State.CLOSED})) == ["over"]
    assert await numbers(store, types=frozenset({Type.HELP})) == ["help"]
    assert await numbers(store, department="water") == ["read"]
    assert await numbers(store, overdue=True, states=ANY) == ["late"]
    assert await numbers(store, overdue=True, department="water", states=ANY) == []
    assert await numbers(store, words="路灯", states=frozenset({State.CLOSED})) == ["over"]
    assert await numbers(store, words="路灯", overdue=True) == ["late"]


async def test_lists_have_an_order(store):
    """Soonest due, newest, last moved."""
    first = of_unit("t1", age=2 * DAY, due=3 * DAY)
    await keep(store, first, of_unit("t2", age=DAY, due=DAY), of_unit("t3", due=2 * DAY))
    await keep(store, after(first, Step.ACKNOWLEDGED), before=first)

    assert await numbers(store, order=Order.DUE) == ["t2", "t3", "t1"]
    assert await numbers(store, order=Order.NEWEST) == ["t3", "t2", "t1"]
    assert await numbers(store, order=Order.MOVED) == ["t1", "t3", "t2"]
    for sight in (ROADS, ROADS_AND_BELOW):
        assert await numbers(store, sight, order=Order.MOVED) == ["t1", "t3", "t2"]
    assert await numbers(store, words="路灯", order=Order.NEWEST) == ["t3", "t2", "t1"]


async def test_the_states_beside_a_list_are_counted(store):
    """Whatever states are listed; of the rest of the query."""
    await keep(
        store,
        of_unit("t1", "roads"),
        of_unit("t2", "roads", Step.ACKNOWLEDGED),
        of_unit("t3", "roads", Step.REPLIED, Step.DELIVERED, Step.CLOSED),
        of_unit("t4", "water", Step.ACKNOWLEDGED),
    )

    for words in ("", "路灯"):
        sheet = await store.casebook.look(ROADS, "p1", Query(words=words), NOW)
        assert set(sheet.counts) == set(State)
        assert {state: many for state, many in sheet.counts.items() if many} == {
            State.DISPATCHED: 1,
            State.ACKNOWLEDGED: 1,
            State.CLOSED: 1,
        }
        assert (sheet.total, sheet.pages, sheet.more) == (2, 1, False)


async def test_a_long_list_is_paged_and_counted_as_far_as_anybody_pages(store):
    """Each ticket on one page; after the last page is nothing; many are "more than"."""
    many = [of_unit(f"t{n:04}", due=timedelta(minutes=n)) for n in range(COUNTED + 7)]
    await keep(store, *many[: PAGE_SIZE + 3])
    pages = [await numbers(store, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE_SIZE, 3, 0]
    assert pages[0] + pages[1] == [one.number for one in many[: PAGE_SIZE + 3]]

    await keep(store, *many[PAGE_SIZE + 3 :])

    for sight in (ALL, ROADS_AND_BELOW):
        sheet = await store.casebook.look(sight, "p1", Query(page=COUNTED // PAGE_SIZE), NOW)
        assert (sheet.total, sheet.pages, sheet.more) == (COUNTED + 1, COUNTED // PAGE_SIZE, True)
        assert sheet.counts[State.DISPATCHED] == COUNTED + 1
        assert sheet.lines[-1].number == many[COUNTED - 1].number
        beyond = Query(page=COUNTED // PAGE_SIZE + 1)
        assert (await store.casebook.look(sight, "p1", beyond, NOW)).lines == ()


async def test_a_page_that_does_not_exist_is_empty(store):
    """Pages come from an address that anybody can edit."""
    await keep(store, of_unit("t1"))

    for page in (0, -1, 2, 10**12):
        assert await numbers(store, page=page) == []


# --- what was read --------------------------------------------------------------------------------


async def test_a_ticket_is_unread_until_it_was_looked_at_and_again_when_it_moves(store):
    """Each reader for themselves."""
    ticket = of_unit("t1")
    await keep(store, ticket)
    assert await numbers(store, unread=True) == ["t1"]

    await store.casebook.mark_read(ALL, "p1", "t1", len(ticket.log))
    assert await numbers(store, unread=True) == []
    assert await numbers(store, reader="p2", unread=True) == ["t1"]

    await keep(store, after(ticket, Step.SUPPLEMENTED), before=ticket)
    assert await numbers(store, unread=True) == ["t1"]


async def test_what_was_read_stays_read(store):
    """A page that was drawn earlier, or that claims too much, changes nothing."""
    ticket = of_unit("t1")
    await keep(store, ticket)
    await store.casebook.mark_read(ALL, "p1", "t1", 2)

    await store.casebook.mark_read(ALL, "p1", "t1", 1)
    assert await numbers(store, unread=True) == []

    await store.casebook.mark_read(ALL, "p1", "t1", 10**6)
    await keep(store, after(ticket, Step.SUPPLEMENTED), before=ticket)
    assert await numbers(store, unread=True) == ["t1"]


async def test_what_is_over_is_never_unread(store):
    """Closed, or taken back."""
    await keep(store, of_unit("t1", "roads", Step.REPLIED, Step.DELIVERED, Step.CLOSED))

    [line] = (await store.casebook.look(ALL, "p1", Query(states=ANY), NOW)).lines

    assert not line.unread
    assert await numbers(store, unread=True, states=ANY) == []


# --- search ---------------------------------------------------------------------------------------


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


# --- around a ticket ------------------------------------------------------------------------------


async def test_what_was_sent_is_told_with_what_became_of_it(store):
    """To the unit and to the citizen, in order; who the citizen is, is not told."""
    answer = a_citizens_parcel(id="p1", number="t1", citizen="c-t1")
    told = a_departments_parcel(id="d1", department="roads", number="t1")
    other = a_departments_parcel(id="d2", department="water", number="t2")
    await keep(store, of_unit("t1"), parcels=[told, answer, other])

    unit, citizen = await store.casebook.deliveries(ROADS, "t1")

    assert (unit.parcel, unit.unit, unit.purpose, unit.step) == (
        "d1",
        "roads",
        "ticket.dispatched",
        1,
    )
    assert (citizen.parcel, citizen.unit, citizen.purpose) == ("p1", None, "answer")
    assert (citizen.state, citizen.tries, citizen.made_at) == (ParcelState.WAITING, 0, NOW)
    assert "c-t1" not in repr(citizen)


async def talk(store, key: str, text: str, answer: str, ago: timedelta, citizen="c1") -> None:
    """A message, and what was said to it."""
    await store.inbox.receive(a_message(text, key=key, citizen=citizen), NOW - ago)
    opening = await next_opening(store.inbox, citizen)
    ending = Ending(Reply(answer))
    await store.inbox.finish(opening.row, opening.conversation, Changes(), ending, ending)


async def test_the_talk_before_a_ticket_is_that_of_its_citizen_and_that_day(store):
    """Both sides in order, with what was written and nothing hidden; nobody else's, nothing later
    and nothing of long before."""
    await talk(store, "m0", "很久以前", "好", 2 * DAY)
    await talk(store, "m1", "社保卡丢了怎么办", "到服务中心补办。", timedelta(hours=3))
    await talk(store, "m2", "路灯坏了，13812345678", "已受理。", timedelta())
    await talk(store, "m3", "别人说的", "好", timedelta(hours=1), citizen="c2")
    await talk(store, "m4", "后来说的", "好", -timedelta(minutes=5))
    await keep(store, of_unit("t1", citizen="c1"))

    said = await store.casebook.talk_before(ROADS, "t1")

    assert said == [
        Said(Speaker.CITIZEN, "社保卡丢了怎么办", NOW - timedelta(hours=3)),
        Said(Speaker.BOT, "到服务中心补办。", NOW - timedelta(hours=3)),
        Said(Speaker.CITIZEN, "路灯坏了，13812345678", NOW),
        Said(Speaker.BOT, "已受理。", NOW),
    ]
    newest = await store.casebook.talk_before(ROADS, "t1", limit=1)
    assert [one.words for one in newest] == ["已受理。"]


async def test_what_needs_no_words_is_no_part_of_the_talk(store):
    """Somebody who follows the account has said nothing; a picture is told of without words."""
    events = [a_message("", key="m1", kind=Kind.FOLLOWED), a_message("", key="m2", kind=Kind.IMAGE)]
    for message in events:
        await store.inbox.receive(message, NOW)
    await keep(store, of_unit("t1", citizen="c1"))

    [said] = await store.casebook.talk_before(ROADS, "t1")

    assert (said.who, said.words, said.kind) == (Speaker.CITIZEN, "", Kind.IMAGE)


async def test_similar_tickets_come_with_their_answers(store):
    """The nearest first, however it ended; what is about something else is left out."""
    answered = of_unit("t2", content="人民路25号门口的路灯坏了没人修", place=None, age=DAY)
    await keep(
        store,
        of_unit("t1", content="人民路23号门口路灯坏了三天没人修"),
        after(answered, Step.REPLIED, text="灯泡已更换。", outcome="resolved"),
        of_unit("t3", title="噪音", content="工地半夜施工噪音太大睡不着", place=None),
        of_unit("t4", title="路灯不亮", content="东风路路灯坏了很黑，一个星期没人修", place=None),
    )
    await found(store, "路灯")

    near = await store.casebook.similar(ROADS, "t1")

    assert [one.number for one in near] == ["t2", "t4"]
    assert (near[0].answer, near[0].outcome) == ("灯泡已更换。", Outcome.RESOLVED)
    assert (near[1].answer, near[1].outcome) == (None, None)
    assert len(await store.casebook.similar(ROADS, "t1", limit=1)) == 1


async def test_what_moved_is_told_to_whoever_watches(store):
    """The last first, with the unit that holds it."""
    first = of_unit("t1", age=DAY)
    await keep(store, first, of_unit("t2", "water", age=DAY), of_unit("t3", age=2 * DAY))
    moved = after(first, Step.ACKNOWLEDGED)
    await keep(store, moved, before=first)

    assert await store.casebook.moved_since(NOW) == [Moved("t1", "roads", moved.last.at)]
    since = [one.number for one in await store.casebook.moved_since(NOW - DAY)]
    assert since == ["t1", "t2"]


async def test_the_overview_counts_what_is_open(store):
    """By state, age and unit; what waits longest first."""
    await keep(
        store,
        of_unit("t1", "roads", age=2 * DAY, due=-DAY),
        of_unit("t2", "roads", Step.ACKNOWLEDGED, type=Type.HELP),
        of_unit("t3", "water", age=20 * DAY),
        of_unit("t4", "water", Step.REPLIED, Step.DELIVERED, Step.CLOSED),
    )

    tally = await store.casebook.tally(ALL, NOW)

    assert {state: many for state, many in tally.states.items() if many} == {
        State.DISPATCHED: 2,
        State.ACKNOWLEDGED: 1,
    }
    assert tally.ages == {1: 1, 3: 1, 7: 0, 15: 0, None: 1}
    assert {kind: many for kind, many in tally.opened_today.items() if many} == {
        Type.HELP: 1,
        Type.COMPLAINT: 1,
    }
    assert tally.overdue == 1
    waiting = [(one.department, one.open, one.overdue) for one in tally.waiting]
    assert waiting == [("roads", 2, 1), ("water", 1, 0)]
    assert tally.waiting[0].oldest_due_at == NOW - DAY
