"""A unit keeps its own templates, fills them for its tickets, and sees nobody else's."""

from typing import Any

import pytest

from bot.domain.errors import FieldRejected, NotFound
from bot.domain.people import Role
from bot.domain.templates import SAMPLES, Template
from bot.services.fields import LONGEST_TEXT
from bot.services.templates import Templates
from tests.fakes.house import CATALOGUE
from tests.fakes.templates import FakeTemplates
from tests.services.caseroom import CLERK, NUMBERS, SUPERVISOR, Caseroom, a_person

FIELDS = {"name": "修好了", "text": "{称呼}，{地点}的路灯已经修好。"}
STRANGER = a_person(department="heating", id="p-2")


class Shelf(Caseroom):
    def __init__(self) -> None:
        super().__init__()
        self.kept = FakeTemplates()
        clock, tickets = self.house.clock, self.store.tickets
        self.templates = Templates(self.kept, tickets, CATALOGUE, self.audit, clock)

    async def saved(self, **more: Any) -> Template:
        return await self.templates.save(more.pop("who", CLERK), FIELDS, **more)


async def test_a_unit_has_its_own_everybodys_and_the_samples():
    """Another unit's are none of theirs."""
    shelf = Shelf()
    own = await shelf.saved()
    common = await shelf.saved(who=SUPERVISOR, common=True)

    known = await shelf.templates.of(CLERK)
    assert {one.id for one in known} == {own.id, common.id, *(one.id for one in SAMPLES)}
    assert await shelf.templates.of(STRANGER) == [common, *SAMPLES]
    assert await shelf.templates.of(a_person(Role.EDITOR)) == []


async def test_it_is_filled_for_a_ticket():
    shelf = Shelf()
    template = await shelf.saved()

    words = await shelf.templates.fill(CLERK, template.id, NUMBERS[0])

    assert words == "市民朋友，人民路23号门口的路灯已经修好。"


async def test_a_mistake_is_named_and_nothing_is_kept():
    shelf = Shelf()

    with pytest.raises(FieldRejected, match=r"第 1 行第 3 个字的 \{姓名\} 不是变量"):
        await shelf.templates.save(CLERK, {"name": "n", "text": "您好{姓名}"})

    assert shelf.kept.kept == {}
    assert shelf.audit.lines == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "", "text": "x"}, "name"),
        ({"name": "x" * 41, "text": "x"}, "name"),
        ({"name": "x", "text": " "}, "text"),
        ({"name": "x", "text": "字" * LONGEST_TEXT}, "text"),
        ({"name": "x", "text": "a\x00"}, "text"),
    ],
)
async def test_what_is_missing_or_too_long_is_named(fields: dict[str, str], field: str):
    with pytest.raises(FieldRejected) as refused:
        await Shelf().templates.save(CLERK, fields)

    assert refused.value.field == field


async def test_two_of_one_name_would_be_taken_for_each_other():
    shelf = Shelf()
    template = await shelf.saved()

    with pytest.raises(FieldRejected, match="同名"):
        await shelf.saved()

    await shelf.saved(template_id=template.id)
    await shelf.saved(who=STRANGER)


async def test_a_change_is_audited():
    shelf = Shelf()
    template = await shelf.saved()
    await shelf.templates.drop(CLERK, template.id)

    assert [(line.what, line.subject) for line in shelf.audit.lines] == [
        ("template_saved", template.id),
        ("template_dropped", template.id),
    ]
    assert "路灯" not in str(shelf.audit.lines)


@pytest.mark.parametrize(
    "who", [STRANGER, a_person(Role.AUDITOR), a_person(disabled=True), a_person(department=None)]
)
async def test_another_units_template_does_not_exist(who):
    """Neither to fill, nor to change, nor to drop."""
    shelf = Shelf()
    template = await shelf.saved()

    with pytest.raises(NotFound):
        await shelf.templates.fill(who, template.id, NUMBERS[0])
    with pytest.raises(NotFound):
        await shelf.saved(who=who, template_id=template.id)
    with pytest.raises(NotFound):
        await shelf.templates.drop(who, template.id)
    assert await shelf.kept.find(template.id) == template


async def test_a_ticket_out_of_sight_fills_nothing():
    """A template would read its place and its matter out."""
    shelf = Shelf()

    with pytest.raises(NotFound):
        await shelf.templates.fill(STRANGER, SAMPLES[0].id, NUMBERS[0])
    with pytest.raises(NotFound):
        await shelf.templates.phrases(STRANGER, NUMBERS[0], "您好")


async def test_everybodys_templates_are_the_centres_to_change():
    shelf = Shelf()
    template = await shelf.saved(who=SUPERVISOR, common=True)

    for who in (CLERK, a_person(Role.SUPERVISOR)):
        with pytest.raises(NotFound):
            await shelf.saved(who=who, common=True)
        with pytest.raises(NotFound):
            await shelf.templates.drop(who, template.id)


async def test_samples_are_nobodys_to_change():
    shelf = Shelf()

    with pytest.raises(NotFound):
        await shelf.templates.drop(SUPERVISOR, SAMPLES[0].id)
    assert not shelf.templates.may_change(SUPERVISOR, SAMPLES[0])


async def test_a_reply_of_phrases_is_marked():
    shelf = Shelf()
    words = "您反映的问题我们高度重视，已转相关科室办理，请耐心等待，感谢您的理解与支持"
    await shelf.templates.save(CLERK, {"name": "套话", "text": words})

    measured = await shelf.templates.phrases(CLERK, NUMBERS[0], words)

    assert measured.empty
    assert not (await shelf.templates.phrases(CLERK, NUMBERS[0], "灯泡换好了，共3只")).empty
