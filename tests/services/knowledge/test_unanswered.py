"""The unanswered box: groups, owners, and what becomes of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.likeness import GramLikeness
from bot.domain.corrections import Verdict
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.tickets import Type
from bot.domain.unanswered import TaskState, Unanswered, Why
from bot.services.knowledge.unanswered import STILL_CHOOSING, UnansweredBox
from bot.services.ports.changes import Changes
from tests.builders import NOW
from tests.fakes.store import FakeStore
from tests.services.knowledge.builders import Shelf, a_shelf

ROOT = Path(__file__).resolve().parents[3]
DRONES = (
    "无人机飞行要不要报备",
    "我想在公园飞无人机，需要申请吗",
    "无人机在哪里登记",
    "飞无人机去哪儿报备",
    "请问航拍无人机要办什么手续",
    "玩无人机需要实名登记吗",
    "无人机飞多高不用申请",
    "城里能飞无人机吗",
    "小区上空可以飞无人机不",
    "买了个无人机，怎么登记",
    "无人机禁飞区在哪查",
    "无人机没登记会罚款吗",
    "遥控无人机飞行需要执照吗",
    "大疆无人机怎么实名",
    "孩子的玩具无人机要不要登记",
    "无人机拍摄要提前报备几天",
    "无人机飞行许可怎么办",
    "公园里放无人机有人管吗",
    "无人机登记要钱吗",
    "想问下无人机飞之前跟谁申请",
)
OTHERS = (
    "河边露营要不要交钱",
    "哪里可以搭帐篷露营",
    "小区装充电桩要什么手续",
    "殡仪馆火化费国家给出吗",
)


class Room:
    """Where somebody looks after the box."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.store = shelf, FakeStore()
        self.now = NOW
        self.box = UnansweredBox(
            self.store.unanswered, GramLikeness(), shelf.drafts, lambda: self.now
        )

    async def hears(self, *texts: str, why: Why = Why.UNKNOWN) -> None:
        noted = [Unanswered.of(text, why, self.now) for text in texts]
        await self.store.tickets.apply(Changes(unanswered=noted))

    async def ids(self) -> list[int]:
        """Of the largest group."""
        return list((await self.box.groups())[0].ids)


@pytest.fixture
async def room() -> Room:
    return Room(await a_shelf())


async def test_20_paraphrases_of_one_question_are_one_group_of_20(room: Room):
    """Among other questions, however they are mixed, over a knowledge base of a city."""
    own = {path: one for path, one in read_folder(ROOT).items() if path.startswith("nlu/faq/")}
    await room.shelf.drafts.put_all(own, "huiying")
    mixed = [*DRONES[:9], *OTHERS[:2], *DRONES[9:], *OTHERS[2:]]
    await room.hears(*mixed)

    first, *rest = await room.box.groups()

    assert first.many == 20
    assert {*first.examples} == {*DRONES}
    assert "无人机" in first.words
    assert sum(one.many for one in rest) == len(OTHERS)


async def test_the_same_words_are_one_group(room: Room):
    await room.hears("无人机登记", "无人机登记", "？？？")

    groups = await room.box.groups()

    assert [(one.many, one.examples) for one in groups] == [
        (2, ("无人机登记",)),
        (1, ("？？？",)),
    ]


async def test_an_empty_box_has_no_groups(room: Room):
    assert await room.box.groups() == []


async def test_what_was_offered_just_now_is_not_in_vain_yet(room: Room):
    """It comes into the box when there was time to choose."""
    offered = Unanswered.of("公积金", Why.IGNORED, NOW, "offer-1")
    await room.store.tickets.apply(Changes(unanswered=[offered]))
    assert await room.box.groups() == []

    room.now += STILL_CHOOSING

    (group,) = await room.box.groups()
    assert (group.words, group.whys) == ("公积金", (Why.IGNORED,))


async def test_a_group_is_given_to_a_unit_with_a_date(room: Room):
    """And what comes later is counted there."""
    await room.hears(*DRONES[:5])
    task = await room.box.assign(await room.ids(), "police", "2026-12-01", "wang")
    await room.hears(*DRONES[5:8])

    [group] = await room.box.groups()

    assert (task.owner, task.due, task.by) == ("police", "2026-12-01", "wang")
    assert (group.many, group.task) == (8, task)
    assert len(group.ids) == 3
    moved = await room.box.assign(group.ids, "transport", "2026-12-05", "li", task.id)
    assert (moved.id, moved.owner) == (task.id, "transport")
    assert len(await room.store.unanswered.of(task.id)) == 8


async def test_what_is_past_its_date_is_told(room: Room):
    await room.hears(*DRONES[:2])
    task = await room.box.assign(await room.ids(), "police", "2026-12-01", "wang")
    assert await room.box.overdue() == []

    room.now = NOW + timedelta(days=30)

    assert await room.box.overdue() == [task]


@pytest.mark.parametrize(("owner", "due"), [("", "2026-12-01"), ("police", "明天"),
                                            ("police", "2026-11-01")])  # fmt: skip
async def test_an_owner_and_a_coming_day_are_needed(room: Room, owner: str, due: str):
    await room.hears("无人机登记")

    with pytest.raises(FieldRejected):
        await room.box.assign(await room.ids(), owner, due, "wang")


async def test_a_groups_words_are_fit_to_be_ways_to_ask(room: Room):
    """Each once, and nobody's number among them."""
    await room.hears(*DRONES[:6], DRONES[0], "无人机登记电话13912345678")

    words = await room.box.words(await room.ids())

    assert {*DRONES[:6]} <= {*words}
    assert len(words) == len({*words})
    assert not any("139" in way for way in words)


async def test_what_a_unit_was_given_is_still_there_when_it_is_answered(room: Room):
    """A task's words are known by its number."""
    await room.hears("社保卡丢了", "社保卡丢了怎么办")
    task = await room.box.assign(await room.ids(), "social_security", "2026-12-01", "wang")

    assert sorted(await room.box.words([], task.id)) == ["社保卡丢了", "社保卡丢了怎么办"]
    done = await room.box.answered([], "card_lost", "li", task.id)

    assert (done.id, done.state, done.outcome) == (task.id, TaskState.ANSWERED, "card_lost")


async def test_what_somebody_wrote_by_hand_ends_a_group(room: Room):
    """They may have taken other words than the group's."""
    await room.hears("无人机登记")

    task = await room.box.answered(await room.ids(), "card_lost", "wang")

    assert (task.state, task.outcome) == (TaskState.ANSWERED, "card_lost")
    assert await room.box.groups() == []


async def test_marking_a_type_makes_labelled_examples(room: Room):
    await room.hears("路灯黑着", "路灯黑着呢")

    task = await room.box.mark(await room.ids(), Type.COMPLAINT, "wang")

    learned = await room.store.corrections.of(Verdict.ACCEPTED)
    assert sorted(one.text for one in learned) == ["路灯黑着", "路灯黑着呢"]
    assert {one.wanted for one in learned} == {Type.COMPLAINT}
    assert task.state is TaskState.MARKED


async def test_what_somebody_else_dealt_with_meanwhile_is_told(room: Room):
    await room.hears("无人机登记")
    ids = await room.ids()
    await room.box.dismiss(ids, "li")

    assert await room.box.groups() == []
    with pytest.raises(NotFound):
        await room.box.dismiss([99], "wang")
