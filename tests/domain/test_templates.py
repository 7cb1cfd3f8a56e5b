"""Templates: what stands in them, how they are filled, how much of a reply is nothing else."""

import pytest

from bot.domain.errors import FieldRejected
from bot.domain.templates import SAMPLES, VARIABLES, Template, check, filled, phrases_in, values_of
from tests.builders import a_ticket

UNIT = "城乡建设局"
EMPTY = Template(
    "t1",
    "construction",
    "套话",
    "您好！您反映的问题我们高度重视，已转相关科室核实处理，请您耐心等待，感谢您的理解与支持。",
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_sample_can_be_filled(sample: Template):
    """No mention is left over."""
    check(sample.text)

    words = filled(sample.text, values_of(a_ticket(), UNIT))

    assert "{" not in words
    assert "路灯坏了" in words


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("您好，{姓名}", "第 1 行第 4 个字", "{姓名} 不是变量"),
        ("您好\n编号 {编号 }", "第 2 行第 4 个字", "{编号 } 不是变量"),
        ("您好\n\n{}", "第 3 行第 1 个字", "{} 不是变量"),
        ("编号 {编号", "第 1 行第 4 个字", "单独的“{”"),
        ("编号}", "第 1 行第 3 个字", "单独的“}”"),
        ("{{编号}}", "第 1 行第 1 个字", "单独的“{”"),
    ],
)
def test_what_cannot_be_filled_is_named_with_its_place(text: str, place: str, problem: str):
    """Whoever saves it sees what to change."""
    with pytest.raises(FieldRejected) as refused:
        check(text)

    assert place in str(refused.value)
    assert problem in str(refused.value)


def test_every_variable_has_a_value():
    assert set(values_of(a_ticket(), UNIT)) == set(VARIABLES)


def test_a_citizens_words_are_never_a_template():
    """What somebody writes into a title stays what it is."""
    ticket = a_ticket(title="{单位}{编号}")

    assert filled("“{事项}”", values_of(ticket, UNIT)) == "“{单位}{编号}”"


def test_a_ticket_without_a_place_reads_well():
    assert "None" not in filled("{地点}", values_of(a_ticket(place=None), UNIT))


def test_a_reply_that_is_a_template_without_a_fact_is_a_phrase():
    """套话: nothing in it is about this case."""
    measured = phrases_in(EMPTY.text + "！", [*SAMPLES, EMPTY], a_ticket(), UNIT)

    assert (measured.share, measured.template, measured.empty) == (1.0, "t1", True)


@pytest.mark.parametrize(
    "more", ["人民路23号门口已查看。", "已更换灯泡2个，花费160元。"], ids=["place", "figure"]
)
def test_a_fact_makes_it_an_answer(more: str):
    """Though nearly all of it is template."""
    long = Template("t2", None, "长", EMPTY.text * 8)

    measured = phrases_in(long.text + more, [long], a_ticket(), UNIT)

    assert measured.share > 0.9
    assert not measured.empty


def test_own_words_are_no_template():
    reply = "师傅今天上午换了灯头，现在亮了，您晚上路过可以看看。"

    assert phrases_in(reply, [EMPTY, *SAMPLES], a_ticket(), UNIT).share < 0.3


@pytest.mark.parametrize("reply", ["", "好", "。。。"])
def test_few_words_are_measured_too(reply: str):
    """Nothing breaks on them."""
    assert phrases_in(reply, [EMPTY], a_ticket(), UNIT).share == 0.0


def test_without_templates_nothing_is_a_phrase():
    assert not phrases_in(EMPTY.text, [], a_ticket(), UNIT).empty
