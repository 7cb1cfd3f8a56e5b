"""The rules of a topic as one picture."""

from bot.domain.knowledge_check import Place
from bot.domain.story_check import ACTION, FORM, INTENT, SLOT, Path, StepAt
from bot.domain.story_flow import CLOSES, flow

HERE = Place("stories/x.yml", 1)


def step(kind: str, *names: str, value: object = None) -> StepAt:
    return StepAt(kind, names, HERE, value)


def a_path(*steps: StepAt, inside: str = "") -> Path:
    condition = (step(FORM, inside),) if inside else ()
    return Path("x", HERE, steps, condition)


GREET, TELL = step(INTENT, "greet"), step(ACTION, "utter_greet")


def test_rules_that_begin_alike_share_what_is_alike():
    """And part where they part; each end has a row of its own."""
    new, done = step(SLOT, "matter", value="new"), step(SLOT, "matter", value="done")
    found = flow([a_path(GREET, TELL, new, step(ACTION, "a")), a_path(GREET, TELL, done)])

    assert [one.step.names for one in found.nodes] == [
        ("greet",),
        ("utter_greet",),
        ("a",),
        ("end",),
    ]
    assert [(one.row, one.column) for one in found.nodes] == [(0.5, 0), (0.5, 1), (0, 2), (1, 2)]
    assert found.nodes[2].when == (new,)
    assert (found.columns, found.rows) == (3, 2)


def test_a_form_leads_to_what_happens_inside_it():
    """Later, and further to the right than whatever opens it."""
    opens = a_path(GREET, step(ACTION, "form"), step(FORM, "form"))
    ends = a_path(step(ACTION, "form"), step(FORM), step(ACTION, "a"), inside="form")
    leaves = a_path(step(INTENT, "no"), step(ACTION, CLOSES), step(FORM), TELL, inside="form")

    found = flow([opens, ends, leaves])

    later = [one for one in found.edges if one.later]
    assert [(one.tail.step.kind, one.head.step.kind) for one in later] == [(FORM, FORM)]
    assert later[0].head.column == later[0].tail.column + 1
    assert (CLOSES,) not in [one.step.names for one in found.nodes]
    assert len({(one.column, one.row) for one in found.nodes}) == len(found.nodes)


def test_nothing_is_a_picture_too():
    """A topic without a rule."""
    found = flow([])

    assert (found.nodes, found.edges, found.rows) == ([], [], 0)
