"""A note calls upon a colleague, and on nobody who may not see the ticket."""

import pytest

from bot.domain.errors import FieldRejected
from bot.domain.mentions import Mark, marks_of, named_after_at
from bot.domain.parcels import Addressee
from bot.domain.people import Role
from bot.services.department_calls import Verb
from bot.services.notices import CALLED, MENTIONED
from tests.services.caseroom import CLERK, SUPERVISOR, Caseroom, a_person

LI = a_person(id="p-2", login="li", name="李四")
OTHER_LI = a_person(id="p-3", login="li.2", name="李四")
LI_HUA = a_person(id="p-4", login="li.hua", name="李四华")
STRANGER = a_person(id="p-5", login="hot", name="赵暖", department="heating")
AUDITOR = a_person(Role.AUDITOR, id="p-6", login="audit", name="周查", department=None)
GONE = a_person(id="p-7", login="gone", name="孙离", disabled=True)


def a_room(*people) -> Caseroom:
    room = Caseroom()
    room.knows(CLERK, SUPERVISOR, STRANGER, AUDITOR, GONE, *people)
    return room


async def mentioned(room: Caseroom) -> list[str]:
    last = (await room.ticket()).last
    return [person for person, mark in marks_of(last) if mark is Mark.MENTIONED]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("请看一下", [LI.id]),
        ("@李四 请看一下", []),
        ("请＠李四看一下，再问@李四", []),
        ("@李四 请看一下", [LI.id]),
    ],
    ids=["chosen", "named", "named without a space", "both"],
)
async def test_who_is_chosen_or_named_is_mentioned_once(text: str, chosen: list[str]):
    """With the list below the note, or with an @."""
    room = a_room(LI)

    await room.acts(Verb.NOTE, fields={"text": text, "mention": chosen})

    assert await mentioned(room) == [LI.id]
    assert (await room.ticket()).last.data["mentions"] == [{"id": LI.id, "name": LI.name}]


async def test_the_longest_name_is_meant():
    """李四 is no part of 李四华."""
    assert named_after_at("@李四华 在吗", [LI, LI_HUA]) == [("李四华", [LI_HUA])]


@pytest.mark.parametrize("who", [STRANGER, AUDITOR, GONE], ids=["unit", "auditor", "disabled"])
@pytest.mark.parametrize("by_name", [True, False])
async def test_who_may_not_handle_it_is_not_mentioned_and_nothing_is_written(who, by_name: bool):
    """The writer is told, and does not wait for somebody who never hears of it."""
    room = a_room()
    before = await room.ticket()
    fields = {"text": f"@{who.name} 看看" if by_name else "看看"}

    with pytest.raises(FieldRejected) as refused:
        await room.acts(Verb.NOTE, fields={**fields, "mention": [] if by_name else [who.id]})

    assert refused.value.field == "mention"
    assert who.name in refused.value.problem
    assert await room.ticket() == before


async def test_of_two_with_one_name_the_list_says_which():
    """Nobody guesses."""
    room = a_room(LI, OTHER_LI)
    with pytest.raises(FieldRejected, match="2 位同事"):
        await room.acts(Verb.NOTE, fields={"text": "@李四 看看", "mention": []})

    await room.acts(Verb.NOTE, fields={"text": "@李四 看看", "mention": [OTHER_LI.id]})

    assert await mentioned(room) == [OTHER_LI.id]


async def test_whom_it_calls_is_told_without_a_word_of_the_note():
    room = a_room(LI)

    await room.acts(Verb.NOTE, fields={"text": "@李四 他电话里骂人", "mention": []})

    told = room.parcels(Addressee.DEPARTMENT)
    (parcel,) = [one for one in told if one.body["type"] == MENTIONED]
    assert parcel.body[CALLED] == LI.id
    assert "骂人" not in repr(parcel)


async def test_a_note_without_anybody_has_no_mentions():
    """Neither an address of mail nor oneself is a colleague."""
    room = a_room()

    await room.acts(
        Verb.NOTE, fields={"text": f"写信到 a@example.cn，@{CLERK.name}", "mention": []}
    )

    assert "mentions" not in (await room.ticket()).last.data


async def test_nobody_mentions_a_crowd():
    """Who calls everybody calls nobody."""
    crowd = [a_person(id=f"p-c{n}", login=f"c{n}", name=f"同事{n}") for n in range(21)]
    room = a_room(*crowd)

    with pytest.raises(FieldRejected):
        await room.acts(Verb.NOTE, fields={"text": "大家", "mention": [one.id for one in crowd]})


async def test_those_are_offered_who_may_handle_it():
    """Not oneself; the unit's own first."""
    room = a_room(LI)

    offered = await room.work.mentioning.colleagues("construction", CLERK)

    assert offered == [LI, SUPERVISOR]
