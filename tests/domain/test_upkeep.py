"""What each unit has to do about its answers."""

from datetime import date, timedelta

from bot.domain.entries import FaqEntry
from bot.domain.unanswered import Task
from bot.domain.upkeep import Chores, DeadEntry, chores, overdue_of
from bot.domain.web_links import WebLink
from tests.builders import NOW

TODAY = date(2026, 11, 23)
FINE = FaqEntry(
    "fine", "?", "!", owner="roads", updated="2026-11-01", valid_until="2027-12-31", url="https://a"
)
OLD = FINE.changed(key="old", valid_until="2026-11-22")
DUE = FINE.changed(key="due", updated="2025-11-01")
SOON = FINE.changed(key="soon", valid_until="2026-12-01")
BROKEN = FINE.changed(key="broken", owner="water", url="https://b")
STRAY = OLD.changed(key="stray", owner="gone")
DEAD = {"https://b": WebLink("https://b", NOW, 1, True, "404", NOW)}


def of(*entries: FaqEntry, tasks: tuple[Task, ...] = ()) -> list[Chores]:
    return chores(entries, DEAD, tasks, TODAY, {"roads", "water", "centre"}, "centre")


def a_task(days: int, owner: str | None = "roads") -> Task:
    return Task("无人机", "wang", NOW, owner=owner, due=(TODAY + timedelta(days=days)).isoformat())


def test_each_unit_has_what_it_answers_for_and_who_has_most_comes_first():
    roads, water = of(FINE, BROKEN, OLD, DUE, SOON)

    assert (roads.unit, roads.expired, roads.due) == ("roads", (OLD,), (SOON, DUE))
    assert (water.unit, water.dead) == ("water", (DeadEntry(BROKEN, (DEAD["https://b"],)),))


def test_what_no_unit_answers_for_is_the_centres():
    """A unit that left the catalogue, and what was never given to one."""
    [found] = of(STRAY, tasks=(a_task(-1, None),))

    assert (found.unit, found.expired, found.late) == ("centre", (STRAY,), 1)


def test_what_was_taken_on_is_told_when_its_day_comes_within_the_week():
    [found] = of(tasks=(a_task(3), a_task(-2), a_task(8)))

    assert [one.due for one in found.tasks] == ["2026-11-21", "2026-11-26"]
    assert found.late == 1


def test_who_has_nothing_to_do_is_not_named():
    assert of(FINE) == []


def test_as_many_are_overdue_as_its_list_shows():
    """A link that does not open and an answer that ends soon are not overdue."""
    every = (FINE, BROKEN, OLD, DUE, SOON, STRAY)
    listed = {one.unit: one.overdue(TODAY).many for one in of(*every, tasks=(a_task(-1),))}

    counted = overdue_of(every, TODAY, {"roads", "water", "centre"}, "centre")

    assert counted == {"roads": 2, "centre": 1}
    assert listed == {**counted, "water": 0}


def test_all_of_it_is_told_in_a_sentence():
    [found] = of(OLD, DUE, tasks=(a_task(-2),))

    told = "已过期、不再回答 1 条，该核对 1 条，没答上来的话 1 组（1 组过了约定的日期）"
    assert found.words == f"答案和没答上来的话，这周请看一下：{told}。"
    assert found.as_record()["expired"] == 1
