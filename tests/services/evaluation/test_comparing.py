"""Two models side by side: what the new one gets right, and what it would change."""

from datetime import date
from typing import Any

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.knowledge import Entry
from bot.services.evaluation.comparing import EXAMPLES, Side, figures, shadow
from bot.services.evaluation.questions import OTHER, Wanted
from bot.services.evaluation.samples import Material, Sample
from bot.services.ports.dialogue import Understanding

LAMP = ("路灯坏了", "complaint")


class Reading:
    """A dialogue that understands by a table; what is not in it is out of scope."""

    model = "m"

    def __init__(self, **known: str) -> None:
        self.known = known

    async def parse(self, text: str) -> Understanding:
        meant = next((self.known[word] for word in self.known if word in text), "out_of_scope")
        if meant.startswith("faq/"):
            return Understanding("faq", 0.9, faq=((meant.removeprefix("faq/"), 0.9),))
        return Understanding(meant, 0.9)

    async def respond(self, *_: Any) -> Any:
        raise AssertionError("nothing is ever sent")

    def asks(self, memory: Any) -> bool:
        return False

    def interrupted(self, memory: Any) -> Any:
        raise AssertionError


class Answers:
    def __init__(self, **answers: str) -> None:
        self.answers = answers

    def entry(self, key: str) -> Entry | None:
        day = date(2027, 1, 1)
        text = self.answers.get(key)
        return Entry(key, f"{key}？", text, "s", "o", day, day) if text else None


def a_catalogue(lamps_go_to: str) -> Catalogue:
    units = (
        Department("roads", "市政", None, _clause("r", lamps_go_to == "roads")),
        Department("power", "电力", None, _clause("p", lamps_go_to == "power")),
        Department("centre", "中心", None, ()),
    )
    return Catalogue("v1", "centre", units)


def _clause(name: str, lamps: bool) -> tuple[Clause, ...]:
    return (Clause(name, name, None, ("路灯",) if lamps else ("别的",)),)


def a_side(lamps: str = "roads", answers: Answers | None = None, **known: str) -> Side:
    return Side(Reading(**known), a_catalogue(lamps), answers or Answers(card="旧答案。"))


async def test_a_message_of_another_type_is_counted_and_shown():
    live, new = a_side(路灯="complaint"), a_side(路灯="suggestion")

    found = await shadow(["人民路的路灯黑着", "你好"], new, live)

    assert found.of == 2
    assert found.counts == {"类型：投诉 → 建议": 1}
    [example] = found.examples
    assert (example.text, example.was, example.becomes) == ("人民路的路灯黑着", "投诉", "建议")


async def test_a_message_for_another_unit_is_counted():
    live, new = a_side("roads", 路灯="complaint"), a_side("power", 路灯="complaint")

    found = await shadow(["路灯坏了"], new, live)

    assert found.counts == {"单位：市政 → 电力": 1}


async def test_another_answer_to_the_same_question_is_counted():
    """Though the same entry is meant."""
    live = a_side(answers=Answers(card="旧答案。"), 卡="faq/card")
    new = a_side(answers=Answers(card="新答案。"), 卡="faq/card")

    found = await shadow(["卡丢了", "卡没了"], new, live)

    assert list(found.counts.values()) == [2]
    assert "新答案" in next(iter(found.counts))


async def test_what_stays_as_it_is_is_not_told():
    side = a_side(路灯="complaint", 卡="faq/card")

    found = await shadow(["路灯坏了", "卡丢了", "你好"], side, side)

    assert (found.counts, found.examples) == ({}, ())


async def test_examples_hold_no_personal_data_and_are_few():
    live, new = a_side(路灯="complaint"), a_side(路灯="help")

    found = await shadow(["路灯坏了，打13912345678" for _ in range(EXAMPLES + 9)], new, live)

    assert len(found.examples) == EXAMPLES
    assert not [one for one in found.examples if "139123" in one.text]
    assert sum(found.counts.values()) == EXAMPLES + 9


async def test_figures_stand_beside_those_of_the_live_model():
    material = Material(
        wanted={"留出": [Wanted("卡丢了", "card"), Wanted("天气", OTHER)]},
        own={"自写": [Sample("路灯坏了", "complaint"), Sample("谢谢", None)]},
    )
    live = a_side(卡="faq/card", 路灯="complaint")
    new = a_side(天气="faq/card", 路灯="complaint")

    found = {one.name: one for one in await figures(material, new, live)}

    asked = found["测试句里该答的问题，答对或列出"]
    assert (asked.of, asked.new, asked.live, asked.fell) == (1, 0.0, 1.0, True)
    others = found["测试句里不该直接答的，没有直接答"]
    assert (others.new, others.live) == (0.0, 1.0)
    assert (asked.lost, others.lost) == (("卡丢了",), ("天气",))
    kinds = found["测试句的类型"]
    assert (kinds.of, kinds.new, kinds.fell, kinds.lost) == (1, 1.0, False, ())


async def test_without_a_live_model_nothing_falls():
    material = Material(own={"自写": [Sample("路灯坏了", "complaint")]})

    [figure] = await figures(material, a_side(), None)

    assert (figure.live, figure.fell) == (None, False)
