"""What every casebook tells around one ticket, and of all of them."""

from datetime import timedelta

from bot.domain.messages import Kind
from bot.domain.parcels import ParcelState
from bot.domain.people import NOTHING
from bot.domain.replies import Reply
from bot.domain.tickets import Outcome, State, Step, Type
from bot.services.ports.casebook import Moved, Said, Speaker
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Ending
from bot.services.ports.lists import Query
from bot.services.ports.tally import Arrived
from tests.builders import (
    NOW,
    a_citizens_parcel,
    a_departments_parcel,
    a_message,
)
from tests.contracts.cases import ALL, DAY, ROADS, after, found, keep, numbers, of_unit
from tests.contracts.turns import finish
from tests.openings import next_opening

SECOND = timedelta(seconds=1)


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


async def test_the_overview_counts_what_came_in_today_and_how_it_was_answered(store):
    """Today begins at midnight in China, which is 16:00 of the day before elsewhere."""
    midnight = NOW.replace(hour=16) - DAY
    kept = {"late": midnight, "at once": midnight, "open": NOW, "yesterday": midnight - SECOND}
    for citizen, at in kept.items():
        await store.inbox.receive(a_message(key=citizen, citizen=citizen), at)
    await store.inbox.stop_waiting("late")
    for citizen in ("late", "at once", "yesterday"):
        await finish(store, await store.inbox.find(citizen))

    tally = await store.casebook.tally(NOTHING, NOW)

    assert tally.arrived == Arrived(messages=3, at_once=1, later=1)


async def test_a_list_may_be_of_tickets_of_one_age(store):
    """From a moment on, and before another one: what stands between two figures is in one."""
    await keep(store, *(of_unit(f"t{days}", age=days * DAY) for days in (0, 1, 3, 7)))

    assert await numbers(store, opened_from=NOW - 3 * DAY) == ["t0", "t1", "t3"]
    assert await numbers(store, opened_before=NOW - 3 * DAY) == ["t7"]
    span = {"opened_from": NOW - 3 * DAY, "opened_before": NOW - DAY}
    assert await numbers(store, **span) == ["t3"]
    sheet = await store.casebook.look(ALL, "p1", Query(**span), NOW)
    assert (sheet.total, sheet.counts[State.DISPATCHED]) == (1, 1)


async def test_a_delivery_names_its_ticket(store):
    await keep(store, of_unit("t1"), parcels=[a_departments_parcel(number="t1")])

    [told] = await store.casebook.deliveries(ALL, "t1")

    assert told.number == "t1"
