"""The report over a dialogue that knows little."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.replies import Reply
from bot.services.evaluation.assembly import Bench, measure, texts_in, too_few
from bot.services.evaluation.emergencies import Cry
from bot.services.evaluation.questions import Wanted
from bot.services.evaluation.report import Section
from bot.services.evaluation.retrieval import Pairs
from bot.services.evaluation.robustness import Known
from bot.services.evaluation.samples import Insult, Material, Question, Sample
from bot.services.evaluation.strangers import a_shelf
from bot.services.ports.dialogue import Heard, Turned, Understanding
from tests.builders import NOW, an_appeal

UNITS = (
    Department("lamps", "路灯所", None, (Clause("l-1", "路灯", None, ("路灯",)),)),
    Department("water", "水务局", None, (Clause("w-1", "停水", None, ("停水",)),)),
)
CATALOGUE = Catalogue("v1", "water", UNITS)


class Dialogue:
    """Takes what ends in 吗 for a question; opens a ticket for whoever swears."""

    model = "m1"

    async def parse(self, text: str) -> Understanding:
        kind = "inquiry" if text.endswith("吗") else "complaint"
        faq = (("lamp_hours", 0.9),) if "几点" in text else ()
        return Understanding(kind, 0.8, ((kind, 0.8),), faq, (), "m1")

    async def respond(self, heard: Heard, memory: Sequence[Any], desk: Any) -> Turned:
        if "滚" in heard.text:
            await desk.open_ticket(an_appeal(), {})
        words = "晚上七点【来源】路灯所" if "几点" in heard.text else "您好"
        waiting = [{"event": "slot", "name": "other", "value": [{}] * heard.text.count("另外")}]
        return Turned(Reply(words), waiting, await self.parse(heard.text))


class Index:
    """Finds whatever holds the words."""

    def __init__(self, letters: Pairs, told: Pairs) -> None:
        self._letters = letters

    def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        return [(name, 1.0) for name, words in self._letters if text in words][:limit]


class Calendar:
    def due(self, start: datetime, working_days: int) -> datetime:
        return start + timedelta(days=working_days)


@pytest.fixture
def bench() -> Bench:
    class Knowledge:
        def entry(self, key: str) -> None:
            return None

    shelf = a_shelf(Knowledge(), CATALOGUE, Calendar(), None)
    return Bench(Dialogue(), shelf, Index, lambda: NOW)


async def sections(bench: Bench, material: Material) -> dict[str, Section]:
    return {section.name: section for section in await measure(bench, material)}


async def test_each_source_is_told_and_only_cities_count_in_the_whole(bench: Bench):
    """Where nobody ever complains the types were given by somebody else."""
    letters = [
        Sample("路灯坏了", "complaint", source="甲"),
        Sample("停水了吗", "inquiry", source="甲"),
        Sample("多种些树", "suggestion", source="乙"),
    ]

    found = await sections(bench, Material(letters=letters))

    assert [row[:3] for row in found["types"].rows] == [
        ("来信 · 合并", 2, 1.0),
        ("甲 · 合并", 2, 1.0),
        ("乙 · 合并", 1, 0.0),
    ]


async def test_help_and_report_have_their_own_figures_where_they_are_filed(bench: Bench):
    short = [Sample("帮帮我", "help"), Sample("他偷税", "report")]

    found = await sections(bench, Material(short=short))

    assert [row[:3] for row in found["types"].rows] == [
        ("短消息 · 合并", 2, 1.0),
        ("短消息 · 五类", 2, 0.5),
        ("短消息 · 六类", 2, 0.0),
    ]


async def test_units_are_compared_by_code_or_by_name(bench: Bench):
    """What the catalogue does not hold is not compared."""
    letters = [
        Sample("路灯坏了", "complaint", ("lamps",)),
        Sample("停水了", None, ("某市水务局",)),
        Sample("停水了", None, ("别处",)),
    ]

    found = await sections(bench, Material(letters=letters))

    assert found["departments"].rows[0][:4] == ("来信", 2, 1.0, 1.0)
    assert found["confusion.departments"].rows == [["lamps", 1, 0], ["water", 0, 1]]


async def test_tickets_opened_unasked_and_answers_are_counted(bench: Bench):
    strange = {"文件": ["滚开", "几点了", "今天天气"]}

    found = await sections(bench, Material(strange=strange))

    [row] = found["strangers"].rows
    assert row == ("文件", 3, 1, pytest.approx(1 / 3), 1, pytest.approx(1 / 3))


async def test_questions_and_letters_are_looked_for(bench: Bench):
    wanted = {"留出": [Wanted("路灯几点亮吗", "lamp_hours"), Wanted("停水吗", "water_stop")]}
    archive = [Question("1", "路灯", "巷子里的路灯不亮"), Question("2", "路灯", "x", asked=False)]

    found = await sections(bench, Material(wanted=wanted, archive=archive))

    assert found["known_questions"].rows == [("留出", 2, 0.5, 0.5)]
    assert found["archive"].rows == [("按标题找来信（2 封里）", 1, 1.0, 1.0)]


async def test_letters_that_came_again_and_several_matters_are_told(bench: Bench):
    again = "幸福路口的路灯坏了三天没有人来修，晚上走路看不见"
    letters = [Sample(again, "complaint"), Sample("停水了", "complaint"), Sample(again)]
    counts = {"留出": [(2, "路灯坏了，另外停水"), (1, "路灯坏了")]}

    found = await sections(bench, Material(letters=letters, several=counts))

    assert found["repetitions"].rows[0] == ("本人，字句相近", 1, 1, 1, 1.0, 1.0)
    assert found["several"].rows == [("留出", 2, 1.0, 1.0, 1.0)]


async def test_emergencies_abuse_and_other_ways_of_writing_are_told(bench: Bench):
    material = Material(
        letters=[Sample("路灯坏了他妈的", "complaint")],
        insults=[Insult("你个王八蛋", True), Insult("路灯坏了", False)],
        cries={"留出": [Cry("楼下着火了快救人", "fire"), Cry("路灯坏了")]},
        abuse={"只有骂人话": ["你个王八蛋"]},
        spoilt={"自写": [Known("路灯坏了", "complaint", department="lamps")]},
    )

    found = await sections(bench, material)

    assert found["emergencies"].rows == [("留出", 1, 1.0, 1, 0, 1.0, 1.0)]
    assert found["alarms"].rows == [("来信", 1, 0, 0.0)]
    assert found["abuse_flags"].rows == [("来信", 1, 1, 1.0, 0)]
    assert found["abuse"].rows == [("留出", 1, 1.0, 1, 0.0)]
    assert found["abuse_beside"].rows == [("只有骂人话", 1, 1, 0)]
    assert [*found["robustness1"].rows[0][:2]] == ["原样", 1.0]
    assert found["robustness2"].title.endswith("：来信")
    assert "只有 1 条" in found["robustness2"].absent


async def test_enough_letters_are_written_in_other_ways(bench: Bench):
    letters = [Sample(f"路灯坏了{n}天", "complaint") for n in range(20)]

    found = await sections(bench, Material(letters=letters))

    assert [*found["robustness1"].rows[0][:2]] == ["原样", 1.0]


async def test_what_cannot_be_measured_is_no_table_of_dashes(bench: Bench):
    """One letter, and nothing marked in it."""
    found = await sections(bench, Material(letters=[Sample("路灯坏了", "complaint")]))

    assert found["facts"].rows == []
    assert found["repetitions"].rows == ()
    assert "没有重复的" in found["repetitions"].absent


def test_groups_too_small_to_mean_much_are_told():
    enough = [Sample("路灯坏了", "complaint")] * 100

    [said] = too_few(Material(letters=enough[:99], short=enough))

    assert "来信只有 99 条" in said
    assert not too_few(Material())


async def test_a_section_without_data_says_so(bench: Bench):
    """And no section is left out."""
    found = await sections(bench, Material())

    assert all(section.absent for section in found.values())
    assert {"types", "departments", "known_questions", "archive", "strangers", "speed"} <= {*found}


async def test_progress_is_told_for_every_text(bench: Bench):
    material = Material(
        letters=[Sample("路灯坏了", "complaint")],
        strange={"文件": ["几点了"]},
        own={"开发": [Sample("停水了", "complaint")]},
        wanted={"开发": [Wanted("停水吗", "other")]},
    )
    steps: list[int] = []

    await measure(bench, material, lambda: steps.append(1))

    assert len(steps) == texts_in(material) == 7
